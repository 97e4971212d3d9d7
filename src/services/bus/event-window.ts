/** The newest events of the log, in a ring of fixed size. What has left it is read from the journal. */
import type { LoggedEvent } from "../store.ts"

export class EventWindow {
  readonly #ring: Array<LoggedEvent | undefined>
  readonly #capacity: number
  /** The position of the newest event, and of the newest that is no longer held. */
  last: number
  #forgotten: number
  #served: { readonly after: number; readonly events: ReadonlyArray<LoggedEvent> } = { after: -1, events: [] }

  constructor(capacity: number, last: number) {
    this.#capacity = capacity
    this.#ring = Array.from({ length: capacity })
    this.last = last
    this.#forgotten = last
  }

  push(logged: LoggedEvent): void {
    this.#ring[logged.position % this.#capacity] = logged
    this.last = logged.position
    if (this.last - this.#forgotten > this.#capacity) this.#forgotten = this.last - this.#capacity
  }

  /** Up to `limit` events after a position, or undefined when the oldest of them is no longer held. */
  after(position: number, limit: number): ReadonlyArray<LoggedEvent> | undefined {
    if (position < this.#forgotten) return undefined
    const count = Math.min(this.last - position, limit)
    // Subscribers mostly go in step: the next one asks for the very same events.
    if (this.#served.after === position && this.#served.events.length === count) return this.#served.events
    const start = (position + 1) % this.#capacity
    const events = this.#ring.slice(start, start + count) as Array<LoggedEvent>
    if (events.length < count) events.push(...(this.#ring.slice(0, count - events.length) as Array<LoggedEvent>))
    this.#served = { after: position, events }
    return events
  }
}
