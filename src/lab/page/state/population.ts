/**
 * Every movie the page knows of: its leaf, and when it moved last. One byte and eight a movie; changed in place, because
 * thousands of movies move every second.
 */

/** The leaf of a movie that is not there. */
export const noLeaf = 255

export interface Population {
  /** How many movies there are; numbers count from 0. */
  size: number
  leaves: Uint8Array
  /** When each was seen to move, in the world's time; 0 when not since the page is open. */
  movedAt: Float64Array
}

export const emptyPopulation = (): Population => ({ size: 0, leaves: new Uint8Array(0), movedAt: new Float64Array(0) })

/** A population as it was told in one piece. What is known of moves stays, as far as numbers go. */
export const populationOf = (leaves: Uint8Array, before?: Population): Population => {
  const movedAt = new Float64Array(leaves.length)
  if (before !== undefined) movedAt.set(before.movedAt.subarray(0, leaves.length))
  return { size: leaves.length, leaves, movedAt }
}

const makeRoom = (population: Population, size: number) => {
  if (size > population.leaves.length) {
    const room = Math.max(1_024, size, Math.ceil(population.leaves.length * 1.5))
    const leaves = new Uint8Array(room).fill(noLeaf)
    leaves.set(population.leaves)
    const movedAt = new Float64Array(room)
    movedAt.set(population.movedAt)
    Object.assign(population, { leaves, movedAt })
  }
  population.size = size
}

/** Moves movies; a number that is new is a movie that was born. `hear` is told of each, with the leaf it came from. */
export const applyMoves = (
  population: Population,
  moves: ReadonlyArray<readonly [movie: number, leaf: number]>,
  at: number,
  hear: (movie: number, from: number, to: number) => void
): void => {
  for (const [movie, leaf] of moves) {
    if (movie >= population.size) makeRoom(population, movie + 1)
    hear(movie, population.leaves[movie]!, leaf)
    population.leaves[movie] = leaf
    population.movedAt[movie] = at
  }
}

/** Movies per leaf. */
export const countsOf = (leaves: Uint8Array, size: number, leafCount: number): Uint32Array => {
  const counts = new Uint32Array(leafCount)
  for (let movie = 0; movie < size; movie++) {
    const leaf = leaves[movie]!
    if (leaf < leafCount) counts[leaf]! += 1
  }
  return counts
}
