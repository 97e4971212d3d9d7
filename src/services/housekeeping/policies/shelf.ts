/** A budget of bytes and who is held within it; a policy says who goes. No allocation per use. */
import { nobody, type Policy, type PolicySetup } from "./policy.ts"

export class Shelf {
  readonly held: Uint8Array
  heldBytes = 0
  /** How many went, to make room or because their time was over. */
  evictions = 0
  readonly policy: Policy
  readonly #bytes: Float64Array
  readonly #capacityBytes: number

  constructor(policy: Policy, { bytes, capacityBytes, keys }: PolicySetup) {
    this.held = new Uint8Array(keys)
    this.policy = policy
    this.#bytes = bytes
    this.#capacityBytes = capacityBytes
  }

  /** A movie is used. True when it was held. One that is larger than the whole shelf is never taken in. */
  use(key: number, now: number): boolean {
    const { policy } = this
    if (this.held[key] === 1) {
      policy.touch(key, now)
      return true
    }
    if (policy.missed !== undefined) policy.missed(key, now)
    const bytes = this.#bytes[key]!
    if (this.#makeRoom(key, bytes, now)) {
      policy.admit(key, now)
      this.held[key] = 1
      this.heldBytes += bytes
    }
    return false
  }

  /** Who has been there for too long goes. */
  expire(now: number): void {
    const { policy } = this
    if (policy.expired === undefined) return
    for (let key = policy.expired(now); key !== nobody; key = policy.expired(now)) this.#drop(key, now)
  }

  #makeRoom(incoming: number, bytes: number, now: number): boolean {
    if (bytes > this.#capacityBytes) return false
    while (this.heldBytes + bytes > this.#capacityBytes) {
      const key = this.policy.victim(incoming, now)
      if (key === incoming) return false
      // A policy that lets nobody go holds more than the shelf has room for.
      if (key === nobody) return true
      this.#drop(key, now)
    }
    return true
  }

  #drop(key: number, now: number): void {
    this.policy.remove(key, now)
    this.held[key] = 0
    this.heldBytes -= this.#bytes[key]!
    this.evictions += 1
  }
}
