/**
 * What a provider sees of a library, whatever the provider does and whatever is asked: counted at its door, over the whole way
 * from the request to the wire, with restarts in between (RUN-4).
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dayMs, secondMs } from "../../src/domain/time.ts"
import type { Shelf } from "../../src/infra/stand-in/shelf.ts"
import { brokenDown, busyDay } from "../support/arbitraries/fault-actions.ts"
import { liveOn, overLives } from "../support/fault-runs.ts"
import { faultSettings } from "../support/fault-world.ts"
import { runs } from "../support/runs.ts"
import { type Arrival, openShelf } from "../support/stand-in-net.ts"

let shelf: Shelf
beforeAll(() => {
  shelf = openShelf()
})

/** Slow, few at a time, and no answer is kept: every question comes to the door. */
const speed = { ratePerSecond: 4, burst: 2, perSecondMax: 5, concurrency: 3, cache: null }
const dailyQuota = 12
const breaker = { failuresInARow: 2, openMs: 30 * secondMs, openMaxMs: 600 * secondMs }

const check = overLives({
  shelf: () => shelf,
  settings: faultSettings({ ...speed, dailyQuota, breaker }),
  numRuns: runs(25, 250),
  examples: [brokenDown, busyDay],
  live: Effect.fnUntraced(function* (world, happens) {
    yield* Effect.forEach(happens, (action) => liveOn(world, action))
    return world.net.arrivals
  })
})

describe("any sequence of faults, seen from a provider's door (RUN-4)", () => {
  it("in any window of t seconds there are at most burst + rate * t requests", () =>
    check((seen) => {
      for (const arrivals of eachBudget(seen)) {
        for (const [first, { at: from }] of arrivals.entries()) {
          for (const [last, { at: to }] of arrivals.entries()) {
            const allowed = speed.burst + (speed.ratePerSecond * (to - from)) / secondMs
            if (last >= first) assert.isAtMost(last - first + 1, Math.floor(allowed + 1e-6), `${from} to ${to}`)
          }
        }
      }
    }))

  it("nobody comes before the moment that Retry-After named", () =>
    check((seen) => {
      for (const arrivals of eachBudget(seen)) {
        for (const { answeredAt, retryAfterMs, status } of arrivals) {
          if (answeredAt === null || retryAfterMs === undefined) continue
          const until = answeredAt + Math.min(retryAfterMs, dayMs)
          const early = arrivals.filter(({ at }) => at > answeredAt && at < until)
          assert.deepStrictEqual(early, [], `after ${status} with Retry-After ${retryAfterMs} ms at ${answeredAt}`)
        }
      }
    }))

  it("nobody but the one who tries it comes while the breaker is open", () =>
    check((seen) => {
      const early = seen.filter(({ wasOpen }) => wasOpen)
      assert.deepStrictEqual(early, [])
    }))

  it("no day has more requests than its quota, over all restarts", () =>
    check((seen) => {
      const days = new Map<string, number>()
      for (const { at, provider } of seen) {
        const day = `${provider}, day ${Math.floor(at / dayMs)}`
        days.set(day, (days.get(day) ?? 0) + 1)
      }
      for (const [day, count] of days) assert.isAtMost(count, dailyQuota, day)
    }))
})

// Helpers

/** What each provider saw of each process: a budget is one process's own, but for the quota. */
const eachBudget = (seen: ReadonlyArray<Arrival>): ReadonlyArray<ReadonlyArray<Arrival>> => {
  const budgets = new Map<string, Array<Arrival>>()
  for (const arrival of seen) {
    const key = `${arrival.provider} ${arrival.life}`
    budgets.set(key, [...(budgets.get(key) ?? []), arrival])
  }
  return [...budgets.values()]
}
