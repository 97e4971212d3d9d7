/**
 * S3-FIFO: a small queue (a tenth) where most one-hit wonders end, a main queue that gives second chances, and a ghost queue
 * that remembers who left the small one. Yang et al., FIFO queues are all you need (SOSP 2023), algorithm 1, in bytes: the
 * ghosts are as many bytes as the main queue may hold. Leaves out the adaptive sizes that the paper discusses.
 */
import { KeyLinks, KeyQueue } from "./key-queue.ts"
import { nobody, type Policy, type PolicySetup } from "./policy.ts"

const smallShare = 0.1
const usesMax = 3
/** Uses beyond the first that carry a movie from the small queue to the main one. */
const usesToStay = 2

const inSmall = 1
const inMain = 2
const inGhost = 3

export class S3Fifo implements Policy {
  readonly small: KeyQueue
  readonly main: KeyQueue
  readonly ghost: KeyQueue
  readonly where: Uint8Array
  readonly uses: Uint8Array
  readonly smallBytes: number
  readonly mainBytes: number
  named = nobody

  constructor({ bytes, capacityBytes, keys }: PolicySetup) {
    const links = new KeyLinks(keys)
    this.small = new KeyQueue(links, bytes)
    this.main = new KeyQueue(links, bytes)
    this.ghost = new KeyQueue(links, bytes)
    this.where = new Uint8Array(keys)
    this.uses = new Uint8Array(keys)
    this.smallBytes = capacityBytes * smallShare
    this.mainBytes = capacityBytes - this.smallBytes
  }

  touch(key: number): void {
    if (this.uses[key]! < usesMax) this.uses[key]! += 1
  }

  victim(): number {
    const { main, small } = this
    while (small.count > 0 && (small.heldBytes >= this.smallBytes || main.count === 0)) {
      const key = small.oldest
      if (this.uses[key]! < usesToStay) return (this.named = key)
      this.move(key, small, main, inMain)
      if (main.heldBytes >= this.mainBytes) break
    }
    return this.mainVictim()
  }

  admit(key: number): void {
    this.uses[key] = 0
    const isBack = this.where[key] === inGhost
    if (isBack) this.ghost.remove(key)
    this.where[key] = isBack ? inMain : inSmall
    ;(isBack ? this.main : this.small).push(key)
  }

  remove(key: number): void {
    const queue = this.where[key] === inSmall ? this.small : this.main
    queue.remove(key)
    const isLeaving = queue === this.small && key === this.named
    this.named = nobody
    this.where[key] = isLeaving ? inGhost : 0
    if (isLeaving) this.remember(key)
  }

  private remember(key: number): void {
    this.ghost.push(key)
    while (this.ghost.heldBytes > this.mainBytes) {
      const { oldest } = this.ghost
      this.where[oldest] = 0
      this.ghost.remove(oldest)
    }
  }

  private move(key: number, from: KeyQueue, to: KeyQueue, where: number): void {
    from.remove(key)
    to.push(key)
    this.where[key] = where
    this.uses[key] = 0
  }

  private mainVictim(): number {
    const { main, uses } = this
    while (main.count > 0 && uses[main.oldest]! > 0) {
      uses[main.oldest]! -= 1
      main.renew(main.oldest)
    }
    return main.oldest
  }
}
