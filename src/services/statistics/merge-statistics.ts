/** The statistics of two movies that are one, and of one that is two again. Pure. */
import type { Statistics } from "../../domain/movie.ts"
import { popularityAt } from "./popularity.ts"

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)

/** Counts are added, the last access is the later one, and both scores count, each decayed to the same moment. */
export const mergedStatistics = (a: Statistics, b: Statistics, halfLifeMs: number): Statistics => {
  const scoredAt = latest(a.scoredAt, b.scoredAt)
  const scoreOf = (one: Statistics) =>
    scoredAt === null || one.scoredAt === null ? one.popularityScore : popularityAt(one, scoredAt, halfLifeMs)
  return {
    viewCount: a.viewCount + b.viewCount,
    lastAccess: latest(a.lastAccess, b.lastAccess),
    popularityScore: scoreOf(a) + scoreOf(b),
    scoredAt,
    searchHits: a.searchHits + b.searchHits,
    shown: a.shown + b.shown,
    plays: a.plays + b.plays
  }
}

/**
 * What is left when a part that was added is taken out again. When the last access was the part's, nobody knows any more
 * when the others' was but `before`: what it was when the two were put together.
 */
export const statisticsWithout = (
  sum: Statistics,
  part: Statistics,
  before: Statistics | undefined,
  halfLifeMs: number
): Statistics => {
  const less = (a: number, b: number) => Math.max(0, a - b)
  const isTheirs = before !== undefined && sum.lastAccess !== null && sum.lastAccess === part.lastAccess
  const partNow = sum.scoredAt === null ? part.popularityScore : popularityAt(part, sum.scoredAt, halfLifeMs)
  return {
    viewCount: less(sum.viewCount, part.viewCount),
    lastAccess: isTheirs ? before.lastAccess : sum.lastAccess,
    popularityScore: less(sum.popularityScore, partNow),
    scoredAt: sum.scoredAt,
    searchHits: less(sum.searchHits, part.searchHits),
    shown: less(sum.shown, part.shown),
    plays: less(sum.plays, part.plays)
  }
}
