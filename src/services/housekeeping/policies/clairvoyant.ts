/**
 * The bound: it knows the future, and lets go who is needed again last (Belady, IBM Systems Journal 1966), the newcomer
 * included. With equal sizes and costs that is optimal. With unequal ones the optimum is NP-hard, and this is a heuristic: of the
 * few that are needed last, the one with the largest distance * bytes / cost goes. A policy may then, rarely, do better.
 */
import { nobody, type Policy, type PolicySetup } from "./policy.ts"
import { PriorityHeap } from "./priority-heap.ts"

/** The uses to come. Whoever plays them moves `at` along before each. */
export interface Future {
  /** The use that is being played. */
  at: number
  /** For every use, which use is the next of the same key; `neverAgain` when none is. */
  readonly nextUses: Int32Array
}

export const neverAgain = 2 ** 31 - 1

/** So many of the heap's first are looked at: about those that are needed last. */
const lookedAt = 32

/** For a whole sequence of uses, which use is the next of the same key. */
export const nextUsesOf = (uses: Int32Array, keys: number): Int32Array => {
  const next = new Int32Array(keys).fill(neverAgain)
  const nextUses = new Int32Array(uses.length)
  for (let index = uses.length - 1; index >= 0; index--) {
    const key = uses[index]!
    nextUses[index] = next[key]!
    next[key] = index
  }
  return nextUses
}

export class Clairvoyant implements Policy {
  /** The least is needed last: by the next use, negative. */
  readonly heap: PriorityHeap
  readonly future: Future
  readonly bytes: Float64Array
  readonly costMs: Float64Array

  constructor({ bytes, costMs, keys }: PolicySetup, future: Future) {
    this.heap = new PriorityHeap(keys)
    this.future = future
    this.bytes = bytes
    this.costMs = costMs
  }

  touch(key: number): void {
    this.heap.lower(key, -this.nextUse())
  }

  victim(incoming: number): number {
    const { heap } = this
    let chosen = incoming
    let most = incoming === nobody ? -1 : this.burden(incoming, this.nextUse())
    const end = Math.min(lookedAt, heap.count)
    for (let place = 0; place < end; place++) {
      const key = heap.keys[place]!
      const burden = this.burden(key, -heap.filed[place]!)
      if (burden <= most) continue
      chosen = key
      most = burden
    }
    return chosen
  }

  admit(key: number): void {
    this.heap.add(key, -this.nextUse())
  }

  remove(key: number): void {
    this.heap.remove(key)
  }

  private nextUse(): number {
    return this.future.nextUses[this.future.at]!
  }

  private burden(key: number, nextUse: number): number {
    return ((nextUse - this.future.at) * this.bytes[key]!) / this.costMs[key]!
  }
}
