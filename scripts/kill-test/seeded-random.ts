/** A source of chance that depends on nothing but its name, so that any event of a run can be made again from the seed. */
export interface SeededRandom {
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number
  /** An integer from 0 to `count - 1`. */
  readonly below: (count: number) => number
  readonly pick: <A>(from: ReadonlyArray<A>) => A
  readonly chance: (share: number) => boolean
}

const hashOf = (text: string): number => {
  let hash = 0x811c_9dc5
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x0100_0193)
  return hash >>> 0
}

export const seededRandom = (name: string): SeededRandom => {
  let state = hashOf(name)
  const next = () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (count: number) => Math.floor(next() * count)
  return { next, below, pick: (from) => from[below(from.length)]!, chance: (share) => next() < share }
}
