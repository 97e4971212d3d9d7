import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import fc from "fast-check"
import { VirtualTime } from "../../../src/infra/clocks/virtual-time.ts"
import { runs } from "../../support/runs.ts"

/** Fibers that sleep and write down when they woke; several wake at the same moments. */
const sleepers = (delays: ReadonlyArray<ReadonlyArray<number>>, told: Array<string>) =>
  Effect.forEach(
    delays,
    (own, name) =>
      Effect.forEach(own, (delayMs) =>
        Effect.gen(function* () {
          yield* Effect.sleep(delayMs)
          yield* Effect.yieldNow
          told.push(`${name} at ${yield* Clock.currentTimeMillis}`)
        })
      ),
    { concurrency: "unbounded", discard: true }
  )

const untilMs = 60
const delays = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }), { minLength: 1, maxLength: 6 })

describe("time in slices", () => {
  it("gives the same history however it is cut (RUN-2)", async () => {
    await fc.assert(
      fc.asyncProperty(delays, fc.array(fc.boolean(), { maxLength: 50 }), async (all, cuts) => {
        const [whole, cut]: [Array<string>, Array<string>] = [[], []]
        const one = new VirtualTime(0)
        one.begin(sleepers(all, whole), "seed")
        await one.pump(
          untilMs,
          () => false,
          () => false
        )
        const other = new VirtualTime(0)
        other.begin(sleepers(all, cut), "seed")
        const left = [...cuts]
        let outcome = "later"
        while (outcome === "later")
          outcome = await other.pump(
            untilMs,
            () => left.shift() ?? false,
            () => false
          )
        assert.deepStrictEqual(cut, whole)
        assert.strictEqual(whole.length, all.flat().length)
      }),
      { numRuns: runs() }
    )
  })

  it("lets a guest in only when all is done that the moment holds: from outside and from a list it is the same (RUN-2)", async () => {
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 0, max: 20 }), async (all, patience) => {
        const live: Array<string> = []
        const open = new VirtualTime(0)
        open.begin(sleepers(all, live), "seed")
        let asked = 0
        const outcome = await open.pump(
          untilMs,
          () => false,
          () => ++asked > patience
        )
        const at = open.now
        open.begin(
          Effect.sync(() => void live.push(`guest at ${open.now}`)),
          "guest"
        )
        await open.pump(
          untilMs,
          () => false,
          () => false
        )

        const again: Array<string> = []
        const listed = new VirtualTime(0)
        listed.begin(sleepers(all, again), "seed")
        await listed.pump(
          outcome === "guest" ? at : untilMs,
          () => false,
          () => false
        )
        listed.begin(
          Effect.sync(() => void again.push(`guest at ${listed.now}`)),
          "guest"
        )
        await listed.pump(
          untilMs,
          () => false,
          () => false
        )
        assert.deepStrictEqual(again, live)
      }),
      { numRuns: runs() }
    )
  })
})
