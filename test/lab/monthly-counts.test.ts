import { assert, describe, it } from "@effect/vitest"
import type { Event, EventBody } from "../../src/domain/event.ts"
import type { MovieId } from "../../src/domain/identity.ts"
import type { Asking } from "../../src/lab/asking.ts"
import { countEvents, type MonthRow, noStates, totalsOf, waitsOf } from "../../src/lab/monthly-counts.ts"
import { noCalls } from "../../src/lab/provider-tally.ts"

const movie = "m_0000000001" as MovieId
const stamped = (body: EventBody, index: number): Event => ({
  ...body,
  id: `1-${index}`,
  at: index,
  causedBy: null,
  firstCause: `1-${index}`
})

const enriched = (from: "initial" | "downgraded", task: "advance" | "refresh"): EventBody => ({
  type: "MovieEnriched",
  movie,
  level: "basic",
  from,
  task,
  fields: [],
  gaps: [],
  providerCalls: 1,
  bytes: 0,
  durationMs: 1
})
const downgraded = (rule: string, bytesFreed: number): EventBody => ({
  type: "MovieDowngraded",
  movie,
  from: "deep",
  kept: "basic",
  imagesOnly: false,
  rule,
  evidence: [],
  rank: 1,
  bytesFreed,
  plan: null
})

const asking = (reachedMs: number | null, knownAtOnce = false): Asking => ({
  asked: "basic",
  shownAtOnce: "initial",
  knownAtOnce,
  reachedMs,
  failed: null
})

const row = (changed: Partial<MonthRow>): MonthRow => ({
  month: "2026-01",
  movies: 1,
  states: noStates(),
  recordBytes: 0,
  imageBytes: 0,
  calls: noCalls,
  requests: 0,
  knownAtOnce: 0,
  waits: { median: null, p95: null, count: 0 },
  downgrades: {},
  bytesFreed: 0,
  regenerations: 0,
  refreshes: 0,
  failures: 0,
  plansStopped: 0,
  events: 0,
  ...changed
})

describe("the counts of a month", () => {
  it("tell downgrades by rule, regenerations from first knowledge, and refreshes from both", () => {
    const bodies = [
      enriched("initial", "advance"),
      enriched("downgraded", "advance"),
      enriched("downgraded", "refresh"),
      downgraded("not-accessed", 10),
      downgraded("not-accessed", 5),
      downgraded("disk-short", 1)
    ]
    assert.deepStrictEqual(countEvents(bodies.map(stamped)), {
      downgrades: { "not-accessed": 2, "disk-short": 1 },
      bytesFreed: 16,
      regenerations: 1,
      refreshes: 1,
      failures: 0,
      events: 6
    })
  })

  it("take waits only over those who had to wait and got it", () => {
    assert.deepStrictEqual(waitsOf([asking(0, true), asking(300), asking(null), asking(100), asking(200)]), {
      median: 200,
      p95: 300,
      count: 3
    })
    assert.deepStrictEqual(waitsOf([]), { median: null, p95: null, count: 0 })
  })

  it("add up to the totals", () => {
    const rows = [
      row({ calls: { ...noCalls, tmdb: 2 }, requests: 3, downgrades: { a: 1 } }),
      row({ calls: { ...noCalls, tmdb: 1, images: 4 }, requests: 1, downgrades: { a: 2, b: 1 } })
    ]
    const totals = totalsOf(rows, [asking(7)])
    assert.deepStrictEqual(totals.calls, { ...noCalls, tmdb: 3, images: 4 })
    assert.deepStrictEqual(totals.downgrades, { a: 3, b: 1 })
    assert.strictEqual(totals.requests, 4)
    assert.strictEqual(totals.waits.median, 7)
  })
})
