/** Least recently used: who was not used for longest goes. Denning, The working set model (CACM 1968). Blind to size, cost and frequency. */
import { KeyLinks, KeyQueue } from "./key-queue.ts"
import type { Policy, PolicySetup } from "./policy.ts"

export class Lru implements Policy {
  readonly queue: KeyQueue

  constructor({ bytes, keys }: PolicySetup) {
    this.queue = new KeyQueue(new KeyLinks(keys), bytes)
  }

  touch(key: number): void {
    this.queue.renew(key)
  }

  victim(): number {
    return this.queue.oldest
  }

  admit(key: number): void {
    this.queue.push(key)
  }

  remove(key: number): void {
    this.queue.remove(key)
  }
}
