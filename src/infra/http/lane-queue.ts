/**
 * Who goes next: a waiting person, then background work, then housekeeping; within a lane whoever came first. A lower
 * lane that waits is passed over only so often in a row, so that it goes slowly and never stands still (RUN-4).
 */
import type { Lane } from "../../services/data-provider.ts"

export const lanes: ReadonlyArray<Lane> = ["person", "background", "housekeeping"]

/** While somebody waits in this lane, at least one of so many turns is the lane's. */
export const turnsShare: Readonly<Record<Lane, number>> = { person: 1, background: 8, housekeeping: 32 }

/** The lower lanes first: of two that have waited their share, the one that gets less goes. */
const byPatience: ReadonlyArray<Lane> = ["housekeeping", "background"]

export class LaneQueue<A> {
  readonly #waiting: Readonly<Record<Lane, Set<A>>> = {
    person: new Set(),
    background: new Set(),
    housekeeping: new Set()
  }
  readonly #passedOver: Record<Lane, number> = { person: 0, background: 0, housekeeping: 0 }
  readonly #waitingMax: number

  /** So many may wait in each lane. */
  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax
  }

  get size(): number {
    return lanes.reduce((sum, lane) => sum + this.#waiting[lane].size, 0)
  }

  lengths(): Readonly<Record<Lane, number>> {
    const { person, background, housekeeping } = this.#waiting
    return { person: person.size, background: background.size, housekeeping: housekeeping.size }
  }

  /** False when the lane is full. */
  add(lane: Lane, item: A): boolean {
    if (this.#waiting[lane].size >= this.#waitingMax) return false
    this.#waiting[lane].add(item)
    return true
  }

  remove(lane: Lane, item: A): boolean {
    return this.#waiting[lane].delete(item)
  }

  /** Everybody who waits in this lane, in order. */
  itemsOf(lane: Lane): ReadonlyArray<A> {
    return [...this.#waiting[lane]]
  }

  /** The next one, who waits no more; undefined when nobody waits. */
  take(): A | undefined {
    const lane = this.#nextLane()
    if (lane === undefined) return undefined
    for (const each of lanes) {
      const isPassed = each !== lane && this.#waiting[each].size > 0
      this.#passedOver[each] = isPassed ? this.#passedOver[each] + 1 : 0
    }
    const [first] = this.#waiting[lane]
    this.#waiting[lane].delete(first!)
    return first
  }

  #nextLane(): Lane | undefined {
    const isDue = (lane: Lane) => this.#waiting[lane].size > 0 && this.#passedOver[lane] >= turnsShare[lane] - 1
    return byPatience.find(isDue) ?? lanes.find((lane) => this.#waiting[lane].size > 0)
  }
}
