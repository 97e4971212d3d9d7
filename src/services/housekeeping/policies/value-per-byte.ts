/**
 * Value per byte: the chance that somebody comes back, times what it costs to have the movie back, by its bytes. The chance is
 * a decayed sum of uses (LRFU, Lee et al. 2001), cost by size is Greedy-Dual-Size's (Cao and Irani 1997), without its clock: the
 * decay does that work. Leaves out: learning the half-life, refusing newcomers, and anything that is known of a movie but its uses.
 */
import { FadingScores } from "./fading-scores.ts"
import type { Policy, PolicySetup } from "./policy.ts"
import { PriorityHeap } from "./priority-heap.ts"

export class ValuePerByte implements Policy {
  readonly heap: PriorityHeap
  readonly scores: FadingScores
  readonly bytes: Float64Array
  readonly costMs: Float64Array

  constructor({ bytes, costMs, keys }: PolicySetup, halfLifeMs: number) {
    this.heap = new PriorityHeap(keys)
    this.scores = new FadingScores(keys, halfLifeMs)
    this.bytes = bytes
    this.costMs = costMs
  }

  touch(key: number, now: number): void {
    this.scores.use(key, now)
    this.heap.raise(key, this.worthOf(key))
  }

  missed(key: number, now: number): void {
    this.scores.use(key, now)
  }

  victim(): number {
    return this.heap.least()
  }

  admit(key: number): void {
    this.heap.add(key, this.worthOf(key))
  }

  remove(key: number): void {
    this.heap.remove(key)
  }

  /** log2(score * cost / bytes), up to what all keys have in common. */
  private worthOf(key: number): number {
    return this.scores.logs[key]! + Math.log2(this.costMs[key]! / this.bytes[key]!)
  }
}
