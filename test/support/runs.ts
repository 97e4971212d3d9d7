/** How often a property runs, in one place: few times in a plain `npm test`, a thousand times in `npm run properties`. */

const runsByDefault = 100

/**
 * The number of runs for a property: `quick` in a plain test run, and what REELSTATE_RUNS says when it is set.
 * Pass a lower `quick` for a property whose single run is slow; the thorough run is the same for all.
 */
export const runs = (quick: number = runsByDefault): number => {
  const text = process.env["REELSTATE_RUNS"]
  if (text === undefined || text === "") return quick
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new Error(`REELSTATE_RUNS is "${text}"; set it to a whole number above 0, or leave it unset.`)
}
