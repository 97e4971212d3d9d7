/**
 * How many requests can have reached a provider within one second, whatever happened to them on the way. A request arrives
 * some time between being sent and being answered: the provider's clock may be stalled, a network may bunch them up. So
 * whatever is under way, or came back within the last second, may be in the second that is counted at the door.
 */
import { secondMs } from "../../domain/time.ts"

/** Timers and clocks know whole milliseconds only. */
const windowMs = secondMs + 2

export class SecondWindow {
  readonly #max: number | null
  #answered: Array<number> = []

  /** Null counts nothing. */
  constructor(max: number | null) {
    this.#max = max
  }

  /** A request came back at this moment, with an answer or without. */
  readonly left = (now: number): void => {
    if (this.#max === null) return
    this.#answered.push(now)
    if (this.#answered.length > this.#max) this.#answered.shift()
  }

  /** Milliseconds until one more may be sent while so many are under way; 0 when it may now. */
  waitMs(now: number, inFlight: number): number {
    if (this.#max === null) return 0
    this.#answered = this.#answered.filter((at) => at > now - windowMs && at <= now)
    const surplus = inFlight + this.#answered.length + 1 - this.#max
    if (surplus <= 0) return 0
    const freeing = this.#answered[surplus - 1]
    // All are under way: the next to come back is at least a second from making room.
    return freeing === undefined ? windowMs : freeing + windowMs - now
  }
}
