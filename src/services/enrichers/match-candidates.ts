/**
 * Which of some movies is the one that is meant. Pure, and strict: only a single candidate of the same title and a year
 * within one wins; nobody guesses.
 */
import type { Candidate } from "../../domain/event.ts"
import { aliasOf } from "../../domain/identity.ts"
import { comparableTitle } from "../../domain/text.ts"
import type { TmdbHit } from "../providers/tmdb-lists.ts"

export interface Wanted {
  readonly title: string
  readonly year: number | null
}

export interface Match {
  readonly winner: TmdbHit | undefined
  /** The candidates with their scores from 0 to 1, the best first, at most 20. */
  readonly candidates: ReadonlyArray<Candidate>
}

const candidatesMax = 20
const yearsApartMax = 1

/** The share of words that two titles have in common, from 0 to 1. */
const likeness = (a: string, b: string): number => {
  if (a === b) return 1
  const [wordsA, wordsB] = [new Set(a.split(" ")), new Set(b.split(" "))]
  const shared = [...wordsA].filter((word) => wordsB.has(word)).length
  return Math.min((2 * shared) / (wordsA.size + wordsB.size), 0.95)
}

const titleLikeness = (wanted: string, hit: TmdbHit): number =>
  Math.max(...[hit.title, hit.originalTitle ?? hit.title].map((title) => likeness(wanted, comparableTitle(title))))

const yearLikeness = (yearsApart: number | undefined): number => (yearsApart === undefined ? 0 : 1 / (1 + yearsApart))

const reasonOf = (sameTitle: boolean, yearsApart: number | undefined): string => {
  const title = sameTitle ? "the same title" : "another title"
  if (yearsApart === undefined) return `${title}, a year is not known`
  if (yearsApart === 0) return `${title}, the same year`
  return `${title}, ${yearsApart} ${yearsApart === 1 ? "year" : "years"} apart`
}

/** Scores the hits against what is wanted, and names the winner if there is exactly one. */
export const matchCandidates = (wanted: Wanted, hits: ReadonlyArray<TmdbHit>): Match => {
  const title = comparableTitle(wanted.title)
  const scored = hits.map((hit) => {
    const alike = title === "" ? 0 : titleLikeness(title, hit)
    const apart = wanted.year === null || hit.year === undefined ? undefined : Math.abs(wanted.year - hit.year)
    const score = Math.round((0.7 * alike + 0.3 * yearLikeness(apart)) * 1_000) / 1_000
    const isSame = alike === 1 && apart !== undefined && apart <= yearsApartMax
    const ref = aliasOf("tmdb", hit.id)
    return {
      hit,
      isSame,
      candidate: { ref, title: hit.title, year: hit.year ?? null, score, reason: reasonOf(alike === 1, apart) }
    }
  })
  const same = scored.filter(({ isSame }) => isSame)
  const candidates = scored.map(({ candidate }) => candidate).toSorted((a, b) => b.score - a.score)
  return { winner: same.length === 1 ? same[0]?.hit : undefined, candidates: candidates.slice(0, candidatesMax) }
}
