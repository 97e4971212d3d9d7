/** RUN-4: one budget for each provider, with lanes, a quota and a breaker that is a state and no storm. */
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { Effect } from "effect"
import { dayMs, hourMs, minuteMs, secondMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { turnsShare } from "../../../src/infra/http/lane-queue.ts"
import type { Lane } from "../../../src/services/data-provider.ts"
import { runs } from "../../support/runs.ts"
import { advance, startMs } from "../../support/virtual.ts"
import { budget, httpWorld, outcomeOf, start } from "./http-world.ts"

const ok = { body: "{}" }
const laneOf = (url: URL): Lane => url.pathname.split("/").at(-2) as Lane

interface Arrival {
  readonly afterMs: number
  readonly lane: Lane
}

const arrivals: fc.Arbitrary<ReadonlyArray<Arrival>> = fc.array(
  fc.record({
    afterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 2_000 })),
    lane: fc.constantFrom<Lane>("person", "background", "background", "housekeeping", "housekeeping")
  }),
  { minLength: 1, maxLength: 120 }
)

/** The requests in the order in which they were sent, each with the moment at which it was wanted. */
const sentBy = (list: ReadonlyArray<Arrival>, world: ReturnType<typeof httpWorld>) =>
  world.run(
    Effect.gen(function* () {
      const wantedAt = new Map<string, number>()
      let now = startMs
      for (const [place, { afterMs, lane }] of list.entries()) {
        yield* advance(afterMs)
        now += afterMs
        wantedAt.set(`/3/${lane}/${place}`, now)
        yield* start(`/${lane}/${place}`, lane)
      }
      yield* advance(hourMs)
      return world.net.sent.map(({ at, url }) => ({ at, lane: laneOf(url), wantedAt: wantedAt.get(url.pathname)! }))
    })
  )

const speeds = fc.record({
  ratePerSecond: fc.integer({ min: 1, max: 40 }),
  burst: fc.integer({ min: 1, max: 6 }),
  concurrency: fc.integer({ min: 1, max: 8 }),
  tookMs: fc.integer({ min: 0, max: 400 })
})

describe("the rate", () => {
  it("is passed in no window of any length, whoever asks (RUN-4)", () =>
    fc.assert(
      fc.asyncProperty(arrivals, speeds, async (list, { tookMs, ...speed }) => {
        const world = httpWorld(() => ({ ...ok, tookMs }), speed)
        const sent = await sentBy(list, world)
        assert.strictEqual(sent.length, list.length)
        assert.isAtMost(world.net.underWayMax, speed.concurrency)
        for (const [first, { at: from }] of sent.entries()) {
          for (const [last, { at: to }] of sent.entries()) {
            const allowed = speed.burst + (speed.ratePerSecond * (to - from)) / secondMs
            if (last >= first)
              assert.isAtMost(last - first + 1, Math.floor(allowed + 1e-6), `${from - startMs} to ${to - startMs}`)
          }
        }
      }),
      { numRuns: runs(40) }
    ))

  it("serves persons first, and lets nobody starve (RUN-4)", () =>
    fc.assert(
      fc.asyncProperty(arrivals, speeds, async (list, { tookMs, ...speed }) => {
        const sent = await sentBy(
          list,
          httpWorld(() => ({ ...ok, tookMs }), speed)
        )
        for (const [place, one] of sent.entries()) {
          // Those that went while this one waited: who waits longer than one turn sees only its own lane, lanes before it, and their shares.
          const meanwhile = sent.slice(0, place).filter(({ at }) => at > one.wantedAt)
          const lower = meanwhile.filter(({ lane }) => turnsShare[lane] > turnsShare[one.lane])
          const shares = one.lane === "person" ? 1 / 8 + 1 / 32 : one.lane === "background" ? 1 / 32 : 0
          assert.isAtMost(lower.length, Math.ceil(meanwhile.length * shares) + 2, `${one.lane} at ${place}`)
          const ahead = list.filter(({ lane }) => lane === one.lane).length
          assert.isAtMost(meanwhile.length, (ahead + 1) * turnsShare[one.lane] + turnsShare.housekeeping)
        }
      }),
      { numRuns: runs(40) }
    ))

  it("a person's answer takes two round trips at most while thousands wait in the background", async () => {
    const tookMs = 100
    const world = httpWorld(() => ({ ...ok, tookMs }), { ratePerSecond: 35, burst: 4 })
    const waits = await world.run(
      Effect.gen(function* () {
        for (let id = 0; id < 3_000; id++) yield* start(`/background/${id}`, "background")
        const found: Array<number> = []
        for (let id = 0; id < 20; id++) {
          yield* advance(1_337)
          const fiber = yield* start(`/person/${id}`, "person")
          let waited = 0
          for (; fiber.pollUnsafe() === undefined; waited += 10) yield* advance(10)
          found.push(waited)
        }
        return found
      })
    )
    assert.isAtMost(Math.max(...waits), 2 * tookMs)
  })

  it("a lane that is full is told so, with the time to come back", async () => {
    const world = httpWorld(() => ok, { ratePerSecond: 1, burst: 1, waitingMax: 3 })
    const told = await world.run(
      Effect.gen(function* () {
        const fibers = yield* Effect.forEach([1, 2, 3, 4, 5, 6], (id) => start(`/background/${id}`, "background"))
        const person = yield* start("/person/1")
        yield* advance(0)
        const { waiting } = yield* budget()
        yield* advance(minuteMs)
        return [waiting, ...(yield* Effect.forEach([...fibers, person], outcomeOf))]
      })
    )
    const full = "ProviderRefused: tmdb refused with status 429: 3 calls wait for their turn already; try again in 3 s"
    assert.deepStrictEqual(told, [
      { person: 1, background: 3, housekeeping: 0 },
      "200 {}",
      "200 {}",
      "200 {}",
      "200 {}",
      full,
      full,
      "200 {}"
    ])
  })
})

