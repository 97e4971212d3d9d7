/**
 * Why movies are at work, so that the facts of the end name their cause. Bounded (RUN-1): a movie whose cause was forgotten
 * says that it resumed.
 */
import type { Event } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"

/** More than this many movies at work, or waiting to try again, are not told apart by their causes. */
export const causesMaxDefault = 20_000

export class Causes {
  readonly #events = new Map<MovieId, Event>()
  readonly #max: number
  #forgotten = 0

  constructor(max = causesMaxDefault) {
    this.#max = max
  }

  get size(): number {
    return this.#events.size
  }

  /** How many causes were forgotten because there were too many. */
  get forgotten(): number {
    return this.#forgotten
  }

  get(id: MovieId): Event | undefined {
    return this.#events.get(id)
  }

  /** The newest cause of the movie; when there is no room the oldest of all is forgotten. */
  set(id: MovieId, event: Event): void {
    this.#events.delete(id)
    this.#events.set(id, event)
    if (this.#events.size <= this.#max) return
    const [oldest] = this.#events.keys()
    this.#events.delete(oldest!)
    this.#forgotten++
  }

  delete(id: MovieId): void {
    this.#events.delete(id)
  }

  clear(): void {
    this.#events.clear()
  }
}
