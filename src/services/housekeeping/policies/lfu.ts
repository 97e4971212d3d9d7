/**
 * Least frequently used, of equals the least recently used. Counted while a movie is held, as in Lee et al., On the existence
 * of a spectrum of policies that subsumes LRU and LFU (SIGMETRICS 1999), there "in-cache LFU". Leaves out ageing: what was
 * loved for a year stays for another. Blind to size and cost.
 */
import type { Policy, PolicySetup } from "./policy.ts"
import { PriorityHeap } from "./priority-heap.ts"

/** One number orders by count, then by recency: the count above, a serial number of uses below. Both fit a double. */
const serials = 2 ** 32
const countMax = 2 ** 20

export class Lfu implements Policy {
  readonly heap: PriorityHeap
  readonly counts: Uint32Array
  serial = 0

  constructor({ keys }: PolicySetup) {
    this.heap = new PriorityHeap(keys)
    this.counts = new Uint32Array(keys)
  }

  touch(key: number): void {
    const count = Math.min(countMax, this.counts[key]! + 1)
    this.counts[key] = count
    this.heap.raise(key, count * serials + ++this.serial)
  }

  victim(): number {
    return this.heap.least()
  }

  admit(key: number): void {
    this.counts[key] = 1
    this.heap.add(key, serials + ++this.serial)
  }

  remove(key: number): void {
    this.heap.remove(key)
  }
}