describe("the quota of a day", () => {
  it("holds over days, restarts and kills, and keeps a tenth for persons", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            calls: fc.integer({ min: 0, max: 60 }),
            afterHours: fc.integer({ min: 0, max: 20 }),
            kill: fc.boolean()
          }),
          { minLength: 1, maxLength: 8 }
        ),
        fc.constantFrom<Lane>("person", "background"),
        async (rounds, lane) => {
          const dailyQuota = 50
          const disk = new MemoryDisk()
          const perDay = new Map<number, number>()
          let hours = 0
          for (const { afterHours, calls, kill } of rounds) {
            const world = httpWorld(() => ok, { dailyQuota, ratePerSecond: 100, burst: 10 }, {}, disk)
            hours += afterHours
            const program = Effect.gen(function* () {
              yield* advance(hours * hourMs)
              yield* Effect.forEach(
                Array.from({ length: calls }, (_, id) => id),
                (id) => start(`/${lane}/${id}`, lane)
              )
              yield* advance(minuteMs)
              if (kill) disk.failAt(1, "dead")
            })
            await world.run(program)
            disk.clearFaults()
            disk.kill()
            for (const { at } of world.net.sent) {
              const day = Math.floor(at / dayMs)
              perDay.set(day, (perDay.get(day) ?? 0) + 1)
            }
          }
          for (const count of perDay.values()) assert.isAtMost(count, lane === "person" ? dailyQuota : 45)
        }
      ),
      { numRuns: runs(30) }
    ))

  it("that is used up is told with the time until tomorrow, and tomorrow it goes on", async () => {
    const world = httpWorld(() => ok, { dailyQuota: 10 })
    const told = await world.run(
      Effect.gen(function* () {
        yield* advance(23 * hourMs)
        const fibers = yield* Effect.forEach([...Array(12).keys()], (id) => start(`/person/${id}`))
        yield* advance(minuteMs)
        const texts = yield* Effect.forEach(fibers, outcomeOf)
        const { quota } = yield* budget()
        yield* advance(hourMs)
        const next = yield* start("/person/99")
        yield* advance(minuteMs)
        return [texts.filter((text) => text === "200 {}").length, texts.at(-1), quota, yield* outcomeOf(next)]
      })
    )
    assert.deepStrictEqual(told, [
      10,
      "ProviderRefused: tmdb refused with status 429: today's 10 requests are used up, or what is left is for persons; more tomorrow",
      { limit: 10, used: 10, resetsAt: startMs + dayMs },
      "200 {}"
    ])
  })

  it("is used again by a restart without waiting for the crash-safe reserve", async () => {
    const disk = new MemoryDisk()
    const round = (id: number) => {
      const world = httpWorld(() => ok, { dailyQuota: 50 }, {}, disk)
      return world.run(
        Effect.gen(function* () {
          yield* start(`/person/${id}`)
          yield* advance(minuteMs)
          return (yield* budget()).quota?.used
        })
      )
    }
    assert.deepStrictEqual([await round(1), await round(2), await round(3)], [1, 2, 3])
  })
})

describe("the breaker", () => {
  const down = (until: number) => (request: { readonly at: number }) =>
    request.at - startMs < until ? ({ code: "ECONNREFUSED", tookMs: 5 } as const) : ok

  it("opens after failures in a row, answers at once while open, tries once, and closes (RUN-4)", async () => {
    const world = httpWorld(down(40 * secondMs), { retriesMax: 0, ratePerSecond: 100 })
    const history = await world.run(
      Effect.gen(function* () {
        const states: Array<string> = []
        for (let second = 0; second < 120; second++) {
          const fiber = yield* start(`/movie/${second}`)
          yield* advance(secondMs)
          yield* outcomeOf(fiber)
          const { breaker } = yield* budget()
          if (states.at(-1) !== breaker.state) states.push(breaker.state)
        }
        return states
      })
    )
    assert.deepStrictEqual(history, ["closed", "open", "closed"])
    const asked = world.net.sent.map(({ at }) => Math.floor((at - startMs) / secondMs))
    // Five failures, a first try after 30 seconds, a second after 60 more; then all that is asked.
    assert.deepStrictEqual(asked.slice(0, 6), [0, 1, 2, 3, 4, 35])
    assert.isAtLeast(asked[6]!, 95)
  })

  it("sends those away who wait when it opens: no storm against a dead provider", async () => {
    const world = httpWorld(down(hourMs), { ratePerSecond: 10, burst: 1, concurrency: 2 })
    const told = await world.run(
      Effect.gen(function* () {
        const fibers = yield* Effect.forEach([...Array(500).keys()], (id) => start(`/movie/${id}`, "background"))
        yield* advance(10 * secondMs)
        const { breaker, waiting } = yield* budget()
        return [new Set(yield* Effect.forEach(fibers, outcomeOf)).size, breaker.state, waiting.background]
      })
    )
    assert.deepStrictEqual(told.slice(1), ["open", 0])
    assert.isAtMost(world.net.sent.length, 40)
  })

  it("is not opened by refusals, by what is not there, nor by callers who leave", async () => {
    for (const status of [401, 404, 422, 429]) {
      const world = httpWorld(() => ({ status, tookMs: 10 }), { retriesMax: 0 })
      const state = await world.run(
        Effect.gen(function* () {
          for (let id = 0; id < 20; id++) yield* start(`/movie/${id}`)
          yield* advance(hourMs)
          return (yield* budget()).breaker.state
        })
      )
      assert.strictEqual(state, "closed", String(status))
    }
  })
})
