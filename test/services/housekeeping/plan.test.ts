import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import fc from "fast-check"
import { PlanItem } from "../../../src/domain/event.ts"
import { knownLevel, rankOf } from "../../../src/domain/level.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { diskShort } from "../../../src/services/housekeeping/disk-short.ts"
import { type Plan, planHousekeeping, type PlanSettings } from "../../../src/services/housekeeping/plan.ts"
import { hashOf } from "../../../src/services/housekeeping/plan-hash.ts"
import type { Rule } from "../../../src/services/housekeeping/rule.ts"
import { foundingRules } from "../../../src/services/housekeeping/rules.ts"
import { defaultThresholds, type Thresholds } from "../../../src/services/housekeeping/thresholds.ts"
import type { MovieColumns } from "../../../src/services/store.ts"
import { columnsOf, deepLibrary, library, now, world, worldOf } from "../../support/columns.ts"
import { runs } from "../../support/runs.ts"

/** Water marks of the size of these small libraries. */
const thresholds: Thresholds = {
  ...defaultThresholds,
  freeBytesMin: 2_000_000,
  freeBytesAim: 4_000_000,
  imageBytesMax: 10_000_000,
  imageBytesAim: 9_000_000
}
const settingsWith = (changed: Partial<Thresholds>, rules: ReadonlyArray<Rule> = foundingRules): PlanSettings => ({
  thresholds: { ...thresholds, ...changed },
  rules
})
const settings = settingsWith({})
const numRuns = runs()

const byId = (movies: ReadonlyArray<MovieColumns>) => new Map(movies.map((movie) => [movie.id, movie]))
const isSound = (instant: number) => Number.isFinite(instant) && instant > 0 && instant <= now
const plansOf = (check: (plan: Plan, movies: ReadonlyArray<MovieColumns>) => void) =>
  fc.assert(
    fc.property(library(), world, (movies, around) => check(planHousekeeping(movies, around, settings), movies)),
    { numRuns }
  )

describe("a plan", () => {
  it("never rests on anything unknown (LIFE-5)", () => {
    plansOf((plan, movies) => {
      const all = byId(movies)
      for (const item of plan.items) {
        const { createdAt, statistics, hdImageBytes } = all.get(item.movie)!
        assert.isNotEmpty(item.evidence)
        for (const { value } of item.evidence) assert.isTrue(value !== null && Number.isFinite(value))
        if (item.rule === "not-accessed") assert.isTrue(isSound(statistics.lastAccess ?? createdAt))
        if (item.rule === "low-popularity") assert.isTrue(isSound(createdAt))
        if (item.rule !== "not-accessed" && statistics.scoredAt !== null) assert.isTrue(isSound(statistics.scoredAt))
        if (item.rule !== "not-accessed") assert.isAtLeast(statistics.popularityScore, 0)
        if (item.rule === "disk-short") assert.isTrue(hdImageBytes > 0 && Number.isFinite(hdImageBytes))
        if (item.rule === "disk-short")
          assert.isTrue([plan.world.freeBytes, plan.world.heldBytes].some((known) => known !== null && known >= 0))
      }
    })
  })

  it("holds a rule to known evidence even when the rule itself does not care (LIFE-5)", () => {
    const careless = (value: number | null): Rule => ({
      name: "careless",
      reason: "none",
      judge: () => ({
        outcome: "qualifies",
        proposal: { kept: "summary", imagesOnly: false, bytes: 1 },
        evidence: value === 0 ? [] : [{ name: "x", value, threshold: null, unit: "" }]
      }),
      value: () => 0
    })
    const items = [1, null, Number.NaN, 0].map(
      (value) => planHousekeeping([columnsOf()], worldOf(), settingsWith({}, [careless(value)])).items.length
    )
    assert.deepStrictEqual(items, [1, 0, 0, 0])
  })

  it("never holds a pinned, playing or enriching movie, nor one in its grace period (LIFE-5)", () => {
    plansOf((plan, movies) => {
      const all = byId(movies)
      for (const item of plan.items) {
        const { downgradedAt, kept, pinned, playingUntil, state, wanted } = all.get(item.movie)!.lifecycle
        assert.isFalse(pinned)
        assert.isTrue(playingUntil === null || playingUntil <= now)
        assert.isAtMost(rankOf(wanted), rankOf(knownLevel(state, kept)))
        assert.isTrue(downgradedAt === null || now - downgradedAt >= thresholds.graceDays * dayMs)
      }
    })
  })

  it("lowers what it holds, once each, in ranks from 1, as items that an event can carry", () => {
    const decode = Schema.decodeUnknownSync(PlanItem)
    plansOf((plan, movies) => {
      const all = byId(movies)
      assert.strictEqual(new Set(plan.items.map(({ movie }) => movie)).size, plan.items.length)
      assert.deepStrictEqual(
        plan.items.map(({ rank }) => rank),
        plan.items.map((_, index) => index + 1)
      )
      for (const item of plan.items) {
        const { kept, state } = all.get(item.movie)!.lifecycle
        assert.deepStrictEqual(decode(item), item)
        assert.strictEqual(item.from, state)
        if (item.imagesOnly) assert.strictEqual(state, "deep")
        else assert.isBelow(rankOf(knownLevel("downgraded", item.kept)), rankOf(knownLevel(state, kept)))
      }
    })
  })

  it("accounts for every movie, and for every byte", () => {
    plansOf((plan, movies) => {
      const skipped = Object.values(plan.skipped).reduce((sum, count) => sum + count, 0)
      assert.strictEqual(skipped + plan.items.length, movies.length)
      assert.strictEqual(
        plan.bytesFreed,
        plan.items.reduce((sum, { bytes }) => sum + bytes, 0)
      )
    })
  })

  it("is the same whatever the order in which the library streams by", () => {
    const shuffled = fc
      .oneof(deepLibrary, library())
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })))
    fc.assert(
      fc.property(shuffled, world, ([movies, others], around) => {
        assert.deepStrictEqual(planHousekeeping(others, around, settings), planHousekeeping(movies, around, settings))
      }),
      { numRuns }
    )
  })

  it("comes to the same end in whatever order its items are applied: they are about different movies (SAFE-3)", () => {
    const after = (movies: ReadonlyArray<MovieColumns>, items: ReadonlyArray<PlanItem>) => {
      const shelf = byId(movies)
      for (const { imagesOnly, kept, movie } of items) {
        const before = shelf.get(movie)!
        const lifecycle = { ...before.lifecycle, state: "downgraded" as const, kept, downgradedAt: now }
        shelf.set(movie, imagesOnly ? { ...before, hdImageBytes: 0 } : { ...before, lifecycle, hdImageBytes: 0 })
      }
      return shelf
    }
    plansOf((plan, movies) => {
      assert.deepStrictEqual(after(movies, plan.items.toReversed()), after(movies, plan.items))
      const again = planHousekeeping(after(movies, plan.items).values(), plan.world, settings)
      const lowered = new Set(plan.items.map(({ movie }) => movie))
      assert.isTrue(again.items.every(({ imagesOnly, movie }) => !lowered.has(movie) || !imagesOnly))
    })
  })
})

