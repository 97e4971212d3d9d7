/**
 * W-TinyLFU: newcomers wait in a small window (1 %) and enter the main space only when they are used more often than who would
 * have to go. Main is an LRU in two parts, on probation and protected (80 %). Einziger, Friedman and Manes (ACM TOS 2017).
 * Keys are dense, so counts are exact where the paper has a sketch and a doorkeeper; counts go to 15 and are halved every ten
 * shelves of uses, as there. Leaves out the window that adapts (Middleware 2018) and Caffeine's chance against attacks.
 */
import { FadingCounts } from "./fading-counts.ts"
import { KeyLinks, KeyQueue } from "./key-queue.ts"
import { nobody, type Policy, type PolicySetup } from "./policy.ts"

const windowShare = 0.01
const protectedShare = 0.8

const inWindow = 1
const onProbation = 2
const isProtected = 3

export class WTinyLfu implements Policy {
  readonly window: KeyQueue
  readonly probation: KeyQueue
  readonly protected: KeyQueue
  readonly where: Uint8Array
  readonly counts: FadingCounts
  readonly bytes: Float64Array
  readonly windowBytes: number
  readonly protectedBytes: number

  constructor({ bytes, capacityBytes, keys }: PolicySetup) {
    const links = new KeyLinks(keys)
    this.window = new KeyQueue(links, bytes)
    this.probation = new KeyQueue(links, bytes)
    this.protected = new KeyQueue(links, bytes)
    this.where = new Uint8Array(keys)
    this.counts = new FadingCounts(keys, bytes, capacityBytes)
    this.bytes = bytes
    this.windowBytes = capacityBytes * windowShare
    this.protectedBytes = (capacityBytes - this.windowBytes) * protectedShare
  }

  touch(key: number): void {
    this.counts.count(key)
    if (this.where[key] === inWindow) return this.window.renew(key)
    if (this.where[key] === isProtected) return this.protected.renew(key)
    this.move(key, this.probation, this.protected, isProtected)
    while (this.protected.heldBytes > this.protectedBytes && this.protected.count > 1) {
      this.move(this.protected.oldest, this.protected, this.probation, onProbation)
    }
  }

  missed(key: number): void {
    this.counts.count(key)
  }

  victim(incoming: number): number {
    const { counts, probation, window } = this
    const rival = probation.count > 0 ? probation.oldest : this.protected.oldest
    if (rival === nobody) return window.oldest
    if (incoming === nobody || window.heldBytes + this.bytes[incoming]! <= this.windowBytes) return rival
    const candidate = window.count > 0 ? window.oldest : incoming
    if (counts.of(candidate) <= counts.of(rival)) return candidate
    if (candidate !== incoming) this.move(candidate, window, probation, onProbation)
    return rival
  }

  admit(key: number): void {
    const { window } = this
    while (window.count > 0 && window.heldBytes + this.bytes[key]! > this.windowBytes) {
      this.move(window.oldest, window, this.probation, onProbation)
    }
    this.where[key] = inWindow
    window.push(key)
  }

  remove(key: number): void {
    this.queueOf(key).remove(key)
    this.where[key] = 0
  }

  private queueOf(key: number): KeyQueue {
    if (this.where[key] === inWindow) return this.window
    return this.where[key] === onProbation ? this.probation : this.protected
  }

  private move(key: number, from: KeyQueue, to: KeyQueue, where: number): void {
    from.remove(key)
    to.push(key)
    this.where[key] = where
  }
}
