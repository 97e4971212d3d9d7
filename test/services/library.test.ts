import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Layer, Scope } from "effect"
import type { SupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { hourMs, minuteMs, secondMs } from "../../src/domain/time.ts"
import { Library } from "../../src/services/library.ts"
import { Watchers } from "../../src/services/watchers.ts"
import { allEvents, core, EventBus, recordOf, typesOf } from "../support/core.ts"
import { newScript, type Script } from "../support/scripted-engine.ts"
import { advance, inWorld, startMs } from "../support/virtual.ts"

const world = (script: Script = newScript(), settings: Partial<SupervisorSettings> = {}) =>
  Library.layer.pipe(Layer.provideMerge(Watchers.layer), Layer.provideMerge(core({ script, settings })))

const requested = (level: "basic" | "medium" | "deep", movie = "tmdb:13" as const) =>
  Library.use((library) => library.request({ movie, level }))

const awaited = (level: "basic" | "medium" | "deep") =>
  Library.use((library) => library.requestAndWait({ movie: "tmdb:13", level }))

/** Starts it, lets time pass, and tells what it came to. */
const after = Effect.fnUntraced(function* <A, E, R>(durationMs: number, effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
  yield* advance(durationMs)
  const exit = fiber.pollUnsafe()
  assert.isDefined(exit, "it still waits")
  return yield* Fiber.join(fiber)
})

describe("a request", () => {
  it("answers in no time with what is known, and says what is coming (LIFE-9)", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const unknown = yield* requested("medium")
        assert.deepStrictEqual(unknown, { movie: undefined, coming: "medium" })
        yield* advance(secondMs)
        const known = yield* requested("medium")
        assert.strictEqual(known.movie?.lifecycle.state, "medium")
        assert.strictEqual(known.coming, null)
        const more = yield* requested("deep")
        assert.deepStrictEqual([more.movie?.lifecycle.state, more.coming], ["medium", "deep"])
        assert.strictEqual(yield* Clock.currentTimeMillis, startMs + secondMs)
        yield* advance(secondMs)
        assert.strictEqual((yield* recordOf("tmdb:13")).lifecycle.state, "deep")
      })
    ))

  it("of an id that nobody has says so, at once and when waited for, and leaves nothing behind (LIFE-3, LIFE-9)", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const library = yield* Library
        const movie = movieIdFrom(7)
        const reason = `nobody knows ${movie}`
        assert.deepStrictEqual(yield* library.request({ movie, level: "basic" }), {
          movie: undefined,
          coming: null,
          reason
        })
        assert.deepInclude(yield* library.requestAndWait({ movie, level: "basic" }), { reached: false, reason })
        const born = yield* library.request({ movie, level: "initial", aliases: ["tmdb:13"] })
        assert.deepStrictEqual(born, { movie: undefined, coming: "initial" }, "an alias is enough to be born from")
      })
    ))

  it("becomes durable although nobody waits for it", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        yield* requested("basic")
        yield* advance(secondMs)
        yield* requested("basic")
        yield* advance(0)
        assert.strictEqual(typesOf(yield* allEvents).filter((type) => type === "MovieRequested").length, 2)
      })
    ))

  it("means the movie that any of its aliases leads to, and that movie goes by all of them from then on", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const library = yield* Library
        yield* library.request({ movie: "imdb:tt0109830", level: "basic" })
        yield* advance(secondMs)
        const answer = yield* library.request({ movie: "tmdb:13", aliases: ["imdb:tt0109830"], level: "basic" })
        assert.strictEqual(answer.coming, null)
        yield* advance(secondMs)
        assert.strictEqual((yield* library.find("tmdb:13"))?.id, answer.movie?.id)
        assert.strictEqual(typesOf(yield* allEvents).filter((type) => type === "MovieCreated").length, 1)
      })
    ))
})

