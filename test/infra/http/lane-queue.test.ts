import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { LaneQueue, turnsShare } from "../../../src/infra/http/lane-queue.ts"
import type { Lane } from "../../../src/services/data-provider.ts"
import { runs } from "../../support/runs.ts"

interface Item {
  readonly lane: Lane
  /** Turns taken before it came, and those of its own lane that waited already. */
  readonly cameAt: number
  readonly ahead: number
}

/** Mostly persons, so that the others have to rely on their share. */
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Lane | "take">("person") },
    { weight: 2, arbitrary: fc.constant<Lane | "take">("background") },
    { weight: 1, arbitrary: fc.constant<Lane | "take">("housekeeping") },
    { weight: 7, arbitrary: fc.constant<Lane | "take">("take") }
  ),
  { maxLength: 600 }
)

/** Everybody who waits gets a turn within so many turns. */
const turnsMax = ({ ahead, lane }: Item): number => {
  const own = ahead + 1
  if (lane === "person") return own + Math.ceil(own / 6) + 2
  return own * turnsShare[lane] + (lane === "background" ? Math.ceil((own * turnsShare[lane]) / 24) + 1 : 0)
}

describe("the queue with lanes (RUN-4)", () => {
  it("gives everybody a turn within a bound that depends only on who came before in the same lane", () =>
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 500), (list, persons) => {
        const queue = new LaneQueue<Item>(10_000)
        let turn = 0
        const add = (lane: Lane) => {
          const item: Item = { lane, cameAt: turn, ahead: queue.lengths()[lane] }
          assert.isTrue(queue.add(lane, item, false))
        }
        const take = () => {
          const item = queue.take()
          if (item === undefined) return
          turn += 1
          assert.isAtMost(turn - item.cameAt, turnsMax(item), `${item.lane} with ${item.ahead} ahead`)
        }
        for (let count = 0; count < persons; count++) add("person")
        for (const step of list) {
          if (step === "take") take()
          else add(step)
        }
        while (queue.size > 0) take()
      }),
      { numRuns: runs() }
    ))

  it("keeps the order within a lane, but for those who had a turn before", () => {
    const queue = new LaneQueue<number>(3)
    for (const item of [1, 2, 3]) queue.add("background", item, false)
    assert.isFalse(queue.add("background", 4, false))
    assert.isTrue(queue.add("background", 0, true))
    assert.deepStrictEqual(
      [queue.take(), queue.take(), queue.take(), queue.take(), queue.take()],
      [0, 1, 2, 3, undefined]
    )
  })
})
