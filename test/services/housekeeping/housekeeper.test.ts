import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { Event } from "../../../src/domain/event.ts"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { emptyKnowledge } from "../../../src/domain/knowledge.ts"
import { newLifecycle } from "../../../src/domain/movie.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { CacheManager } from "../../../src/services/cache-manager.ts"
import { EventBus } from "../../../src/services/event-bus.ts"
import { Housekeeper, type HousekeeperSettings } from "../../../src/services/housekeeping/housekeeper.ts"
import { foundingRules } from "../../../src/services/housekeeping/rules.ts"
import { defaultThresholds } from "../../../src/services/housekeeping/thresholds.ts"
import { Store } from "../../../src/services/store.ts"
import { inProcess, put, rest, shelf } from "../../support/shelf.ts"

const defaults: HousekeeperSettings = {
  thresholds: defaultThresholds,
  rules: foundingRules,
  plansMax: 3,
  autopilot: false
}

const house = (settings: Partial<HousekeeperSettings> = {}, disk = new MemoryDisk()) =>
  Housekeeper.layer({ ...defaults, ...settings }).pipe(
    Layer.provideMerge(CacheManager.layer({ sweepEveryMs: 3_600_000, sweepMax: 100 })),
    Layer.provideMerge(shelf(disk))
  )

/** Deep movies that nobody has opened since the first day; it is now a year later. */
const forgottenLibrary = Effect.fnUntraced(function* (count: number) {
  const ids = []
  for (let number = 1; number <= count; number++) {
    ids.push(yield* put(number, { createdAt: number, lifecycle: { state: "deep", wanted: "deep" } }))
  }
  yield* TestClock.adjust(365 * dayMs)
  return ids
})

const published = Store.use((store) =>
  Effect.map(store.read(1, 1_000), (logged) =>
    logged.flatMap(({ event }): ReadonlyArray<Extract<Event, { readonly type: "HousekeepingRequested" }>> =>
      event.type === "HousekeepingRequested" ? [event] : []
    )
  )
)

