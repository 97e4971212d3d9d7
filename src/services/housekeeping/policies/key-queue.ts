/** Queues of keys as doubly linked lists in typed arrays. Queues that share links hold every key at most once between them. */
import { nobody } from "./policy.ts"

export class KeyLinks {
  readonly newer: Int32Array
  readonly older: Int32Array

  constructor(keys: number) {
    this.newer = new Int32Array(keys).fill(nobody)
    this.older = new Int32Array(keys).fill(nobody)
  }
}

/** In at the newest end, out anywhere; every step takes constant time. Sizes must not change while a key is in. */
export class KeyQueue {
  newest = nobody
  oldest = nobody
  count = 0
  heldBytes = 0
  readonly newer: Int32Array
  readonly older: Int32Array
  readonly bytes: Float64Array

  constructor(links: KeyLinks, bytes: Float64Array) {
    this.newer = links.newer
    this.older = links.older
    this.bytes = bytes
  }

  push(key: number): void {
    const before = this.newest
    this.older[key] = before
    this.newer[key] = nobody
    if (before === nobody) this.oldest = key
    else this.newer[before] = key
    this.newest = key
    this.count += 1
    this.heldBytes += this.bytes[key]!
  }

  remove(key: number): void {
    const newer = this.newer[key]!
    const older = this.older[key]!
    if (newer === nobody) this.newest = older
    else this.older[newer] = older
    if (older === nobody) this.oldest = newer
    else this.newer[older] = newer
    this.count -= 1
    this.heldBytes -= this.bytes[key]!
  }

  /** To the newest end. */
  renew(key: number): void {
    if (this.newest === key) return
    const newer = this.newer[key]!
    const older = this.older[key]!
    this.older[newer] = older
    if (older === nobody) this.oldest = newer
    else this.newer[older] = newer
    this.newer[this.newest] = key
    this.older[key] = this.newest
    this.newer[key] = nobody
    this.newest = key
  }
}