describe("a short disk", () => {
  const hdOnly = settingsWith({}, [diskShort])
  const shortPlans = (check: (plan: Plan, target: number, able: ReadonlyArray<MovieColumns>) => void) =>
    fc.assert(
      fc.property(fc.oneof(deepLibrary, library(40)), world, (movies, around) => {
        const plan = planHousekeeping(movies, around, hdOnly)
        const everything = planHousekeeping(
          movies,
          around,
          settingsWith({}, [{ ...diskShort, targetBytes: () => 1e15 }])
        )
        const able = everything.items.map(({ movie }) => byId(movies).get(movie)!)
        check(plan, diskShort.targetBytes?.(around, thresholds) ?? 0, able)
      }),
      { numRuns }
    )

  it("is ended exactly: without the last item the target would not be reached", () => {
    shortPlans((plan, target, able) => {
      const possible = able.reduce((sum, { hdImageBytes }) => sum + hdImageBytes, 0)
      if (plan.items.length === 0) return assert.isTrue(target === 0 || possible === 0)
      assert.isAtLeast(plan.bytesFreed, Math.min(target, possible))
      assert.isBelow(plan.bytesFreed - plan.items.at(-1)!.bytes, target)
    })
  })

  it("costs the least valuable bytes first", () => {
    const valueOf = ({ hdImageBytes, statistics }: MovieColumns) =>
      statistics.scoredAt === null
        ? 0
        : (statistics.popularityScore * 2 ** (-(now - statistics.scoredAt) / (thresholds.halfLifeDays * dayMs))) /
          hdImageBytes
    shortPlans((plan, _target, able) => {
      const chosen = new Set(plan.items.map(({ movie }) => movie))
      const values = plan.items.map(({ movie }) => valueOf(able.find(({ id }) => id === movie)!))
      assert.deepStrictEqual(
        values,
        values.toSorted((a, b) => a - b)
      )
      const stays = able.filter(({ id }) => !chosen.has(id)).map(valueOf)
      if (values.length > 0) assert.isTrue(stays.every((value) => value >= values.at(-1)!))
    })
  })

  it("takes no more than the other rules leave to do", () => {
    const idle = columnsOf({
      number: 1,
      statistics: { lastAccess: now - 200 * dayMs },
      hdImageBytes: 1_500_000,
      recordBytes: 0
    })
    const used = [2, 3, 4].map((number) => columnsOf({ number, hdImageBytes: 400_000 }))
    const { items } = planHousekeeping([...used, idle], worldOf({ freeBytes: 1_900_000 }), settings)
    assert.deepStrictEqual(
      items.map(({ rule }) => rule),
      ["not-accessed", "disk-short", "disk-short"]
    )
  })

  it("that is no longer short after its plan starts no second one (hysteresis)", () => {
    shortPlans((plan, target, able) => {
      const { freeBytes, heldBytes } = plan.world
      // What was unknown stays unknown.
      const moved = (value: number | null, by: number) =>
        value !== null && value >= 0 ? Math.max(0, value + by) : null
      if (target === 0 || plan.bytesFreed < target) return
      const better = worldOf({
        freeBytes: moved(freeBytes, plan.bytesFreed),
        heldBytes: moved(heldBytes, -plan.bytesFreed)
      })
      assert.isEmpty(planHousekeeping(able, better, hdOnly).items)
    })
  })
})

