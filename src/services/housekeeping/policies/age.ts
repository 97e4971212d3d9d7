/**
 * Age: who was not used for so long goes, room or no room; when there is none, the oldest go earlier. What most media servers
 * offer, and the idea of founding rule 1 alone. Blind to size, cost and frequency.
 */
import { KeyLinks, KeyQueue } from "./key-queue.ts"
import { nobody, type Policy, type PolicySetup } from "./policy.ts"

export class Age implements Policy {
  readonly queue: KeyQueue
  readonly usedAt: Float64Array
  readonly idleMsMax: number

  constructor({ bytes, keys }: PolicySetup, idleMsMax: number) {
    this.queue = new KeyQueue(new KeyLinks(keys), bytes)
    this.usedAt = new Float64Array(keys)
    this.idleMsMax = idleMsMax
  }

  touch(key: number, now: number): void {
    this.usedAt[key] = now
    this.queue.renew(key)
  }

  victim(): number {
    return this.queue.oldest
  }

  admit(key: number, now: number): void {
    this.usedAt[key] = now
    this.queue.push(key)
  }

  remove(key: number): void {
    this.queue.remove(key)
  }

  expired(now: number): number {
    const { oldest } = this.queue
    return oldest !== nobody && now - this.usedAt[oldest]! >= this.idleMsMax ? oldest : nobody
  }
}
