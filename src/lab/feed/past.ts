/** What the plots show of the past: points in even steps. When there is no room, every second one goes and the steps double. */
import type { PastPoint } from "../wire/messages.ts"

export class Past {
  readonly #pointsMax: number
  #points: Array<PastPoint> = []
  #every = 1
  #offered = 0

  constructor(pointsMax = 720) {
    this.#pointsMax = pointsMax
  }

  get points(): ReadonlyArray<PastPoint> {
    return this.#points
  }

  /** Called in even steps; `make` only when its point is kept. */
  offer(make: () => PastPoint): void {
    if (this.#offered++ % this.#every !== 0) return
    this.#points.push(make())
    if (this.#points.length < this.#pointsMax) return
    this.#points = this.#points.filter((_, place) => place % 2 === 0)
    this.#every *= 2
  }
}
