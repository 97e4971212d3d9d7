/**
 * SIEVE: a queue by arrival and a hand that walks from the oldest to the newest; it spares once who was used since it came by.
 * Zhang et al., SIEVE is simpler than LRU (NSDI 2024). Nothing is left out; like the paper it is blind to size and cost.
 */
import { KeyLinks, KeyQueue } from "./key-queue.ts"
import { nobody, type Policy, type PolicySetup } from "./policy.ts"

export class Sieve implements Policy {
  readonly queue: KeyQueue
  readonly visited: Uint8Array
  hand = nobody

  constructor({ bytes, keys }: PolicySetup) {
    this.queue = new KeyQueue(new KeyLinks(keys), bytes)
    this.visited = new Uint8Array(keys)
  }

  touch(key: number): void {
    this.visited[key] = 1
  }

  victim(): number {
    const { queue, visited } = this
    let key = this.hand === nobody ? queue.oldest : this.hand
    while (key !== nobody && visited[key] === 1) {
      visited[key] = 0
      key = queue.newer[key]!
      if (key === nobody) key = queue.oldest
    }
    this.hand = key
    return key
  }

  admit(key: number): void {
    this.visited[key] = 0
    this.queue.push(key)
  }

  remove(key: number): void {
    if (this.hand === key) this.hand = this.queue.newer[key]!
    this.queue.remove(key)
  }
}