describe("a request that waits", () => {
  it("ends when the level is reached, for a movie nobody knew and for one that was known (LIFE-3)", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const first = yield* after(secondMs, awaited("medium"))
        assert.deepStrictEqual([first.reached, first.movie?.lifecycle.state], [true, "medium"])
        const second = yield* after(secondMs, awaited("deep"))
        assert.deepStrictEqual([second.reached, second.movie?.lifecycle.state], [true, "deep"])
      })
    ))

  it("ends at once when the level was known already", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        yield* after(secondMs, awaited("medium"))
        const outcome = yield* awaited("basic")
        assert.isTrue(outcome.reached)
        assert.strictEqual(yield* Clock.currentTimeMillis, startMs + secondMs)
      })
    ))

  it("says why not, and when it is tried again, when a try has failed (LIFE-3)", () =>
    inWorld(
      world(newScript({ fails: ({ level }) => (level === "medium" ? "ProviderUnreachable" : undefined) })),
      Effect.gen(function* () {
        const outcome = yield* after(secondMs, awaited("medium"))
        const { movie, ...rest } = outcome
        assert.deepStrictEqual(rest, {
          reached: false,
          reason: "ProviderUnreachable: told to fail: ProviderUnreachable",
          retryAt: startMs + 60_200
        })
        assert.strictEqual(movie?.lifecycle.state, "basic")
      })
    ))

  it("says so when the movie keeps crashing and is set aside, and when it was set aside before (RUN-3)", () =>
    inWorld(
      world(newScript({ fails: () => "defect" })),
      Effect.gen(function* () {
        const outcome = yield* after(hourMs, awaited("basic"))
        assert.deepInclude(outcome, { reached: false, retryAt: null })
        assert.include(outcome.reached ? "" : outcome.reason, "the engine has a bug")
        const again = yield* after(0, awaited("basic"))
        assert.include(again.reached ? "" : again.reason, "quarantined")
      })
    ))

  it("says so when the id leads to no movie: there is nothing to wait for", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const library = yield* Library
        const outcome = yield* after(0, library.requestAndWait({ movie: "m_0000000009" as never, level: "basic" }))
        assert.deepStrictEqual(outcome, {
          reached: false,
          reason: "nobody knows m_0000000009",
          retryAt: null,
          movie: undefined
        })
      })
    ))

  it("two that wait for the same movie both end, each at its level, for one set of calls (LIFE-4)", () => {
    const script = newScript()
    return inWorld(
      world(script),
      Effect.gen(function* () {
        const both = Effect.all([awaited("basic"), awaited("medium")], { concurrency: 2 })
        const outcomes = yield* after(secondMs, both)
        assert.deepStrictEqual(
          outcomes.map(({ reached }) => reached),
          [true, true]
        )
        assert.deepStrictEqual(
          script.asked.map(({ level }) => level),
          ["basic", "medium"]
        )
      })
    )
  })

  it("ends although so much else happens at once that its watcher misses what it waits for (RUN-1)", () =>
    inWorld(
      world(newScript({ delayMs: minuteMs }), { enrichmentsMax: 1_000 }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const watchers = yield* Watchers
        const noise = Array.from({ length: 400 }, (_, number) => `tmdb:${number + 100}` as const)
        const waiting = yield* Effect.forkChild(awaited("basic"), { startImmediately: true })
        yield* bus.publish({ type: "BulkEnrichRequested", movies: noise, level: "basic" })
        yield* advance(hourMs)
        assert.isDefined(waiting.pollUnsafe(), "it still waits")
        assert.isTrue((yield* Fiber.join(waiting)).reached)
        assert.isAbove(watchers.status().dropped, 0)
      })
    ))

  it("that is given up leaves no watcher behind", () =>
    inWorld(
      world(newScript({ delayMs: hourMs })),
      Effect.gen(function* () {
        const watchers = yield* Watchers
        const waiting = yield* Effect.forkChild(awaited("basic"), { startImmediately: true })
        yield* advance(secondMs)
        assert.strictEqual(watchers.status().watchers, 1)
        yield* Fiber.interrupt(waiting)
        assert.strictEqual(watchers.status().watchers, 0)
      })
    ))

  it("ends with the library it waits on", () =>
    inWorld(
      Layer.empty,
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const context = yield* Scope.provide(Layer.build(world(newScript({ delayMs: hourMs }))), scope)
        const waiting = yield* Effect.forkChild(Effect.provideContext(awaited("basic"), context), {
          startImmediately: true
        })
        yield* advance(secondMs)
        yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
        yield* advance(secondMs)
        assert.isDefined(waiting.pollUnsafe(), "it still waits")
        assert.deepInclude(yield* Fiber.join(waiting), { reached: false, reason: "the library was closed" })
      })
    ))
})
