/** Who was used when, and what each weighs and costs: what an experiment plays. */
import { nextUsesOf } from "../../services/housekeeping/policies/clairvoyant.ts"
import { makeDice } from "../dice.ts"

export interface Trace {
  readonly movies: number
  /** Milliseconds, never going back; by use. */
  readonly times: Float64Array
  /** The movie's number; by use. */
  readonly uses: Int32Array
  /** For every use, which is the next of the same movie. */
  readonly nextUses: Int32Array
  /** By movie: what it holds on the disk beyond basic, and how long somebody waits when it must be had again. */
  readonly bytes: Float64Array
  readonly costMs: Float64Array
}

/** Assumed, not measured: pictures and record of a deep movie, and the time until its providers have answered. */
const assumed = { bytes: { median: 900_000, sigma: 0.5 }, costMs: { median: 900, sigma: 0.6 } }

/** A normal draw (Box and Muller). */
export const normal = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

const logNormal = (next: () => number, { median, sigma }: { readonly median: number; readonly sigma: number }) =>
  median * Math.exp(sigma * normal(next))

/** The uses as a trace; sizes and costs are drawn from the seed, since no access log tells them. */
export const traceOf = (movies: number, times: Float64Array, uses: Int32Array, seed: number): Trace => {
  const { next } = makeDice(`sizes ${seed}`)
  const bytes = new Float64Array(movies)
  const costMs = new Float64Array(movies)
  for (let movie = 0; movie < movies; movie++) {
    bytes[movie] = Math.round(logNormal(next, assumed.bytes))
    costMs[movie] = Math.round(logNormal(next, assumed.costMs))
  }
  return { movies, times, uses, nextUses: nextUsesOf(uses, movies), bytes, costMs }
}
