import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import fc from "fast-check"
import { dayMs, hourMs, minuteMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { unreachable } from "../../../src/services/providers/provider-failures.ts"
import { TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"
import { type JobSettings, jobsByDefault } from "../../../src/services/scheduler/jobs.ts"
import { type Schedule, timetableOf } from "../../../src/services/scheduler/schedule.ts"
import { Scheduler } from "../../../src/services/scheduler/scheduler.ts"
import { allEvents, core, recordOf, Store } from "../../support/core.ts"
import { runs } from "../../support/runs.ts"
import { newScript } from "../../support/scripted-engine.ts"
import { inProcess } from "../../support/shelf.ts"
import { advance, inWorld, startMs, World } from "../../support/virtual.ts"

interface Line {
  isDown: boolean
  /** How long an answer takes. */
  delayMs: number
  readonly asked: Array<string>
  readonly atOnce: { now: number; max: number }
}

const newLine = (): Line => ({ isDown: false, delayMs: 0, asked: [], atOnce: { now: 0, max: 0 } })

/** Lists of one movie each, whose number is that of the page. */
const tmdb = (line: Line) => {
  const list = (name: string, page: number) =>
    Effect.gen(function* () {
      line.asked.push(`${name} ${page}`)
      line.atOnce.max = Math.max(line.atOnce.max, ++line.atOnce.now)
      yield* Effect.sleep(line.delayMs)
      line.atOnce.now--
      if (line.isDown) return yield* unreachable("tmdb", "it is down")
      const hits = [{ id: page, title: `${name} ${page}`, originalTitle: undefined, year: 1990 + page }]
      return { page, pages: 500, hits }
    })
  return Layer.mock(TmdbProvider, {
    discover: (page) => list("discover", page),
    trending: (_, page) => list("trending", 100 + page)
  })
}

interface WorldOptions {
  readonly schedules?: JobSettings["schedules"]
  readonly line?: Line
  readonly disk?: MemoryDisk
}

const script = newScript()
const world = ({ schedules = jobsByDefault, line = newLine(), disk = new MemoryDisk() }: WorldOptions = {}) =>
  Scheduler.layer({ schedules }).pipe(Layer.provideMerge(Layer.merge(core({ disk, script }), tmdb(line))))

const timesOf = Effect.fnUntraced(function* (type: string) {
  return (yield* allEvents).filter((event) => event.type === type).map(({ at }) => at)
})

const noJitter: JobSettings["schedules"] = {
  discover: { schedule: { cron: "0 3 * * 1" } },
  trending: { schedule: { everyMs: 12 * hourMs } },
  refresh: { schedule: { cron: "0 4 * * *" } },
  housekeeping: { schedule: { cron: "0 5 * * *" } },
  checkpoint: { schedule: { everyMs: dayMs } }
}

describe("the scheduler", () => {
  it("a run that somebody asked for goes on when they go away, and the job is at rest after it (RUN-1)", () => {
    const line = { ...newLine(), delayMs: minuteMs }
    return inWorld(
      world({ line, schedules: { discover: { schedule: { everyMs: 30 * dayMs } } } }),
      Effect.gen(function* () {
        const scheduler = yield* Scheduler
        const asking = yield* Effect.forkChild(scheduler.run("discover"))
        yield* advance(minuteMs / 2)
        yield* Fiber.interrupt(asking)
        assert.deepInclude(scheduler.status()[0], { state: "running", runs: 0 })
        yield* advance(minuteMs)
        assert.deepInclude(scheduler.status()[0], { state: "waiting", runs: 1, failures: 0 })
      })
    )
  })

  it("a year with a month of downtime: every run at its time, one for all that were missed (RUN-2, STORE-1)", async () => {
    const [disk, line] = [new MemoryDisk(), newLine()]
    const process = <A, E>(program: Effect.Effect<A, E, Scheduler | Store | World>) =>
      Effect.gen(function* () {
        const time = yield* World
        const options = { schedules: noJitter, disk, line }
        return yield* inProcess(world(options), Effect.provideService(program, World, time))
      })
    const statusAfter = (days: number) =>
      Effect.gen(function* () {
        const scheduler = yield* Scheduler
        yield* advance(days * dayMs)
        return scheduler.status().map(({ missed, name, runs: count, state }) => ({ name, runs: count, missed, state }))
      })
    const [before, after, events] = await inWorld(
      Layer.empty,
      Effect.gen(function* () {
        const first = yield* process(statusAfter(100))
        yield* advance(30 * dayMs)
        const second = yield* process(statusAfter(235))
        return [first, second, yield* process(Effect.map(allEvents, (all) => all))] as const
      })
    )
    const waiting = { state: "waiting", missed: 0 }
    // The first of January 2026 is a Thursday.
    assert.deepStrictEqual(before, [
      { name: "discover", runs: 14, ...waiting },
      { name: "trending", runs: 200, ...waiting },
      { name: "refresh", runs: 100, ...waiting },
      { name: "housekeeping", runs: 100, ...waiting },
      { name: "checkpoint", runs: 100, ...waiting }
    ])
    assert.deepStrictEqual(
      after.map(({ missed, name, runs: count }) => [name, count, missed]),
      [
        ["discover", 35, 3],
        ["trending", 471, 59],
        ["refresh", 236, 29],
        ["housekeeping", 236, 29],
        ["checkpoint", 236, 29]
      ]
    )
    const at = events.filter(({ type }) => type === "HousekeepingRequested").map((event) => event.at)
    const catchUp = startMs + 130 * dayMs
    const nightly = Array.from({ length: 365 }, (_, day) => startMs + day * dayMs + 5 * hourMs)
    const isUp = (moment: number) => moment < startMs + 100 * dayMs || moment > catchUp
    assert.deepStrictEqual(
      at,
      [...nightly.filter(isUp), catchUp].toSorted((a, b) => a - b)
    )
  })

  it("discover and trending make initial movies that cost bytes, not calls (LIFE-9)", () => {
    const line = newLine()
    return inWorld(
      world({ schedules: noJitter, line }),
      Effect.gen(function* () {
        yield* advance(15 * dayMs)
        assert.strictEqual(line.asked.filter((each) => each.startsWith("discover")).length, 2)
        assert.strictEqual(line.asked.filter((each) => each === "trending 101").length, 30)
        assert.strictEqual(new Set(line.asked).size, 3)
        assert.strictEqual((yield* Store).status().movies, 3)
        const { lifecycle, identity } = yield* recordOf("tmdb:101")
        assert.deepStrictEqual([lifecycle.state, identity.title], ["initial", "trending 101"])
        assert.deepStrictEqual(script.asked, [])
      })
    )
  })

  it("a list that does not come is asked for again ever more rarely, and once only when it is back (RUN-4)", () => {
    const line = { ...newLine(), isDown: true }
    return inWorld(
      world({ schedules: { trending: { schedule: { everyMs: 12 * hourMs } } }, line }),
      Effect.gen(function* () {
        const scheduler = yield* Scheduler
        yield* advance(4 * dayMs)
        const [failing] = scheduler.status()
        assert.deepInclude(failing, { state: "failing", error: "tmdb cannot be reached: it is down", runs: 0 })
        assert.isBelow(line.asked.length, 24)
        line.isDown = false
        yield* advance(7 * hourMs)
        assert.deepInclude(scheduler.status()[0], { state: "waiting", error: null, runs: 1 })
        assert.strictEqual((yield* timesOf("TrendingMoviesFetched")).length, 1)
      })
    )
  })

  it("no run begins before the one before it has ended, though it takes longer than its interval", () => {
    const line = { ...newLine(), delayMs: 90 * minuteMs }
    return inWorld(
      world({ schedules: { trending: { schedule: { everyMs: hourMs } } }, line }),
      Effect.gen(function* () {
        const scheduler = yield* Scheduler
        const out = yield* Effect.forkChild(scheduler.run("trending"))
        yield* advance(12 * hourMs)
        assert.strictEqual(line.atOnce.max, 1)
        assert.deepInclude(scheduler.status()[0], { runs: 8, state: "running" })
        assert.isTrue(out.pollUnsafe() !== undefined)
      })
    )
  })

  it("begins within its jitter, the same for the same seed, and stays on its days", () => {
    const nights = (seed: string) =>
      inWorld(
        world({ schedules: { housekeeping: { schedule: { cron: "0 5 * * *" }, jitterMs: hourMs } } }),
        Effect.andThen(advance(20 * dayMs), timesOf("HousekeepingRequested")),
        seed
      )
    return Promise.all([nights("one"), nights("one"), nights("other")]).then(([one, again, other]) => {
      assert.deepStrictEqual(one, again)
      assert.notDeepEqual(one, other)
      const late = one.map((at, day) => at - (startMs + day * dayMs + 5 * hourMs))
      assert.isTrue(late.every((ms) => ms >= 0 && ms <= hourMs))
      assert.isAbove(new Set(late).size, 10)
    })
  })

  it("a run that is asked for counts as the one that is due", () =>
    inWorld(
      world({ schedules: noJitter }),
      Effect.gen(function* () {
        const scheduler = yield* Scheduler
        const status = yield* scheduler.run("checkpoint")
        assert.deepInclude(status, { runs: 1, lastRunAt: startMs, nextRunAt: startMs + dayMs })
        const unknown = yield* Effect.flip(scheduler.run("chekpoint"))
        assert.strictEqual(unknown.message, "There is no job chekpoint. Did you mean checkpoint?")
      })
    ))

  it("without schedules nothing runs and nothing is written", () =>
    inWorld(
      world({ schedules: {} }),
      Effect.gen(function* () {
        const before = (yield* Store).status().journalBytes
        yield* advance(dayMs)
        assert.deepStrictEqual([(yield* Store).status().journalBytes, (yield* Scheduler).status()], [before, []])
      })
    ))

  it("refuses what is no schedule, and says why", async () => {
    const wrong = { housekeeping: { schedule: { cron: "every night" } } }
    const failed = inWorld(world({ schedules: wrong }), Effect.void)
    await failed.then(
      () => assert.fail("it was taken"),
      (error: unknown) => assert.match(String(error), /job housekeeping cannot be scheduled: "every night" in UTC/)
    )
  })
})

const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ everyMs: fc.integer({ min: 1_000, max: 40 * dayMs }) }),
  fc.record({
    cron: fc.constantFrom("0 5 * * *", "*/7 * * * *", "0 3 * * 1", "30 2 1 * *", "15 1 * * 0"),
    zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York")
  })
)

describe("a timetable", () => {
  it("always goes on, and nothing is due between a moment and the next", () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 0, max: 20_000 * dayMs }), (schedule, at) => {
        const table = timetableOf(schedule)
        if (typeof table === "string") return assert.fail(table)
        const next = table.next(at)
        assert.isAbove(next, at)
        if ("cron" in schedule) assert.strictEqual(table.next(next - 1), next)
        return assert.isAbove(table.next(next), next)
      }),
      { numRuns: runs() }
    )
  })
})
