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

/** Those who were in already, for a retry or a redirect, go before those of their lane who were not. */
interface Waiting<A> {
  readonly again: Set<A>
  readonly first: Set<A>
}

const nobody = <A>(): Waiting<A> => ({ again: new Set(), first: new Set() })

export class LaneQueue<A> {
  readonly #waiting: Readonly<Record<Lane, Waiting<A>>> = {
    person: nobody(),
    background: nobody(),
    housekeeping: nobody()
  }
  readonly #passedOver: Record<Lane, number> = { person: 0, background: 0, housekeeping: 0 }
  readonly #waitingMax: number

  /** So many may wait in each lane for their first turn. */
  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax
  }

  get size(): number {
    return lanes.reduce((sum, lane) => sum + this.#count(lane), 0)
  }

  lengths(): Readonly<Record<Lane, number>> {
    return {
      person: this.#count("person"),
      background: this.#count("background"),
      housekeeping: this.#count("housekeeping")
    }
  }

  /** False when the lane is full. `isAgain`: it had a turn before, and is not sent away now. */
  add(lane: Lane, item: A, isAgain: boolean): boolean {
    const { again, first } = this.#waiting[lane]
    if (!isAgain && first.size >= this.#waitingMax) return false
    const place = isAgain ? again : first
    place.add(item)
    return true
  }

  remove(lane: Lane, item: A): boolean {
    const { again, first } = this.#waiting[lane]
    return again.delete(item) || first.delete(item)
  }

  /** Everybody who waits in this lane, in order. */
  itemsOf(lane: Lane): ReadonlyArray<A> {
    const { again, first } = this.#waiting[lane]
    return [...again, ...first]
  }

  /** The next one, who waits no more; undefined when nobody waits. */
  take(): A | undefined {
    const lane = this.#nextLane()
    if (lane === undefined) return undefined
    for (const each of lanes) {
      const isPassed = each !== lane && this.#count(each) > 0
      this.#passedOver[each] = isPassed ? this.#passedOver[each] + 1 : 0
    }
    const { again, first } = this.#waiting[lane]
    const place = again.size > 0 ? again : first
    const [next] = place
    place.delete(next!)
    return next
  }

  #count(lane: Lane): number {
    const { again, first } = this.#waiting[lane]
    return again.size + first.size
  }

  #nextLane(): Lane | undefined {
    const isDue = (lane: Lane) => this.#count(lane) > 0 && this.#passedOver[lane] >= turnsShare[lane] - 1
    return byPatience.find(isDue) ?? lanes.find((lane) => this.#count(lane) > 0)
  }
}
