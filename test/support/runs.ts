/**
 * How often a property runs, and where it begins, in one place: few times in a plain `npm test`, a thousand times in
 * `npm run properties`; from one seed, so that the same checkout passes or fails the same way everywhere.
 * `REELSTATE_SEED=random` explores, any number begins elsewhere; a failure prints its own seed and path.
 */
import fc from "fast-check"

const runsByDefault = 100
const seed = process.env["REELSTATE_SEED"] ?? "20261123"

if (seed !== "random") fc.configureGlobal({ seed: Number(seed) })

/**
 * The number of runs for a property: `quick` in a plain test run, and what REELSTATE_RUNS says when it is set.
 * Pass a lower `quick` for a property whose single run is slow. The promises of the core are held a thousand times in a
 * thorough run; `most` bounds the others, whose single run is a whole life over HTTP or a real build.
 */
export const runs = (quick: number = runsByDefault, most = Infinity): number => {
  const text = process.env["REELSTATE_RUNS"]
  if (text === undefined || text === "") return quick
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return Math.min(count, most)
  throw new Error(`REELSTATE_RUNS is "${text}"; set it to a whole number above 0, or leave it unset.`)
}
