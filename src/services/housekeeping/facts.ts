/**
 * What housekeeping knows of a movie and of the world at one moment. A value that could not be looked up, or that cannot be
 * true (a date in the future, a sentinel), is null; null never qualifies for anything (LIFE-5).
 */
import type { MovieId } from "../../domain/identity.ts"
import { knownLevel, type Level, type LifecycleState, rankOf } from "../../domain/level.ts"
import type { Statistics } from "../../domain/movie.ts"
import { dayMs } from "../../domain/time.ts"
import { popularityAt } from "../statistics/popularity.ts"
import type { MovieColumns } from "../store.ts"
import type { Thresholds } from "./thresholds.ts"

/** The library as a whole. */
export interface World {
  readonly now: number
  readonly movies: number
  readonly recordBytes: number
  readonly smallImageBytes: number
  readonly hdImageBytes: number
  /** What all images hold, or null when that is not known. */
  readonly heldBytes: number | null
  /** What is free on the disk, or null when that could not be found out. */
  readonly freeBytes: number | null
}

export interface Facts {
  readonly movie: MovieId
  readonly state: LifecycleState
  readonly level: Level
  /** Since the last access; for a movie that was never accessed, since it became known. */
  readonly idleDays: number | null
  /** For how long the movie has been known. */
  readonly historyDays: number | null
  readonly popularity: number | null
  readonly recordBytes: number | null
  readonly smallImageBytes: number | null
  readonly hdImageBytes: number | null
}

/** An amount that can be one, or null. */
export const knownAmount = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) && value >= 0 ? value : null

/** Days since a moment that can have been, or null. Zero and below are what "no date" is stored as elsewhere. */
const daysSince = (instant: number, now: number): number | null =>
  Number.isFinite(instant) && instant > 0 && instant <= now ? (now - instant) / dayMs : null

const popularityOf = (statistics: Statistics, now: number, halfLifeDays: number): number | null => {
  if (statistics.scoredAt === null) return statistics.popularityScore === 0 ? 0 : null
  if (daysSince(statistics.scoredAt, now) === null) return null
  return knownAmount(popularityAt(statistics, now, halfLifeDays * dayMs))
}

export const factsOf = (columns: MovieColumns, now: number, thresholds: Thresholds): Facts => {
  const { createdAt, id, lifecycle, statistics } = columns
  return {
    movie: id,
    state: lifecycle.state,
    level: knownLevel(lifecycle.state, lifecycle.kept),
    idleDays: daysSince(statistics.lastAccess ?? createdAt, now),
    historyDays: daysSince(createdAt, now),
    popularity: popularityOf(statistics, now, thresholds.halfLifeDays),
    recordBytes: knownAmount(columns.recordBytes),
    smallImageBytes: knownAmount(columns.smallImageBytes),
    hdImageBytes: knownAmount(columns.hdImageBytes)
  }
}

/** Why no rule may even look at this movie now, or null. Written so that a broken date protects. */
export const exclusionOf = (columns: MovieColumns, now: number, thresholds: Thresholds): string | null => {
  const { downgradedAt, kept, pinned, playingUntil, state, wanted } = columns.lifecycle
  const level = knownLevel(state, kept)
  if (pinned) return "pinned"
  if (playingUntil !== null && !(playingUntil <= now)) return "playing"
  if (rankOf(wanted) > rankOf(level)) return "enriching"
  if (downgradedAt !== null && !(now - downgradedAt >= thresholds.graceDays * dayMs)) return "grace"
  return level === "initial" ? "nothing to forget" : null
}
