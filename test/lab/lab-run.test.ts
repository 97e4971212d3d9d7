import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { dayMs } from "../../src/domain/time.ts"
import { type LabReport, runLab } from "../../src/lab/lab-run.ts"
import { allCalls, noCalls } from "../../src/lab/provider-tally.ts"
import type { StoryStep } from "../../src/lab/step-recorder.ts"

const fixtures = fileURLToPath(new URL("../../fixtures/replay", import.meta.url))
const root = mkdtempSync(`${tmpdir()}/reelstate-run-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ran = (name: string, seed: string, days = 10): Promise<LabReport> =>
  Effect.runPromise(
    runLab({
      directory: `${root}/${name}`,
      fixtures,
      seed,
      days,
      onStep: () => Effect.void,
      onYear: Effect.void,
      onDay: () => undefined
    })
  )

let report: LabReport
beforeAll(async () => void (report = await ran("one", "1")))

const step = (number: string): StoryStep => report.story.find((each) => each.number === number)!
const states = () => report.story.map(({ after, number }) => [number, after?.state ?? null, after?.kept ?? null])
const typesOf = ({ events }: StoryStep) => events.map(({ event }) => event.type)

describe("the real case", () => {
  it("goes through its states in order", () => {
    assert.deepStrictEqual(states(), [
      ["1", null, null],
      ["2", "initial", null],
      ["3", "basic", null],
      ["4", "medium", null],
      ["4b", "deep", null],
      ["5", "downgraded", "basic"],
      ["6", "deep", null]
    ])
  })

  it("makes a movie of a click without asking anybody (LIFE-9)", () => {
    assert.deepStrictEqual(typesOf(step("2")), ["RelatedMovieRequested", "MovieCreated"])
    assert.deepStrictEqual(step("2").calls, noCalls)
  })

  it("answers at once with what is known, and with the rest when it is there (LIFE-9)", () => {
    const [asked] = step("3").asked
    assert.strictEqual(asked?.shownAtOnce, "initial")
    assert.isAbove(asked?.reachedMs ?? 0, 0)
    assert.isBelow(asked?.reachedMs ?? Infinity, 2_000)
  })

  it("downgrades after 180 days without access, and says by which rule and on what evidence (LIFE-5)", () => {
    const logged = step("5").events.find(({ event }) => event.type === "MovieDowngraded")
    const event = logged?.event
    assert.strictEqual(event?.type, "MovieDowngraded")
    if (event?.type !== "MovieDowngraded") return
    assert.strictEqual(event.rule, "not-accessed")
    const idle = event.evidence.find(({ name }) => name === "idle")
    assert.strictEqual(idle?.threshold, 180)
    assert.isAtLeast(idle?.value ?? 0, 180)
    assert.isAbove(event.bytesFreed, 0)
    assert.isBelow(step("5").weight.recordBytes, step("4b").weight.recordBytes)
    const cause = step("5").events.find((each) => each.event.id === event.causedBy)
    assert.strictEqual(cause?.event.type, "HousekeepingRequested")
  })

  it("learns again by itself what it knew (LIFE-6)", () => {
    assert.deepStrictEqual(step("6").weight, step("4b").weight)
    assert.strictEqual(step("6").asked[0]?.shownAtOnce, "basic")
  })
})

describe("the year of a small library", () => {
  it("counts every request: known at once, waited for, or failed", () => {
    const { knownAtOnce, requests, waits } = report.year.totals
    assert.isAbove(requests, 0)
    assert.isAtMost(knownAtOnce + waits.count, requests)
    assert.isAbove(allCalls(report.year.totals.calls), 0)
  })

  it("ends where it was to end", () => {
    assert.strictEqual(report.endedAt, Date.UTC(2026, 0, 1) + 10 * dayMs)
    assert.deepStrictEqual(
      report.year.months.map(({ month }) => month),
      ["2026-01"]
    )
  })

  it("keeps its images in their budget, month after month", async () => {
    const { thresholds, year } = await ran("budget", "1", 150)
    const held = year.months.map(({ imageBytes }) => imageBytes)
    // A day's new pictures come on top, until the next morning's housekeeping.
    for (const imageBytes of held) assert.isAtMost(imageBytes, 1.1 * thresholds.imageBytesMax)
    assert.isAbove(Math.max(...held), thresholds.imageBytesAim)
    assert.isAbove(year.totals.downgrades["disk-short"] ?? 0, 0)
  })

  it("leaves the same journal for the same seed, and another for another (RUN-2)", async () => {
    const again = await ran("two", "1")
    const other = await ran("three", "2")
    assert.strictEqual(again.journalHash, report.journalHash)
    assert.notStrictEqual(other.journalHash, report.journalHash)
    assert.deepStrictEqual({ ...again, directory: "" }, { ...report, directory: "" })
  })
})
