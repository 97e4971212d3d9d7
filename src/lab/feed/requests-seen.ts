/** What became of the newest requests: how many were answered from what was known, against LRU and the optimum; and how long people waited. */
import type { Asking } from "../asking.ts"
import type { Gauges } from "../wire/frame.ts"
import { type Access, clairvoyantShare, lruShare } from "./references.ts"

/** So many requests make up the shares and the quantiles. */
const shareOver = 500
/** LRU and the optimum are worked out over so many, both from nothing, and after so many new ones again. */
const windowMax = 2_000
const referencesEvery = 250

interface Seen extends Access {
  readonly asking: Asking
}

type Shares = Pick<Gauges, "knownShare" | "lruShare" | "optimalShare" | "waitP50Ms" | "waitP95Ms" | "waitP99Ms">

const shareOf = (seen: ReadonlyArray<Seen>, holds: (each: Seen) => boolean): number | null =>
  seen.length === 0 ? null : seen.filter(holds).length / seen.length

const quantile = (sorted: ReadonlyArray<number>, share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null

export class RequestsSeen {
  readonly #budget: () => number
  #seen: Array<Seen> = []
  #references: Pick<Gauges, "lruShare" | "optimalShare"> = { lruShare: null, optimalShare: null }
  #sinceReferences = 0

  constructor(budget: () => number) {
    this.#budget = budget
  }

  note(asking: Asking, access: Access): void {
    this.#seen.push({ ...access, asking })
    if (this.#seen.length > windowMax * 2) this.#seen = this.#seen.slice(-windowMax)
    this.#sinceReferences++
  }

  /** Worked out when somebody looks, and not at every look. */
  shares(): Shares {
    if (this.#sinceReferences >= referencesEvery) {
      const [window, budget] = [this.#seen.slice(-windowMax), this.#budget()]
      this.#references = { lruShare: lruShare(window, budget), optimalShare: clairvoyantShare(window, budget) }
      this.#sinceReferences = 0
    }
    const newest = this.#seen.slice(-shareOver)
    const waits = newest
      .flatMap(({ asking }) => (asking.knownAtOnce || asking.reachedMs === null ? [] : [asking.reachedMs]))
      .toSorted((a, b) => a - b)
    return {
      knownShare: shareOf(newest, ({ asking }) => asking.knownAtOnce),
      ...this.#references,
      waitP50Ms: quantile(waits, 0.5),
      waitP95Ms: quantile(waits, 0.95),
      waitP99Ms: quantile(waits, 0.99)
    }
  }
}
