/**
 * Uses made from a seed, after a public history of 100,836 ratings of 9,724 movies: three slopes of rank, 14 uses a session, gaps
 * within one with a median of about ten seconds. What no history told is left out: fashions, new films, the hour of the day.
 */
import { dayMs, secondMs } from "../../domain/time.ts"
import { makeDice } from "../dice.ts"
import { normal, type Trace, traceOf } from "./trace.ts"

export interface SyntheticOptions {
  readonly movies: number
  readonly accesses: number
  readonly days: number
  readonly seed: number
}

/** Slopes of -0.27, -0.84 and -2 with bends at these shares of the movies: the top 1, 10, 20 % get .150, .596, .775. */
const bends = { first: 200 / 9_724, second: 2_000 / 9_724 }
const slopes = { head: -0.27, body: -0.84, tail: -2 }

const sessionUses = 14
/** Gaps within a session: log-normal. With one gap in 14 between sessions, the 90th percentile of all is about 184 s. */
const gapMs = { median: 9.5 * secondMs, sigma: 1.6 }

/** How often the movie of a rank (from 1) is wanted, relative to the first. */
export const rankWeight = (rank: number, movies: number): number => {
  const first = Math.max(1, bends.first * movies)
  const second = Math.max(first, bends.second * movies)
  const head = Math.min(rank, first) ** slopes.head
  const body = rank > first ? (Math.min(rank, second) / first) ** slopes.body : 1
  return head * body * (rank > second ? (rank / second) ** slopes.tail : 1)
}

/** Running sums of the weights, to draw from. */
const sumsOf = (movies: number): Float64Array => {
  const sums = new Float64Array(movies)
  let sum = 0
  for (let rank = 0; rank < movies; rank++) sums[rank] = sum += rankWeight(rank + 1, movies)
  return sums
}

const drawn = (sums: Float64Array, draw: number): number => {
  const target = draw * sums[sums.length - 1]!
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! <= target) low = middle + 1
    else high = middle
  }
  return low
}

/** Seconds above, the movie below: one number sorts by time. A million movies, and 270 years. */
const movieRoom = 2 ** 20

export const syntheticTrace = ({ accesses, days, movies, seed }: SyntheticOptions): Trace => {
  const { next } = makeDice(`trace ${seed}`)
  const sums = sumsOf(movies)
  const sessions = Math.max(1, accesses / sessionUses)
  const sessionGap = (days * dayMs) / sessions
  const packed = new Float64Array(accesses)
  let begins = 0
  for (let index = 0, at = 0, left = 0; index < accesses; index++) {
    if (left === 0) {
      begins += -Math.log(1 - next()) * sessionGap
      at = begins
      left = sessionUses
    } else at += gapMs.median * Math.exp(gapMs.sigma * normal(next))
    left -= 1
    packed[index] = Math.floor(at / secondMs) * movieRoom + drawn(sums, next())
  }
  packed.sort()
  const times = packed.map((each) => Math.floor(each / movieRoom) * secondMs)
  return traceOf(
    movies,
    times,
    Int32Array.from(packed, (each) => each % movieRoom),
    seed
  )
}
