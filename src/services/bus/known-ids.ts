/**
 * Event ids that came from outside, so that an event delivered twice counts once. Bounded: the oldest are forgotten first,
 * which is why a sender must repeat within the newest `capacity` events.
 */
export class KnownIds {
  readonly #positions = new Map<string, number>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** The position of the event with this id; 0 while it is being written; undefined when it is not known. */
  positionOf(id: string): number | undefined {
    return this.#positions.get(id)
  }

  remember(id: string, position: number): void {
    this.#positions.set(id, position)
    if (this.#positions.size <= this.#capacity) return
    for (const oldest of this.#positions.keys()) {
      this.#positions.delete(oldest)
      return
    }
  }

  forget(id: string): void {
    this.#positions.delete(id)
  }
}