describe("the Housekeeper", () => {
  it.effect("shows a plan without touching anything (SAFE-3)", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const store = yield* Store
      yield* forgottenLibrary(3)
      const before = JSON.stringify([...store.all()])
      const plan = yield* housekeeper.plan
      assert.strictEqual(plan.items.length, 3)
      assert.deepStrictEqual(yield* published, [])
      assert.strictEqual(JSON.stringify([...store.all()]), before)
    }).pipe(Effect.provide(house()))
  )

  it.effect("applies the very plan that was reviewed, not one worked out anew (SAFE-3)", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const store = yield* Store
      const [first] = yield* forgottenLibrary(3)
      const plan = yield* housekeeper.plan
      yield* store.commit({ movies: [{ id: first!, lifecycle: { ...newLifecycle, state: "deep", pinned: true } }] })
      const applied = yield* housekeeper.apply(plan.hash, { confirm: false })
      assert.deepStrictEqual(applied, { plan: plan.hash, items: 3, events: 1 })
      const [event] = yield* published
      assert.deepInclude(event, { mode: "apply", plan: plan.hash })
      assert.deepStrictEqual(event?.items, plan.items)
    }).pipe(Effect.provide(house()))
  )

  it.effect("carries at most 500 items in an event (RUN-1)", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      yield* forgottenLibrary(1_001)
      const plan = yield* housekeeper.plan
      yield* housekeeper.apply(plan.hash, { confirm: true })
      const events = yield* published
      assert.deepStrictEqual(
        events.map(({ items }) => items?.length),
        [500, 500, 1]
      )
      assert.deepStrictEqual(
        events.flatMap(({ items }) => items ?? []),
        plan.items
      )
    }).pipe(Effect.provide(house()))
  )

  it.effect(
    "refuses what the breaker stopped until somebody confirms it, what it does not know, and a second time",
    () =>
      Effect.gen(function* () {
        const housekeeper = yield* Housekeeper
        yield* forgottenLibrary(60)
        const plan = yield* housekeeper.plan
        const refusal = (hash: string, confirm: boolean) =>
          Effect.map(Effect.flip(housekeeper.apply(hash, { confirm })), (error) =>
            error._tag === "HousekeepingRefused" ? error.reason : error._tag
          )
        assert.strictEqual(yield* refusal(plan.hash, false), "PlanStopped")
        assert.strictEqual(yield* refusal("0123456789abcdef", true), "PlanUnknown")
        assert.deepStrictEqual(yield* published, [])
        yield* housekeeper.apply(plan.hash, { confirm: true })
        assert.strictEqual(yield* refusal(plan.hash, true), "PlanApplied")
        assert.strictEqual((yield* published).length, 1)
      }).pipe(Effect.provide(house()))
  )

  it.effect("lets a plan be applied again when the disk was full and nothing was written", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      yield* forgottenLibrary(2)
      const plan = yield* housekeeper.plan
      disk.full = true
      assert.strictEqual((yield* Effect.flip(housekeeper.apply(plan.hash, { confirm: false })))._tag, "StoreError")
      disk.full = false
      yield* housekeeper.apply(plan.hash, { confirm: false })
      assert.strictEqual((yield* published).length, 1)
    }).pipe(Effect.provide(house({}, disk)))
  })

  it.effect("plans when an event asks for it, keeps the last few, and applies nothing by itself", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const bus = yield* EventBus
      yield* forgottenLibrary(2)
      for (let day = 0; day < 5; day++) {
        yield* TestClock.adjust(dayMs)
        yield* bus.publish({ type: "HousekeepingRequested", mode: "plan" })
        yield* rest
      }
      assert.deepStrictEqual(
        housekeeper.plans().map(({ plan }) => plan.createdAt / dayMs),
        [370, 369, 368]
      )
      assert.isTrue((yield* published).every(({ mode }) => mode === "plan"))
    }).pipe(Effect.provide(house()))
  )

  it.effect("applies a kept plan when an event asks for it by hash, once, and names that event as the cause", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const bus = yield* EventBus
      yield* forgottenLibrary(2)
      const plan = yield* housekeeper.plan
      const { id } = yield* bus.publish({ type: "HousekeepingRequested", mode: "apply", plan: plan.hash })
      yield* bus.publish({ type: "HousekeepingRequested", mode: "apply", plan: plan.hash })
      yield* bus.publish({ type: "HousekeepingRequested", mode: "apply", plan: "ffffffffffffffff" })
      yield* rest
      const carried = (yield* published).filter(({ items }) => items !== undefined)
      assert.strictEqual(carried.length, 1)
      assert.deepInclude(carried[0], { causedBy: id, plan: plan.hash })
      assert.deepStrictEqual(carried[0]?.items, plan.items)
    }).pipe(Effect.provide(house()))
  )

  it.effect("on autopilot applies what it plans, but never what the breaker stopped", () =>
    Effect.gen(function* () {
      const bus = yield* EventBus
      const carriedAfterPlan = Effect.gen(function* () {
        yield* bus.publish({ type: "HousekeepingRequested", mode: "plan" })
        yield* rest
        return (yield* published).filter(({ items }) => items !== undefined).length
      })
      yield* forgottenLibrary(2)
      assert.strictEqual(yield* carriedAfterPlan, 1)
      yield* forgottenLibrary(60)
      assert.strictEqual(yield* carriedAfterPlan, 1)
    }).pipe(Effect.provide(house({ autopilot: true })))
  )

  it.effect("does not apply again after a restart what it applied on autopilot (STORE-1)", () => {
    const disk = new MemoryDisk()
    const settings = { autopilot: true }
    return Effect.gen(function* () {
      yield* inProcess(
        house(settings, disk),
        Effect.gen(function* () {
          yield* forgottenLibrary(2)
          yield* (yield* EventBus).publish({ type: "HousekeepingRequested", mode: "plan" })
          yield* rest
        })
      )
      disk.kill()
      const events = yield* inProcess(house(settings, disk), Effect.andThen(rest, published))
      assert.deepStrictEqual(
        events.map(({ mode }) => mode),
        ["plan", "apply"]
      )
    })
  })

  it.effect("takes back only what the store still has (SAFE-3)", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const store = yield* Store
      const [movie] = yield* forgottenLibrary(1)
      const plan = yield* housekeeper.plan
      const refused = yield* Effect.flip(housekeeper.undo(plan.hash))
      assert.deepInclude(refused, { reason: "NothingToUndo" })
      const lifecycle = { ...newLifecycle, state: "deep" as const }
      yield* store.commit({
        bin: [
          { plan: plan.hash, movie: movie!, lifecycle, knowledge: emptyKnowledge, relations: null, people: [], at: 1 }
        ]
      })
      yield* housekeeper.undo(plan.hash)
      assert.deepStrictEqual(
        (yield* published).map(({ mode, plan: hash }) => [mode, hash]),
        [["undo", plan.hash]]
      )
    }).pipe(Effect.provide(house()))
  )

  it.effect("explains one movie: every rule with inputs, thresholds and verdict, and why not (SAFE-3)", () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const store = yield* Store
      const [movie] = yield* forgottenLibrary(1)
      const plan = yield* housekeeper.plan
      const explained = yield* housekeeper.explain(movie!)
      assert.isNull(explained?.excluded)
      assert.deepStrictEqual(
        explained?.rules.map(({ rule, verdict }) => [rule, verdict.outcome]),
        [
          ["not-accessed", "qualifies"],
          ["low-popularity", "qualifies"],
          ["disk-short", "spared"]
        ]
      )
      assert.deepStrictEqual(explained?.plans, [{ plan: plan.hash, rank: 1, rule: "not-accessed" }])
      yield* store.commit({ movies: [{ id: movie!, lifecycle: { ...newLifecycle, state: "deep", pinned: true } }] })
      assert.strictEqual((yield* housekeeper.explain(movie!))?.excluded, "pinned")
      assert.isUndefined(yield* housekeeper.explain(movieIdFrom(999)))
    }).pipe(Effect.provide(house()))
  )
})
