/** The parts of forgetting together with the supervisor that carries it out: planned, applied, explained, taken back. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { dayMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { DiskImageFiles } from "../../../src/infra/image-files.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { CacheManager } from "../../../src/services/cache-manager.ts"
import { Housekeeper } from "../../../src/services/housekeeping/housekeeper.ts"
import { foundingRules } from "../../../src/services/housekeeping/rules.ts"
import { defaultThresholds } from "../../../src/services/housekeeping/thresholds.ts"
import { StatsTracker } from "../../../src/services/statistics/stats-tracker.ts"
import { defaultStatisticsSettings } from "../../../src/services/statistics/use.ts"
import { allEvents, AtRest, core, EventBus, recordOf } from "../../support/core.ts"

/** Shorter than the time after which a provider's values must be renewed, so that only housekeeping is at work. */
const thresholds = { ...defaultThresholds, idleDaysMax: 100 }

const library = (disk: MemoryDisk) =>
  Housekeeper.layer({ thresholds, rules: foundingRules, plansMax: 3, autopilot: false }).pipe(
    Layer.provideMerge(CacheManager.layer({ sweepEveryMs: 3_600_000, sweepMax: 100 })),
    Layer.provideMerge(StatsTracker.layer(defaultStatisticsSettings)),
    Layer.provideMerge(
      Layer.merge(
        core({ disk }),
        DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(disk.layer))
      )
    )
  )

/** Lets work that waits for the clock go on until nothing is pending. */
const settle = Effect.gen(function* () {
  const atRest = yield* AtRest
  for (let round = 0; round < 100 && atRest.pending().length > 0; round++) yield* TestClock.adjust("1 second")
  assert.isEmpty(atRest.pending())
})

describe("long after a movie was last opened", () => {
  it.effect(
    "it is planned, applied, forgotten to basic with the why, and learns again when asked (LIFE-5, LIFE-6, SAFE-3)",
    () =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const housekeeper = yield* Housekeeper
        yield* TestClock.adjust(dayMs)
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:13", level: "medium", title: "Up" })
        yield* settle
        yield* bus.publish({ type: "MovieViewed", movie: "tmdb:13" })
        yield* settle
        const { id, statistics } = yield* recordOf("tmdb:13")
        assert.deepInclude(statistics, { viewCount: 1, plays: 0 })
        assert.isEmpty((yield* housekeeper.plan).items)

        yield* TestClock.setTime(100 * dayMs)
        assert.isEmpty((yield* housekeeper.plan).items)
        yield* TestClock.setTime(101 * dayMs + 3_600_000)
        const plan = yield* housekeeper.plan
        assert.deepStrictEqual(
          plan.items.map(({ kept, movie, rule }) => [movie, rule, kept]),
          [[id, "not-accessed", "basic"]]
        )
        yield* housekeeper.apply(plan.hash, { confirm: false })
        yield* settle
        const fact = (yield* allEvents).find(({ type }) => type === "MovieDowngraded")
        assert.deepInclude(fact, {
          movie: id,
          rule: "not-accessed",
          plan: plan.hash,
          evidence: plan.items[0]!.evidence
        })
        assert.deepInclude((yield* recordOf(id)).lifecycle, { state: "downgraded", kept: "basic" })
        assert.strictEqual((yield* housekeeper.explain(id))?.excluded, "grace")

        yield* bus.publish({ type: "MovieRequested", movie: id, level: "medium" })
        yield* settle
        assert.strictEqual((yield* recordOf(id)).lifecycle.state, "medium")
        assert.strictEqual((yield* recordOf(id)).statistics.viewCount, 1)
      }).pipe(Effect.provide(library(new MemoryDisk())))
  )

  it.effect("what a plan forgot can be taken back as a whole (SAFE-3)", () =>
    Effect.gen(function* () {
      const bus = yield* EventBus
      const housekeeper = yield* Housekeeper
      yield* TestClock.adjust(dayMs)
      yield* bus.publish({ type: "MovieRequested", movie: "tmdb:13", level: "medium", title: "Up" })
      yield* settle
      yield* TestClock.adjust(120 * dayMs)
      const plan = yield* housekeeper.plan
      yield* housekeeper.apply(plan.hash, { confirm: false })
      yield* settle
      assert.strictEqual((yield* recordOf("tmdb:13")).lifecycle.state, "downgraded")
      yield* housekeeper.undo(plan.hash)
      yield* settle
      assert.strictEqual((yield* recordOf("tmdb:13")).lifecycle.state, "medium")
    }).pipe(Effect.provide(library(new MemoryDisk())))
  )
})
