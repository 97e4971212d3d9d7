/**
 * Chance as plain code, for generators that make millions of draws outside Effect. The same seed gives the same draws on
 * every machine: 32-bit integer arithmetic only (sfc32, Chris Doty-Humphrey, from PractRand).
 */
export interface Dice {
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number
  /** A whole number from 0 to `count` - 1. */
  readonly below: (count: number) => number
  /** True with this probability. */
  readonly chance: (probability: number) => boolean
  readonly between: (low: number, high: number) => number
}

/** Four words from a text, so that seeds which differ in one letter have nothing in common. */
const wordsOf = (seed: string): [number, number, number, number] => {
  const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]
  for (let index = 0; index < seed.length; index++) {
    const code = seed.charCodeAt(index)
    for (let lane = 0; lane < 4; lane++) {
      words[lane] = Math.imul(words[lane]! ^ (code + lane), 0x85ebca6b + 2 * lane)
      words[lane]! ^= words[lane]! >>> 13
    }
  }
  return words
}

/** So many draws are thrown away before the first that counts. */
const warmUp = 16

export const makeDice = (seed: string): Dice => {
  let [a, b, c, d] = wordsOf(seed)
  const word = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let draw = 0; draw < warmUp; draw++) word()
  const next = () => word() / 2 ** 32
  return {
    next,
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
    between: (low, high) => low + next() * (high - low)
  }
}
