/**
 * One who looks on, over a socket. It gets what its share of messages and its socket allow; what does not fit is counted, and
 * the newest snapshot follows when there is room again: it may be slow or stop reading, and costs a bounded number of bytes
 * (RUN-1).
 */
import type { MovieId } from "../../domain/identity.ts"
import type { Wanted } from "./chosen-movies.ts"
import { bridgeMessage, type BridgeWord } from "./wire-messages.ts"

/** The part of a WebSocket that is used. */
export interface Wire {
  readonly bufferedAmount: number
  readonly send: (text: string) => void
  readonly close: (code: number, reason: string) => void
}

/** While so many bytes wait in the socket, nothing more is written. */
export const bufferedBytesMax = 256 * 1_024

interface Behind {
  skipped: number
  /** Its actor has to be announced, once more or at all. */
  isNew: boolean
}

/** The messages that bring a client up to date about one actor. */
export type Renew = (sessionId: string, isNew: boolean) => ReadonlyArray<string>

export class InspectorClient {
  readonly wanted: Wanted
  /** What this client sees, in the order in which it came. Changed by the bridge alone. */
  readonly movies = new Set<MovieId>()
  isGone = false
  sent = 0
  skipped = 0
  readonly #wire: Wire
  readonly #behind = new Map<string, Behind>()
  #tokens: number

  constructor(wire: Wire, wanted: Wanted) {
    this.#wire = wire
    this.wanted = wanted
    this.#tokens = wanted.messagesPerSecondMax
  }

  get behind(): number {
    return this.#behind.size
  }

  get bufferedBytes(): number {
    return this.#wire.bufferedAmount
  }

  /** Sends a message about an actor, or notes that the actor is behind. */
  tell(sessionId: string, text: string, isAnnouncement: boolean): void {
    const behind = this.#behind.get(sessionId)
    if (behind === undefined && this.#hasRoom()) return this.#send(text)
    this.skipped++
    if (behind === undefined) return void this.#behind.set(sessionId, { skipped: 1, isNew: isAnnouncement })
    // Who was announced once is known: of what it is now, the newest snapshot tells.
    behind.skipped++
  }

  /** An actor is to be announced as soon as there is room. */
  expect(sessionId: string): void {
    const behind = this.#behind.get(sessionId)
    if (behind === undefined) this.#behind.set(sessionId, { skipped: 0, isNew: true })
    else behind.isNew = true
  }

  forget(sessionId: string): void {
    this.#behind.delete(sessionId)
  }

  /** A word of our own; left out when the socket is full. */
  say(word: BridgeWord): void {
    if (this.#wire.bufferedAmount < bufferedBytesMax) this.#send(bridgeMessage(word))
  }

  /** Its share for so many milliseconds, never more than for a second. */
  refill(elapsedMs: number): void {
    const { messagesPerSecondMax } = this.wanted
    this.#tokens = Math.min(messagesPerSecondMax, this.#tokens + (messagesPerSecondMax * elapsedMs) / 1_000)
  }

  /** Brings actors up to date that are behind, as far as there is room. */
  catchUp(renew: Renew): void {
    for (const [sessionId, { isNew, skipped }] of this.#behind) {
      if (!this.#hasRoom()) return
      this.#behind.delete(sessionId)
      const texts = renew(sessionId, isNew)
      if (skipped > 0) this.#send(bridgeMessage({ type: "bridge.coalesced", sessionId, skipped }))
      for (const text of texts) this.#send(text)
    }
  }

  end(code: number, reason: string): void {
    this.isGone = true
    this.#wire.close(code, reason)
  }

  #hasRoom(): boolean {
    return this.#tokens >= 1 && this.#wire.bufferedAmount < bufferedBytesMax
  }

  #send(text: string): void {
    this.#tokens--
    this.sent++
    this.#wire.send(text)
  }
}