describe("the breaker", () => {
  const idle = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      columnsOf({ number: index + 1, statistics: { lastAccess: now - 200 * dayMs } })
    )
  const used = (count: number) => Array.from({ length: count }, (_, index) => columnsOf({ number: 10_000 + index }))
  const stops = (movies: ReadonlyArray<MovieColumns>, changed: Partial<Thresholds> = {}) =>
    planHousekeeping(movies, worldOf(), settingsWith(changed)).breaker.stopped

  it("stops a plan that would hit more than a fifth of the library, if that is fifty movies (SAFE-3)", () => {
    assert.isFalse(stops([...idle(49), ...used(10)]))
    assert.isTrue(stops([...idle(50), ...used(10)]))
    assert.isFalse(stops([...idle(50), ...used(200)]))
    assert.isTrue(stops([...idle(51), ...used(200)]))
  })

  it("counts what the rules would take, not what the cap lets through: a clock a year ahead stops it (SAFE-3)", () => {
    const plan = planHousekeeping([...idle(300), ...used(10)], worldOf(), settingsWith({ itemsMax: 5 }))
    assert.isTrue(plan.breaker.stopped)
    assert.strictEqual(plan.items.length, 5)
    assert.strictEqual(plan.qualified, 300)
  })

  it("stops a plan that would free too many bytes, and says why", () => {
    const plan = planHousekeeping(idle(2), worldOf(), settingsWith({ breakerBytesMax: 1_000_000 }))
    assert.deepStrictEqual(plan.breaker, { stopped: true, why: "it would free 1016000 bytes, more than 1000000" })
  })

  it("keeps the longest unused when the cap is reached, however many qualify (RUN-1)", () => {
    const movies = Array.from({ length: 1_000 }, (_, index) =>
      columnsOf({ number: index + 1, statistics: { lastAccess: now - (200 + ((index * 7) % 1_000) / 10) * dayMs } })
    )
    const { items } = planHousekeeping(movies, worldOf(), settingsWith({ itemsMax: 3 }))
    assert.deepStrictEqual(
      items.map(({ evidence }) => evidence[1]?.value),
      [299.9, 299.8, 299.7]
    )
  })
})

describe("the hash of a plan", () => {
  it("changes when anything in the plan changes, and with nothing else (SAFE-3)", () => {
    fc.assert(
      fc.property(library(8), world, fc.nat(), (movies, around, pick) => {
        const { hash, ...data } = planHousekeeping(movies, around, settings)
        assert.match(hash, /^[0-9a-f]{16}$/)
        assert.strictEqual(hashOf(data), hash)
        const reordered = Object.fromEntries(Object.entries(data).toReversed())
        assert.strictEqual(hashOf(reordered), hash)
        for (const changed of changesOf(data, pick))
          assert.notStrictEqual(hashOf(changed), hash, JSON.stringify(changed))
      }),
      { numRuns }
    )
  })
})

/** Copies of a plan, each different in one place. */
const changesOf = (data: Omit<Plan, "hash">, pick: number): ReadonlyArray<unknown> => {
  const item = data.items[pick % Math.max(1, data.items.length)]
  const withItem = (changed: PlanItem) => ({
    ...data,
    items: data.items.map((each) => (each === item ? changed : each))
  })
  const others = [
    { ...data, createdAt: data.createdAt + 1 },
    { ...data, world: { ...data.world, freeBytes: (data.world.freeBytes ?? 0) + 1 || 1 } },
    { ...data, thresholds: { ...data.thresholds, idleDaysMax: 179 } },
    { ...data, skipped: { ...data.skipped, pinned: (data.skipped["pinned"] ?? 0) + 1 } },
    { ...data, breaker: { stopped: !data.breaker.stopped, why: data.breaker.why } }
  ]
  if (item === undefined) return others
  const evidence = item.evidence.map((each) => ({ ...each, value: (each.value ?? 0) + 1 }))
  return [
    ...others,
    { ...data, items: data.items.filter((each) => each !== item) },
    withItem({ ...item, bytes: item.bytes + 1 }),
    withItem({ ...item, imagesOnly: !item.imagesOnly }),
    withItem({ ...item, evidence })
  ]
}
