/**
 * LHD's estimate: of movies that reached an age, how many hits came per unit of time they then still took. Formula (2) of
 * Beckmann, Chen and Cidon (NSDI 2018), worked out from the oldest age down in one pass.
 */

/**
 * `hits[a]`, `evictions[a]`: how many lives ended at age a by a use, or by going. Writes the density of each age: the hits from
 * there on, by the time that all lives which reached it went on for, the step of their end included.
 */
export const hitDensities = (
  hits: Float64Array,
  evictions: Float64Array,
  densities: Float64Array,
  [from, to]: readonly [number, number]
): void => {
  let hitsFromHere = 0
  let lives = 0
  let time = 0
  for (let age = to - 1; age >= from; age--) {
    hitsFromHere += hits[age]!
    lives += hits[age]! + evictions[age]!
    time += lives
    densities[age] = time > 0 ? hitsFromHere / time : 0
  }
}
