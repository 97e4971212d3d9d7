/** LIFE-8 counts the age of a value from when the provider said it, whoever kept the answer meanwhile. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, type Layer } from "effect"
import { TestClock } from "effect/testing"
import { providerTermMs, refreshAgeMs } from "../../../src/domain/terms.ts"
import { dayMs, hourMs, secondMs } from "../../../src/domain/time.ts"
import { makeMovieAnswers } from "../../../src/services/engine/movie-answers.ts"
import type { DataProvider } from "../../../src/services/data-provider.ts"
import { dated } from "../../../src/services/providers/call-meter.ts"
import { ImdbProvider } from "../../../src/services/providers/imdb-provider.ts"
import { providersLayer } from "../../../src/services/providers/providers-layer.ts"
import { TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"
import { advance } from "../../support/virtual.ts"
import { httpWorld } from "../../infra/http/http-world.ts"
import { httpSettings } from "../../../src/infra/http/http-settings.ts"
import { hybridWorld } from "../../infra/hybrid/hybrid-world.ts"
import { engineWorld } from "../engine-world.ts"
import { json, memoryDataProvider } from "../memory-data-provider.ts"
import { details, keyOf } from "../sample-movie.ts"

/** When the answer that a movie's record would rest on was said. Every question is asked anew. */
const fetchedAt = Effect.gen(function* () {
  const answers = makeMovieAnswers(yield* TmdbProvider)
  const fiber = yield* Effect.forkChild(answers.get(13, "details", "person"), { startImmediately: true })
  yield* advance(5 * secondMs)
  return (yield* Fiber.join(fiber)).fetchedAt
}).pipe(Effect.provide(providersLayer))

const said = JSON.stringify(details)

describe("LIFE-8: a value counts from when the provider said it", () => {
  it("an answer out of the cache, and one that stands in for a provider that is down", async () => {
    const { cache } = httpSettings({ version: "0" }).tmdb
    const world = httpWorld((_, count) => (count === 1 ? { body: said } : { code: "ECONNREFUSED" }), { cache })
    const ages = await world.run(
      Effect.gen(function* () {
        const first = yield* fetchedAt
        yield* advance(hourMs / 2)
        const cached = yield* fetchedAt
        yield* advance(20 * dayMs)
        return [first, cached, yield* fetchedAt]
      })
    )
    assert.deepStrictEqual(ages, [ages[0], ages[0], ages[0]])
    assert.isAbove(world.net.sent.length, 1, "the last one was asked for, and nobody answered")
  })

  it("an answer out of a recording", async () => {
    const world = hybridWorld("replay-then-live", () => ({ body: details }))
    const ages = await world.run(
      Effect.gen(function* () {
        const first = yield* fetchedAt
        yield* advance(100 * dayMs)
        return [first, yield* fetchedAt]
      })
    )
    assert.strictEqual(ages[1], ages[0])
    assert.strictEqual(world.asked.length, 1)
  })

  it.effect(
    "what came just now counts from now, what comes from the future does not, and of several the oldest",
    () => {
      const data = memoryDataProvider({ [keyOf.imdb]: { ...json({ Response: "True" }), fetchedAt: 7_000 } })
      const ask = (answer: number | undefined) => {
        data.set(keyOf.details, { ...json(details), ...(answer === undefined ? {} : { fetchedAt: answer }) })
        return TmdbProvider.use((tmdb) => tmdb.movie(13, "details", "person"))
      }
      return Effect.gen(function* () {
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* dated(ask(undefined))).fetchedAt, 10_000)
        assert.strictEqual((yield* dated(ask(90_000))).fetchedAt, 10_000)
        const rating = ImdbProvider.use((imdb) => imdb.title("tt0109830", "person"))
        assert.strictEqual((yield* dated(Effect.andThen(ask(8_000), rating))).fetchedAt, 7_000)
      }).pipe(Effect.provide(providersLayer), Effect.provide(data.layer as Layer.Layer<DataProvider>))
    }
  )

  it.effect("an answer that is past the term is none, and one that is due itself refreshes nothing", () => {
    const { data, layer, reach, fail, library } = engineWorld()
    return Effect.gen(function* () {
      yield* TestClock.adjust("300 days")
      const now = 300 * dayMs
      data.set(keyOf.details, { ...json(details), fetchedAt: now - providerTermMs })
      assert.deepInclude(yield* fail("basic"), { reason: "AnswerInvalid" })
      data.set(keyOf.details, { ...json(details), fetchedAt: now - refreshAgeMs })
      assert.strictEqual((yield* reach("basic")).learnt[0]!.fetchedAt, now - refreshAgeMs)
      const before = library.movie().knowledge
      assert.include((yield* fail("basic", { task: "refresh" })).detail, "needs refreshing itself")
      assert.deepStrictEqual(library.movie().knowledge, before, "nothing was erased")
      data.set(keyOf.details, { ...json(details), fetchedAt: now - refreshAgeMs + 1 })
      assert.strictEqual((yield* reach("basic", { task: "refresh" })).learnt[0]!.fetchedAt, now - refreshAgeMs + 1)
    }).pipe(Effect.provide(layer))
  })
})

describe("RUN-4: who waits for the budget only", () => {
  it.effect("a person is told after thirty seconds; background work and housekeeping wait for ten minutes", () => {
    const data = memoryDataProvider({ [keyOf.details]: "silence" })
    const limitOf = Effect.fnUntraced(function* (lane: "person" | "background" | "housekeeping") {
      const fiber = yield* Effect.forkChild(Effect.flip(TmdbProvider.use((tmdb) => tmdb.movie(13, "details", lane))), {
        startImmediately: true
      })
      yield* TestClock.adjust("30 seconds")
      const isPatient = fiber.pollUnsafe() === undefined
      yield* TestClock.adjust("10 minutes")
      return [isPatient, (yield* Fiber.join(fiber)).message]
    })
    return Effect.gen(function* () {
      const told = (seconds: number) => `tmdb cannot be reached: no answer within ${seconds} seconds`
      assert.deepStrictEqual(yield* limitOf("person"), [false, told(30)])
      assert.deepStrictEqual(yield* limitOf("background"), [true, told(600)])
      assert.deepStrictEqual(yield* limitOf("housekeeping"), [true, told(600)])
    }).pipe(Effect.provide(providersLayer), Effect.provide(data.layer))
  })
})
