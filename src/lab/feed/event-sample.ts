/** A few of the newest events for whoever looks, and how many more there were. */
import type { LoggedEvent } from "../../services/store.ts"
import { eventWords } from "../../shells/terminal/event-words.ts"
import type { EventsTold } from "../wire/messages.ts"

/** So many are told at a time; what was gathered since the last time is the oldest first. */
const toldMax = 10

export class EventSample {
  #kept: Array<LoggedEvent> = []
  #more = 0

  add(events: ReadonlyArray<LoggedEvent>): void {
    for (const each of events) {
      if (this.#kept.length < toldMax) this.#kept.push(each)
      else this.#more++
    }
  }

  /** What was gathered, or undefined when nothing was. */
  take(): EventsTold | undefined {
    if (this.#kept.length === 0) return undefined
    const events = this.#kept.map(({ event, position }) => ({ position, event, words: eventWords(event) }))
    const told = { events, more: this.#more }
    this.#kept = []
    this.#more = 0
    return told
  }
}
