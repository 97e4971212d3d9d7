import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { hourMs, minuteMs, secondMs } from "../../src/domain/time.ts"
import { allEvents, AtRest, core, EventBus, recordOf, Store, Supervisor, typesOf } from "../support/core.ts"
import { newScript } from "../support/scripted-engine.ts"
import type { MovieId } from "../../src/domain/identity.ts"
import { advance, inWorld, startMs } from "../support/virtual.ts"

describe("a movie's life under the supervisor", () => {
  it("is born from a request and climbs one level at a time to what was asked (LIFE-2, LIFE-3)", () => {
    const script = newScript()
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.publish({
          type: "MovieRequested",
          movie: "tmdb:13",
          level: "deep",
          title: "Forrest Gump",
          year: 1994
        })
        yield* advance(secondMs)
        yield* (yield* AtRest).wait
        const movie = yield* recordOf("tmdb:13")
        assert.strictEqual(movie.lifecycle.state, "deep")
        assert.deepStrictEqual(
          script.asked.map(({ level }) => level),
          ["basic", "medium", "deep"]
        )
        assert.deepStrictEqual(typesOf(yield* allEvents), [
          "MovieRequested",
          "MovieCreated",
          "EnrichmentRequested",
          "MovieEnriched",
          "MovieEnriched",
          "MovieEnriched"
        ])
      })
    )
  })

  it("costs one set of provider calls however many ask at once (LIFE-4)", () => {
    const script = newScript()
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* Effect.forEach(
          Array.from({ length: 1_000 }),
          () => bus.publish({ type: "MovieRequested", movie: "tmdb:13", level: "medium" }),
          { concurrency: "unbounded", discard: true }
        )
        yield* advance(secondMs)
        yield* (yield* AtRest).wait
        assert.strictEqual(script.asked.length, 2)
        assert.strictEqual(script.overlaps, 0)
      })
    )
  })

  it("every fact names the event that caused it, and the first cause", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id } = yield* bus.publish({ type: "MovieRequested", movie: "tmdb:13", level: "basic" })
        yield* advance(secondMs)
        yield* (yield* AtRest).wait
        const events = yield* allEvents
        const known = new Set(events.map((event) => event.id))
        assert.deepStrictEqual(
          events.map(({ firstCause }) => firstCause),
          events.map(() => id)
        )
        assert.isTrue(events.slice(1).every(({ causedBy }) => causedBy !== null && known.has(causedBy)))
      })
    ))

  it("leaves memory when idle, and never with work in flight", () => {
    const script = newScript({ delayMs: 60 * 60_000 })
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const supervisor = yield* Supervisor
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:1", level: "basic" })
        yield* bus.publish({ type: "BulkImportRequested", movies: [{ movie: "tmdb:2" }] })
        yield* bus.publish({ type: "MoviePinned", movie: "tmdb:2" })
        yield* advance(secondMs)
        assert.strictEqual(supervisor.status().residents, 2)
        yield* advance(16 * minuteMs)
        assert.strictEqual(supervisor.status().residents, 1)
        yield* advance(2 * hourMs)
        assert.strictEqual(supervisor.status().residents, 0)
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "basic")
      })
    )
  })

  it("a failed enrichment is tried again when it said, by the record and not by a timer (LIFE-3, LIFE-10)", () => {
    let down = true
    const script = newScript({ fails: () => (down ? "ProviderUnreachable" : undefined) })
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:1", level: "basic" })
        yield* advance(30 * secondMs)
        const waiting = (yield* recordOf("tmdb:1")).lifecycle
        assert.strictEqual(waiting.state, "initial")
        assert.strictEqual(waiting.retryAt, startMs + 60_100)
        yield* advance(20 * minuteMs)
        down = false
        yield* advance(2 * minuteMs)
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "basic")
      })
    )
  })

  it("a crash in one movie is that movie's problem; it is quarantined, and can be replayed (RUN-3)", () => {
    let broken = true
    const script = newScript({ fails: ({ wanted }) => (broken && wanted === "deep" ? "defect" : undefined) })
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const supervisor = yield* Supervisor
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:1", level: "deep" })
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:2", level: "medium" })
        yield* advance(hourMs)
        assert.strictEqual((yield* recordOf("tmdb:2")).lifecycle.state, "medium")
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "initial")
        const [letter] = supervisor.deadLetters()
        assert.strictEqual(letter?.retryAt, null)
        assert.include(letter?.reason, "the engine has a bug")
        assert.strictEqual(typesOf(yield* allEvents).filter((type) => type === "MovieQuarantined").length, 1)
        broken = false
        yield* supervisor.replay(letter!.movie)
        yield* advance(hourMs)
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "deep")
        assert.deepStrictEqual(supervisor.deadLetters(), [])
      })
    )
  })

  it("work begins only when the record it is based on is durable (LIFE-2)", () => {
    const known: Array<boolean> = []
    let has: (movie: MovieId) => boolean = () => false
    const script = newScript({
      begins: ({ movie }) => void known.push(has(movie))
    })
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        const store = yield* Store
        has = (movie) => store.has(movie)
        yield* (yield* EventBus).publish({ type: "MovieRequested", movie: "imdb:tt0109830", level: "medium" })
        yield* advance(secondMs)
        assert.deepStrictEqual(known, [true, true])
      })
    )
  })
})
