/**
 * Which film is meant, or that nobody can say. An id beats all. Otherwise two witnesses must agree, the title and a year
 * within one or the running time, and the runner-up must be clearly behind. What is not clear is for a person to decide.
 */
import { type FilmCandidate, type FilmEvidence, type FilmScore, scoreFilm } from "./score-film.ts"

export interface FilmMatch {
  readonly winner: FilmCandidate | undefined
  /** All candidates with their scores, the best first; equal ones in the order they came. */
  readonly scores: ReadonlyArray<FilmScore>
  /** Why this one won, or why nobody did. */
  readonly reason: string
}

/** The winner must lead by so much. One year apart costs 0.15, so a film of the very year beats its neighbour. */
export const marginMin = 0.1
const sameTitleMin = 0.98
/** A slip of the pen: only with the very year. */
const nearTitleMin = 0.9
const yearsApartMax = 1

/** Whether the evidence for a film would be enough if it stood alone. */
export const isWitnessed = ({ titleLikeness, yearsApart, runtime }: FilmScore): boolean => {
  if (runtime === "differs") return false
  if (titleLikeness >= sameTitleMin && yearsApart !== undefined) return yearsApart <= yearsApartMax
  if (titleLikeness >= sameTitleMin) return runtime === "agrees"
  return titleLikeness >= nearTitleMin && yearsApart === 0
}

const byId = (scores: ReadonlyArray<FilmScore>): Pick<FilmMatch, "winner" | "reason"> | undefined => {
  const named = scores.filter(({ hasId }) => hasId)
  if (named.length === 0) return undefined
  if (named.length === 1) return { winner: named[0]!.candidate, reason: named[0]!.reason }
  return { winner: undefined, reason: `the ids lead to ${named.length} films` }
}

/** Of films that are equally alike, the one whose running time alone agrees. */
const byRuntime = (close: ReadonlyArray<FilmScore>): FilmScore | undefined => {
  const agreeing = close.filter(({ runtime }) => runtime === "agrees")
  const others = close.filter(({ runtime }) => runtime !== "agrees")
  return agreeing.length === 1 && others.every(({ runtime }) => runtime === "differs") ? agreeing[0] : undefined
}

const decide = (scores: ReadonlyArray<FilmScore>): Pick<FilmMatch, "winner" | "reason"> => {
  const [best] = scores
  if (best === undefined) return { winner: undefined, reason: "there is no candidate" }
  const close = scores.filter(({ score }) => score > best.score - marginMin)
  const leader = close.length === 1 ? best : byRuntime(close)
  if (leader === undefined) return { winner: undefined, reason: `${close.length} films fit almost equally` }
  if (!isWitnessed(leader)) return { winner: undefined, reason: `the best candidate has ${leader.reason}: not enough` }
  return { winner: leader.candidate, reason: leader.reason }
}

/** Scores the candidates and names the winner, if there is one. Pure. */
export const matchFilm = (evidence: FilmEvidence, candidates: ReadonlyArray<FilmCandidate>): FilmMatch => {
  const scores = candidates.map((candidate) => scoreFilm(evidence, candidate)).sort((a, b) => b.score - a.score)
  return { ...(byId(scores) ?? decide(scores)), scores }
}
