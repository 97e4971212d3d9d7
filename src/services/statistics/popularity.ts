/**
 * Popularity is a sum of weighted uses, each of which is worth half as much after every half-life. Only the sum and the
 * moment it was taken at are kept, so it costs two numbers a movie, and uses may arrive in any order.
 */
import type { Statistics } from "../../domain/movie.ts"

/** What is left of a weight after `ageMs`. */
export const decayed = (weight: number, ageMs: number, halfLifeMs: number): number =>
  weight * 2 ** (-ageMs / halfLifeMs)

/** The score at a moment, which may also be before the last use: then it tells what these uses would have been worth. */
export const popularityAt = (statistics: Statistics, now: number, halfLifeMs: number): number => {
  if (statistics.scoredAt === null) return statistics.popularityScore
  return decayed(statistics.popularityScore, now - statistics.scoredAt, halfLifeMs)
}
