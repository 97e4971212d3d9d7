/** A judge that never convicts is no judge: every invariant is shown one breach that it must find. */
import { assert, describe, it } from "@effect/vitest"
import type { Known } from "../../src/domain/knowledge.ts"
import { emptyKnowledge } from "../../src/domain/knowledge.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { newLifecycle, newStatistics } from "../../src/domain/movie.ts"
import { dayMs } from "../../src/domain/time.ts"
import {
  type Breach,
  lifecycleBreaches,
  type Moment,
  momentBreaches,
  type Step,
  stepBreaches
} from "../../src/machines/invariants.ts"
import { contextOf, type Position } from "../../src/machines/lifecycle.ts"
import { defaultMovieSettings } from "../../src/machines/movie-context.ts"
import { knowledgeBreaches, learningBreaches, recordBreaches } from "../../src/machines/record-invariants.ts"

const id = movieIdFrom(1)
const now = 1_000 * dayMs

describe("the invariants find", () => {
  it("a lifecycle that cannot be (LIFE-1, LIFE-3, LIFE-10)", () => {
    assert.deepStrictEqual(lifecycleBreaches(newLifecycle), [])
    finds(lifecycleBreaches({ ...newLifecycle, state: "lost" as never }), "LIFE-1")
    finds(lifecycleBreaches({ ...newLifecycle, kept: "basic" }), "LIFE-1")
    finds(lifecycleBreaches({ ...newLifecycle, state: "downgraded" }), "LIFE-1")
    finds(lifecycleBreaches({ ...newLifecycle, wanted: "all" as never }), "LIFE-3")
    finds(lifecycleBreaches({ ...newLifecycle, retryAt: 5 }), "LIFE-3")
    finds(lifecycleBreaches({ ...newLifecycle, refreshAt: Number.NaN }), "LIFE-10")
  })

  it("a moment in which nobody answers a demand, or work has no purpose (LIFE-1, LIFE-2, LIFE-3)", () => {
    assert.deepStrictEqual(momentBreaches(moment({})), [])
    finds(momentBreaches(moment({ activity: "asleep" as never })), "LIFE-1")
    finds(momentBreaches(moment({ activity: "enriching" })), "LIFE-2")
    finds(momentBreaches(moment({}, { wanted: "deep" })), "LIFE-3")
    finds(momentBreaches(moment({ activity: "waiting" }, { wanted: "deep" })), "LIFE-3")
  })

  it("a climb without an enrichment, of two levels, or in silence (LIFE-2)", () => {
    const after = moment({ state: "medium" })
    finds(steps({ event: { type: "MoviePinned", at: now }, after }), "LIFE-2")
    const before = moment({ activity: "enriching" }, { wanted: "medium" })
    finds(steps({ before, event: success, after: moment({ state: "medium" }, { wanted: "medium" }) }), "LIFE-2")
    finds(steps({ before, event: success, after: moment({ state: "basic" }, { wanted: "basic" }) }), "LIFE-2")
  })

  it("a demand that is dropped, and one that is not heard (LIFE-3)", () => {
    const before = moment({ activity: "enriching" }, { wanted: "deep" })
    finds(steps({ before, event: { type: "MoviePinned", at: now }, after: moment({}) }), "LIFE-3")
    finds(steps({ event: { type: "MovieRequested", at: now, level: "deep" } }), "LIFE-3")
  })

  it("a downgrade in silence, on the unknown, of the pinned, the playing, the working, or too soon (LIFE-5)", () => {
    const sunk = moment({ state: "downgraded" }, { kept: "basic" })
    const deep = (context: Partial<Moment["context"]>, position: Partial<Position> = {}) =>
      moment({ state: "deep", ...position }, context)
    finds(steps({ before: deep({}), event: { type: "MoviePinned", at: now }, after: sunk }), "LIFE-5")
    assert.deepStrictEqual(steps(lowering(deep({}), sunk)), [])
    finds(steps(lowering(deep({ pinned: true }), { ...sunk, context: { ...sunk.context, pinned: true } })), "LIFE-5")
    finds(steps(lowering(deep({ playingUntil: now + 1 }), sunk)), "LIFE-5")
    finds(steps(lowering(deep({ downgradedAt: now - dayMs }), sunk)), "LIFE-5")
    finds(steps(lowering(deep({}, { activity: "enriching" }), sunk)), "LIFE-5")
    finds(steps(lowering(deep({}), sunk, null)), "LIFE-5")
    finds(steps({ ...lowering(deep({}), sunk), facts: [] }), "LIFE-5")
  })

  it("a downgrade that takes the pin, and a change that nobody explains (LIFE-6)", () => {
    const sunk = moment({ state: "downgraded" }, { kept: "basic", playingUntil: 5 })
    finds(steps(lowering(moment({ state: "deep" }), sunk)), "LIFE-6")
    finds(
      steps({
        event: { type: "DeadlineReached", at: now, lastAccess: null },
        after: moment({ activity: "enriching" })
      }),
      "WHY"
    )
  })

  it("a record that lacks what its level promises, and values that are too old or from nowhere (LIFE-1, LIFE-8)", () => {
    const record = { id, identity: {} as never, statistics: newStatistics, knowledge: emptyKnowledge }
    assert.deepStrictEqual(recordBreaches({ ...record, lifecycle: newLifecycle }, now), [])
    finds(recordBreaches({ ...record, lifecycle: { ...newLifecycle, state: "basic" } }, now), "LIFE-1")
    const gap = { piece: "poster", reason: "", attempts: 1, nextTryAt: now }
    finds(recordBreaches({ ...record, lifecycle: newLifecycle, knowledge: { fields: {}, gaps: [gap] } }, now), "LIFE-1")
    for (const known of [
      title({ fetchedAt: now - 181 * dayMs }),
      title({ source: "rumour" as never }),
      title({ fetchedAt: now + 1 })
    ]) {
      finds(knowledgeBreaches(knowing(known), now), "LIFE-8")
    }
    const behind = title({ source: "person", previous: title({ fetchedAt: now - 181 * dayMs }) })
    finds(knowledgeBreaches(knowing(behind), now), "LIFE-8")
  })

  it("a value that a provider erased, or brought back older or from a lesser source (LIFE-8)", () => {
    const before = knowing(title({}))
    assert.deepStrictEqual(learningBreaches(before, before), [])
    finds(learningBreaches(before, emptyKnowledge), "LIFE-8")
    finds(learningBreaches(before, knowing(title({ source: "hint" }))), "LIFE-8")
    finds(learningBreaches(before, knowing(title({ fetchedAt: now - dayMs }))), "LIFE-8")
  })
})

