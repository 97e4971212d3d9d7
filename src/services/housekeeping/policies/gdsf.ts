/**
 * Greedy-Dual-Size-Frequency: priority = clock + uses * cost / bytes, and the clock is the priority of the last victim, so
 * that old fame fades. Cherkasova, Improving WWW proxies performance with GDSF (HP 1998), after Cao and Irani (USITS 1997).
 * Uses are counted while a movie is held. Leaves out its variants with a fixed cost.
 */
import { nobody, type Policy, type PolicySetup } from "./policy.ts"
import { PriorityHeap } from "./priority-heap.ts"

export class Gdsf implements Policy {
  readonly heap: PriorityHeap
  readonly uses: Uint32Array
  readonly bytes: Float64Array
  readonly costMs: Float64Array
  clock = 0
  named = nobody

  constructor({ bytes, costMs, keys }: PolicySetup) {
    this.heap = new PriorityHeap(keys)
    this.uses = new Uint32Array(keys)
    this.bytes = bytes
    this.costMs = costMs
  }

  touch(key: number): void {
    this.uses[key]! += 1
    this.heap.raise(key, this.priorityOf(key))
  }

  victim(): number {
    this.named = this.heap.least()
    return this.named
  }

  admit(key: number): void {
    this.uses[key] = 1
    this.heap.add(key, this.priorityOf(key))
  }

  remove(key: number): void {
    if (key === this.named) this.clock = this.heap.priorities[key]!
    this.named = nobody
    this.heap.remove(key)
  }

  private priorityOf(key: number): number {
    return this.clock + (this.uses[key]! * this.costMs[key]!) / this.bytes[key]!
  }
}
