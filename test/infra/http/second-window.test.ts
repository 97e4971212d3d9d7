/** No second at a provider's door counts more than it allows, however requests are delayed on their way (RUN-4). */
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { SecondWindow } from "../../../src/infra/http/second-window.ts"
import { runs } from "../../support/runs.ts"

interface Trip {
  /** Before it is sent, after the one before was sent. */
  readonly afterMs: number
  /** Until it arrives, and from there until its answer is back. */
  readonly thereMs: number
  readonly backMs: number
}

const trips: fc.Arbitrary<ReadonlyArray<Trip>> = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 60 }),
    thereMs: fc.oneof({ weight: 3, arbitrary: fc.constant(5) }, fc.integer({ min: 0, max: 900 })),
    backMs: fc.oneof({ weight: 3, arbitrary: fc.constant(5) }, fc.integer({ min: 0, max: 900 }))
  }),
  { minLength: 1, maxLength: 60 }
)

/** Sends every request as soon as the window has room, and gives the moments at which they arrived. */
const arrivalsOf = (list: ReadonlyArray<Trip>, max: number): ReadonlyArray<number> => {
  const window = new SecondWindow(max)
  let underWay: ReadonlyArray<number> = []
  const arrivals: Array<number> = []
  let now = 0
  const reach = (at: number) => {
    for (const back of underWay.filter((each) => each <= at).toSorted((a, b) => a - b)) window.left(back)
    underWay = underWay.filter((each) => each > at)
    now = at
  }
  for (const { afterMs, backMs, thereMs } of list) {
    reach(now + afterMs)
    for (let ms = window.waitMs(now, underWay.length); ms > 0; ms = window.waitMs(now, underWay.length)) reach(now + ms)
    arrivals.push(now + thereMs)
    underWay = [...underWay, now + thereMs + backMs]
  }
  return arrivals
}

describe("the second at a provider's door", () => {
  it("never counts more than is allowed, whatever happens to requests on their way", () =>
    fc.assert(
      fc.property(trips, fc.integer({ min: 1, max: 12 }), (list, max) => {
        const arrivals = arrivalsOf(list, max)
        for (const from of arrivals) {
          assert.isAtMost(arrivals.filter((at) => at >= from && at <= from + 1_000).length, max)
        }
      }),
      { numRuns: runs(100) }
    ))

  it("holds nobody up where the provider does not count", () => {
    const window = new SecondWindow(null)
    for (let count = 0; count < 100; count++) window.left(0)
    assert.strictEqual(window.waitMs(0, 1_000), 0)
  })
})
