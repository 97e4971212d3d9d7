import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Random } from "effect"
import { TestClock } from "effect/testing"
import { knowledgeLevelHolds } from "../../../src/domain/merge-knowledge.ts"
import { dayMs, hourMs, minuteMs, secondMs } from "../../../src/domain/time.ts"
import { EnrichmentEngine } from "../../../src/services/enrichment.ts"
import { engineWorld } from "../engine-world.ts"
import { json, text } from "../memory-data-provider.ts"
import { answers, credits, details, keyOf, newMovie } from "../sample-movie.ts"

describe("failing", () => {
  it.effect(
    "LIFE-3: a required piece that fails says why and when it tries again, twice as late each time, up to six hours",
    () => {
      const { data, layer, fail } = engineWorld()
      data.goDown("tmdb")
      return Effect.gen(function* () {
        const delays: Array<number> = []
        for (let attempts = 0; attempts < 14; attempts++) {
          const error = yield* fail("basic", { attempts })
          assert.strictEqual(error.reason, "ProviderUnreachable")
          assert.strictEqual(error.providerCalls, 1)
          delays.push(error.retryAt)
        }
        for (const [attempts, delayMs] of delays.entries()) {
          const fullMs = Math.min(30 * secondMs * 2 ** attempts, 6 * hourMs)
          assert.isAtMost(delayMs, fullMs)
          assert.isAtLeast(delayMs, fullMs * 0.8)
        }
        assert.strictEqual(new Set(delays).size, delays.length, "chance spreads the tries")
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RUN-2: the same seed gives the same time of the next try", () => {
    const { data, layer, fail } = engineWorld()
    data.goDown("tmdb")
    return Effect.gen(function* () {
      const first = yield* fail("basic").pipe(Random.withSeed("one"))
      const again = yield* fail("basic").pipe(Random.withSeed("one"))
      const other = yield* fail("basic").pipe(Random.withSeed("two"))
      assert.strictEqual(first.retryAt, again.retryAt)
      assert.notStrictEqual(first.retryAt, other.retryAt)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a provider that says when to come back is obeyed, within a week", () => {
    const { data, layer, fail } = engineWorld()
    return Effect.gen(function* () {
      data.set(keyOf.details, { ...text("slow down", 429), retryAfterMs: 20 * minuteMs })
      const told = yield* fail("basic")
      assert.deepStrictEqual([told.reason, told.retryAt], ["ProviderRefused", 20 * minuteMs])
      data.set(keyOf.details, { ...text("slow down", 429), retryAfterMs: 1e15 })
      assert.strictEqual((yield* fail("basic")).retryAt, 7 * dayMs)
    }).pipe(Effect.provide(layer))
  })

  it.effect("what is not there is asked again in days", () => {
    const { layer, fail } = engineWorld(newMovie(["tmdb:404"]))
    return Effect.gen(function* () {
      const first = yield* fail("basic")
      assert.deepStrictEqual([first.reason, first.retryAt], ["NotThere", 7 * dayMs])
      assert.strictEqual((yield* fail("basic", { attempts: 1 })).retryAt, 30 * dayMs)
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "LIFE-1: an optional piece that fails is a gap; the level is reached without it, and the gap is filled when due",
    () => {
      const { data, library, layer, reach } = engineWorld()
      data.goDown("images")
      return Effect.gen(function* () {
        const basic = yield* reach("basic")
        const gap = { piece: "poster", reason: "ProviderUnreachable", attempts: 1, nextTryAt: hourMs }
        assert.deepStrictEqual(basic.gaps, [gap])
        assert.isTrue(knowledgeLevelHolds(library.movie().knowledge, "basic"))
        yield* TestClock.adjust(hourMs - 1)
        const early = yield* reach("basic", { task: "fill" })
        assert.deepStrictEqual([early.tried, early.providerCalls], [[], 0])
        yield* TestClock.adjust(1)
        const still = yield* reach("basic", { task: "fill" })
        assert.deepStrictEqual(still.gaps, [{ ...gap, attempts: 2, nextTryAt: 3 * hourMs }])
        yield* TestClock.adjust(2 * hourMs)
        data.comeBack("images")
        const filled = yield* reach("basic", { task: "fill" })
        assert.deepStrictEqual([filled.tried, filled.gaps], [["poster"], []])
        assert.deepStrictEqual(library.movie().knowledge.gaps, [])
        assert.strictEqual(library.movie().knowledge.fields.poster?.value, "/bench.jpg")
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("one large picture without the other counts, and the missing one is tried again", () => {
    const { data, library, layer, reach } = engineWorld()
    data.set(keyOf.backdrop, text("<html>", 200, "text/html"))
    return Effect.gen(function* () {
      const deep = yield* reach("deep")
      assert.deepStrictEqual(
        deep.images.map(({ kind, size }) => `${kind} ${size}`),
        ["poster hd"]
      )
      assert.deepStrictEqual(
        deep.gaps.map(({ piece, reason }) => `${piece} ${reason}`),
        ["images AnswerInvalid"]
      )
      assert.strictEqual(library.movie().knowledge.fields.posterHd?.value, "/bench.jpg")
      assert.isUndefined(library.movie().knowledge.fields.backdrop)
    }).pipe(Effect.provide(layer))
  })

  it.effect("without a Wikidata id the summary is a gap, and filling it asks for the id again", () => {
    const { data, library, layer, reach } = engineWorld()
    data.set(
      keyOf.deep,
      json({ ...details, external_ids: { imdb_id: "tt0109830" }, images: {}, keywords: { keywords: [] } })
    )
    return Effect.gen(function* () {
      const deep = yield* reach("deep")
      assert.deepStrictEqual(
        deep.gaps.map(({ piece, nextTryAt }) => [piece, nextTryAt]),
        [
          ["keywords", 30 * dayMs],
          ["wikipedia-summary", 30 * dayMs]
        ]
      )
      for (const [key, reply] of Object.entries(answers())) data.set(key, reply)
      yield* TestClock.adjust(30 * dayMs)
      const filled = yield* reach("deep", { task: "fill" })
      assert.deepStrictEqual(filled.tried, [
        "details",
        "poster",
        "credits",
        "genres",
        "rating",
        "external-ids",
        "keywords",
        "wikipedia-summary"
      ])
      assert.deepStrictEqual(library.movie().knowledge.gaps, [])
    }).pipe(Effect.provide(layer))
  })

  it.effect("every wait has a deadline: silence is an unreachable provider after thirty seconds", () => {
    const { data, layer, fail } = engineWorld()
    data.set(keyOf.details, "silence")
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(fail("basic"), { startImmediately: true })
      yield* TestClock.adjust("30 seconds")
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error.reason, "ProviderUnreachable")
      assert.include(error.detail, "no answer within 30 seconds")
      assert.isAbove(error.retryAt, 30 * secondMs)
    }).pipe(Effect.provide(layer))
  })

  it.effect("an answer that made a level fail is not used again", () => {
    const { data, layer, reach, fail } = engineWorld()
    data.set(keyOf.credits, json({ ...details }))
    return Effect.gen(function* () {
      assert.strictEqual((yield* fail("medium")).reason, "AnswerInvalid")
      data.set(keyOf.credits, json({ ...details, credits }))
      assert.deepStrictEqual((yield* reach("medium")).gaps, [])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a defect is not caught: it is the supervisor's business (RUN-3)", () => {
    const { library, layer, request } = engineWorld()
    library.set({ ...newMovie(["tmdb:13"]), knowledge: null as never })
    return Effect.gen(function* () {
      const engine = yield* EnrichmentEngine
      const exit = yield* Effect.exit(engine.enrich(request("basic", { task: "fill" })))
      assert.isTrue(exit._tag === "Failure" && exit.cause.reasons.every(({ _tag }) => _tag === "Die"))
    }).pipe(Effect.provide(layer))
  })

  it.effect("a movie that was forgotten meanwhile costs no call", () => {
    const { data, library, layer, fail } = engineWorld()
    library.set(undefined)
    return Effect.gen(function* () {
      assert.strictEqual((yield* fail("basic")).reason, "MovieGone")
      assert.deepStrictEqual(data.asked, [])
    }).pipe(Effect.provide(layer))
  })
})
