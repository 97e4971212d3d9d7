/** How well one film fits what is known of a file: title, year, ids, running time; and why, in words. */
import type { Alias } from "../../domain/identity.ts"
import { titlesAlike } from "./title-similarity.ts"

/** One way to read what somebody means. */
export interface FilmReading {
  readonly title: string
  readonly alternativeTitles?: ReadonlyArray<string>
  readonly year: number | null
  /** How sure the reading is against the others, from 0 to 1; 1 when it is not said. */
  readonly score?: number
}

export interface FilmEvidence {
  /** The best first; at most five count. */
  readonly readings: ReadonlyArray<FilmReading>
  readonly aliases?: ReadonlyArray<Alias>
  /** How long the file runs, when it is the whole film. */
  readonly runtimeMinutes?: number | null
}

/** A film that a provider offers. */
export interface FilmCandidate {
  readonly ref: Alias
  readonly aliases?: ReadonlyArray<Alias>
  readonly title: string
  readonly originalTitle?: string | undefined
  readonly alternativeTitles?: ReadonlyArray<string>
  readonly year?: number | undefined
  readonly runtimeMinutes?: number | undefined
}

/** What two running times say of each other; unknown says nothing. */
export type RuntimeVerdict = "agrees" | "differs" | "unknown"

export interface FilmScore {
  readonly candidate: FilmCandidate
  /** From 0 to 1. */
  readonly score: number
  readonly titleLikeness: number
  /** Years between what is wanted and the film; undefined when one of them is not known. */
  readonly yearsApart: number | undefined
  readonly hasId: boolean
  readonly runtime: RuntimeVerdict
  readonly reason: string
}

const titleShare = 0.7
const readingsMax = 5
const titlesMax = 60
/** A reading that is less sure than the best counts for less, but a little only: the provider knows better. */
const unsureShare = 0.1

const yearLikeness = (apart: number | undefined): number => {
  if (apart === undefined) return 0.3
  return [1, 0.5, 0.1][apart] ?? 0
}

/** A cut may be longer or shorter by some minutes, another film by a fifth. */
export const runtimeVerdict = (file: number | null | undefined, film: number | undefined): RuntimeVerdict => {
  if (file === null || file === undefined || film === undefined || file <= 0 || film <= 0) return "unknown"
  const apart = Math.abs(file - film)
  if (apart <= Math.max(3, film * 0.05)) return "agrees"
  return apart > Math.max(10, film * 0.2) ? "differs" : "unknown"
}

const titlesOf = (candidate: FilmCandidate): ReadonlyArray<string> => {
  const { title, originalTitle, alternativeTitles = [] } = candidate
  return [...new Set([title, ...(originalTitle === undefined ? [] : [originalTitle]), ...alternativeTitles])].slice(
    0,
    titlesMax
  )
}

const apartOf = (wanted: number | null, year: number | undefined): number | undefined =>
  wanted === null || year === undefined ? undefined : Math.abs(wanted - year)

const titleWords = (alike: number): string => {
  if (alike === 1) return "the same title"
  if (alike >= 0.98) return "the same title in another spelling"
  return alike >= 0.8 ? "a similar title" : "another title"
}

const yearWords = (apart: number | undefined): string => {
  if (apart === undefined) return "a year is not known"
  if (apart === 0) return "the same year"
  return `${apart} ${apart === 1 ? "year" : "years"} apart`
}

const runtimeWords: Readonly<Record<RuntimeVerdict, string>> = {
  agrees: ", the same running time",
  differs: ", another running time",
  unknown: ""
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000

/** The score of one film. Pure. */
export const scoreFilm = (evidence: FilmEvidence, candidate: FilmCandidate): FilmScore => {
  const known = new Set([candidate.ref, ...(candidate.aliases ?? [])])
  const id = evidence.aliases?.find((alias) => known.has(alias))
  const runtime = runtimeVerdict(evidence.runtimeMinutes, candidate.runtimeMinutes)
  const titles = titlesOf(candidate)
  const surest = evidence.readings[0]?.score ?? 1
  const scores = evidence.readings.slice(0, readingsMax).map((reading) => {
    const alike = titlesAlike([reading.title, ...(reading.alternativeTitles ?? [])], titles)
    const apart = apartOf(reading.year, candidate.year)
    const doubt = surest > 0 ? unsureShare * (1 - Math.min(1, (reading.score ?? 1) / surest)) : 0
    return { alike, apart, score: rounded((titleShare * alike + (1 - titleShare) * yearLikeness(apart)) * (1 - doubt)) }
  })
  const none = { alike: 0, apart: undefined, score: 0 }
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a), scores[0] ?? none)
  const words = `${titleWords(best.alike)}, ${yearWords(best.apart)}${runtimeWords[runtime]}`
  return {
    candidate,
    score: id === undefined ? best.score : 1,
    titleLikeness: best.alike,
    yearsApart: best.apart,
    hasId: id !== undefined,
    runtime,
    reason: id === undefined ? words : `the id ${id}`
  }
}