// Helpers

const finds = (breaches: ReadonlyArray<Breach>, promise: string) =>
  assert.include(
    breaches.map((breach) => breach.promise),
    promise
  )

const moment = (position: Partial<Position>, context: Partial<Moment["context"]> = {}): Moment => ({
  position: { state: "initial", activity: "resting", ...position },
  context: { ...contextOf(id, newLifecycle), ...context }
})

const steps = (step: Partial<Step> & Pick<Step, "event">): ReadonlyArray<Breach> =>
  stepBreaches({ before: moment({}), after: moment({}), facts: [], ...step }, defaultMovieSettings)

const success: Step["event"] = {
  type: "xstate.done.actor.enrich",
  output: {
    ok: true,
    at: now,
    fields: [],
    gaps: [],
    gapAt: null,
    refreshAt: null,
    providerCalls: 1,
    bytes: 0,
    durationMs: 0
  }
}

const lowering = (before: Moment, after: Moment, value: number | null = 200): Step => {
  const evidence = [{ name: "idle", value, threshold: 180, unit: "days" }]
  const { state } = before.position
  const why = { movie: id, from: state, kept: "basic", imagesOnly: false, rule: "age", evidence, rank: 1 } as const
  const event = { type: "HousekeepingRequested", at: now, item: { ...why, bytes: 1 }, plan: null } as const
  return { before, event, after, facts: [{ type: "MovieDowngraded", ...why, bytesFreed: 1, plan: null }] }
}

const title = (known: Partial<Known>): Known => ({ value: "Up", source: "tmdb", fetchedAt: now, ...known })

const knowing = (known: Known) => ({ fields: { title: known }, gaps: [] })
