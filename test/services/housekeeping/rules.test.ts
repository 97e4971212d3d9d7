import { assert, describe, it } from "@effect/vitest"
import { dayMs } from "../../../src/domain/time.ts"
import { diskShort } from "../../../src/services/housekeeping/disk-short.ts"
import { exclusionOf, factsOf, type World } from "../../../src/services/housekeeping/facts.ts"
import { lowPopularity } from "../../../src/services/housekeeping/low-popularity.ts"
import { notAccessed } from "../../../src/services/housekeeping/not-accessed.ts"
import type { Rule } from "../../../src/services/housekeeping/rule.ts"
import { defaultThresholds as thresholds } from "../../../src/services/housekeeping/thresholds.ts"
import { columnsOf, type Look, now, worldOf } from "../../support/columns.ts"

const ask = (rule: Rule, look: Look = {}, world: World = worldOf()) =>
  rule.judge(factsOf(columnsOf(look), now, thresholds), world, thresholds)

/** The outcome for a movie with this last access. */
const idle = (lastAccess: number | null, look: Look = {}) =>
  ask(notAccessed, { ...look, statistics: { lastAccess } }).outcome

describe("not-accessed", () => {
  it("takes what was not accessed for 180 days, and says so with value and threshold", () => {
    const verdict = ask(notAccessed, { statistics: { lastAccess: now - 180 * dayMs } })
    assert.deepStrictEqual(verdict, {
      outcome: "qualifies",
      proposal: { kept: "basic", imagesOnly: false, bytes: 508_000 },
      evidence: [
        { name: "level", value: 3, threshold: 2, unit: "rank" },
        { name: "idle", value: 180, threshold: 180, unit: "days" }
      ]
    })
    assert.strictEqual(idle(now - 180 * dayMs + 1), "spared")
  })

  it("takes deep and medium, and nothing that knows no more than basic", () => {
    const old = now - 400 * dayMs
    const states = ["initial", "basic", "medium", "deep"] as const
    assert.deepStrictEqual(
      states.map((state) => idle(old, { lifecycle: { state } })),
      ["spared", "spared", "qualifies", "qualifies"]
    )
  })

  it("counts from the day it became known when it was never accessed: that is a known fact", () => {
    assert.strictEqual(idle(null), "qualifies")
    assert.strictEqual(idle(null, { createdAt: now - 10 * dayMs }), "spared")
  })

  it("takes a date that cannot be true for unknown: future, sentinel, no number (LIFE-5)", () => {
    for (const broken of [now + 1, 0, -999_999_999, Number.NaN, Number.NEGATIVE_INFINITY]) {
      assert.strictEqual(idle(broken), "unknown", String(broken))
      assert.strictEqual(idle(null, { createdAt: broken }), "unknown", String(broken))
    }
  })
})

describe("low-popularity", () => {
  const faded = { popularityScore: 0.5, scoredAt: now - 200 * dayMs, lastAccess: now - 200 * dayMs }

  it("keeps only a summary of what is hardly used, by the score as it is now", () => {
    const verdict = ask(lowPopularity, { statistics: faded })
    assert.deepInclude(verdict, {
      outcome: "qualifies",
      proposal: { kept: "summary", imagesOnly: false, bytes: 529_400 }
    })
    assert.strictEqual(ask(lowPopularity, { statistics: { ...faded, scoredAt: now - 100 * dayMs } }).outcome, "spared")
  })

  it("judges nobody without enough history: a new movie has a low score because it is new", () => {
    assert.strictEqual(ask(lowPopularity, { statistics: faded, createdAt: now - 179 * dayMs }).outcome, "spared")
  })

  it("takes a score that cannot be for unknown (LIFE-5)", () => {
    for (const broken of [
      { popularityScore: Number.NaN },
      { popularityScore: -1 },
      { scoredAt: now + 1 },
      { scoredAt: 0 },
      { scoredAt: null, popularityScore: 0.001 }
    ]) {
      assert.strictEqual(
        ask(lowPopularity, { statistics: { ...faded, ...broken } }).outcome,
        "unknown",
        JSON.stringify(broken)
      )
    }
  })
})

describe("disk-short", () => {
  const short = worldOf({ freeBytes: 4e9 })

  it("takes HD images only, and leaves the level as it is", () => {
    const verdict = ask(diskShort, {}, short)
    assert.deepInclude(verdict, { outcome: "qualifies", proposal: { kept: "basic", imagesOnly: true, bytes: 500_000 } })
    assert.strictEqual(ask(diskShort, { hdImageBytes: 0 }, short).outcome, "spared")
    assert.strictEqual(ask(diskShort, { lifecycle: { state: "medium" } }, short).outcome, "spared")
  })

  it("starts below the low water mark and aims at the high one", () => {
    const target = (freeBytes: number | null, heldBytes: number | null = 0) =>
      diskShort.targetBytes?.(worldOf({ freeBytes, heldBytes }), thresholds)
    assert.deepStrictEqual(
      [4e9, 5e9 - 1, 5e9, 7e9].map((free) => target(free)),
      [6e9, 5e9 + 1, 0, 0]
    )
    assert.deepStrictEqual(
      [10e9, 12e9].map((held) => target(1e12, held)),
      [0, 3e9]
    )
    assert.strictEqual(target(4e9, 12e9), 6e9)
  })

  it("does nothing when nobody could look the space up (LIFE-5)", () => {
    for (const broken of [null, Number.NaN, -1]) {
      const unknown = worldOf({ freeBytes: broken, heldBytes: broken })
      assert.strictEqual(ask(diskShort, {}, unknown).outcome, "unknown")
      assert.isNull(diskShort.targetBytes?.(unknown, thresholds))
      const spacious = worldOf({ freeBytes: broken, heldBytes: 0 })
      assert.strictEqual(ask(diskShort, {}, spacious).outcome, "spared")
    }
  })

  it("values bytes: the less popular and the larger go first", () => {
    const value = (popularityScore: number, hdImageBytes: number) =>
      diskShort.value(
        factsOf(columnsOf({ statistics: { popularityScore, scoredAt: now }, hdImageBytes }), now, thresholds),
        short
      )
    assert.isBelow(value(1, 1_000), value(2, 1_000))
    assert.isBelow(value(1, 2_000), value(1, 1_000))
  })
})

describe("no rule may look at", () => {
  const why = (lifecycle: Look["lifecycle"]) => exclusionOf(columnsOf({ lifecycle: lifecycle ?? {} }), now, thresholds)

  it("a pinned, playing, enriching or just downgraded movie; a broken date protects (LIFE-5)", () => {
    assert.strictEqual(why({ pinned: true }), "pinned")
    assert.strictEqual(why({ playingUntil: now + 1 }), "playing")
    assert.strictEqual(why({ playingUntil: Number.NaN }), "playing")
    assert.strictEqual(why({ state: "basic", wanted: "deep" }), "enriching")
    assert.strictEqual(why({ state: "downgraded", kept: "summary", wanted: "basic" }), "enriching")
    assert.strictEqual(why({ downgradedAt: now - 30 * dayMs + 1 }), "grace")
    assert.strictEqual(why({ downgradedAt: now + dayMs }), "grace")
    assert.strictEqual(why({ downgradedAt: Number.NaN }), "grace")
    assert.strictEqual(why({ state: "initial", wanted: "initial" }), "nothing to forget")
    assert.isNull(why({ playingUntil: now, downgradedAt: now - 30 * dayMs }))
  })
})
