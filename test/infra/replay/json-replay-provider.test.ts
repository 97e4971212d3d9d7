import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer, Logger, Result } from "effect"
import { TestClock } from "effect/testing"
import { JsonReplayProvider } from "../../../src/infra/replay/json-replay-provider.ts"
import type { PackLine } from "../../../src/infra/replay/pack-line.ts"
import { DataProvider, type ProviderRequest } from "../../../src/services/data-provider.ts"

const lines: ReadonlyArray<PackLine> = [
  { key: "tmdb /movie/13", latencyMs: 80, body: { id: 13, title: "Forrest Gump" } },
  { key: "tmdb /movie/13/credits", latencyMs: 50, body: { id: 13, cast: [] } },
  { key: "tmdb /movie/14", status: 404, latencyMs: 40, body: { status_code: 34 } },
  { key: "tmdb /movie/15", compose: { $answer: "tmdb /movie/15/more" } },
  { key: "tmdb /movie/15/more", compose: { $answer: "tmdb /movie/15" } },
  { key: "tmdb /movie/16", use: "lost", values: {} },
  { key: "images /t/p/w185/a.png", type: "image/png", base64: "iVBORw==" },
  { rule: "images /t/p/original/{file}", compose: { $answer: "images /t/p/w185/{file}" } },
  {
    rule: "tmdb /movie/{id}?append_to_response=credits",
    latencyMs: 10,
    compose: { $answer: "tmdb /movie/{id}", credits: { $answer: "tmdb /movie/{id}/credits", $without: ["id"] } }
  }
]

const layer = (latencyScale: number) => JsonReplayProvider.layerMemory(lines, { latencyScale })

const get = (provider: ProviderRequest["provider"], path: string, query: ProviderRequest["query"] = {}) =>
  DataProvider.use((data) => data.get({ provider, path, query, lane: "person" }))

/** What a request gives, and at which virtual time. */
const timedGet = Effect.fn(function* (...request: Parameters<typeof get>) {
  const fiber = yield* Effect.forkChild(
    Effect.flatMap(get(...request), ({ body, ...rest }) =>
      Effect.map(Clock.currentTimeMillis, (at) => ({ ...rest, at, text: new TextDecoder().decode(body) }))
    ),
    { startImmediately: true }
  )
  yield* TestClock.adjust("1 minute")
  return yield* Fiber.join(fiber)
})

const contentType = "application/json"

describe("JsonReplayProvider", () => {
  it.effect("answers as recorded, after the recorded time and not before", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(get("tmdb", "/movie/13"), { startImmediately: true })
      yield* TestClock.adjust("79 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.isDefined(fiber.pollUnsafe())
    }).pipe(Effect.provide(layer(1)))
  )

  it.effect("waits longer or not at all when told so", () =>
    Effect.gen(function* () {
      const slow = yield* timedGet("tmdb", "/movie/13").pipe(Effect.provide(layer(2.5)))
      const start = yield* Clock.currentTimeMillis
      const quick = yield* get("tmdb", "/movie/13").pipe(Effect.provide(layer(0)))
      assert.strictEqual(slow.at, 200)
      assert.strictEqual(yield* Clock.currentTimeMillis, start)
      assert.strictEqual(new TextDecoder().decode(quick.body), slow.text)
    })
  )

  it.effect("a rule makes its answer of others, and takes their first one's time plus its own", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* timedGet("tmdb", "/movie/13", { append_to_response: "credits" }), {
        status: 200,
        contentType,
        at: 90,
        text: `{"id":13,"title":"Forrest Gump","credits":{"cast":[]}}`
      })
    }).pipe(Effect.provide(layer(1)))
  )

  it.effect("an answer that is no success is an answer, and passes through a rule as it is", () =>
    Effect.gen(function* () {
      const direct = yield* timedGet("tmdb", "/movie/14")
      assert.deepStrictEqual(direct, { status: 404, contentType, at: 40, text: `{"status_code":34}` })
      const { status, text } = yield* timedGet("tmdb", "/movie/14", { append_to_response: "credits" })
      assert.deepStrictEqual({ status, text }, { status: 404, text: `{"status_code":34}` })
    }).pipe(Effect.provide(layer(1)))
  )

  it.effect("bytes come as bytes, through a rule too", () =>
    Effect.gen(function* () {
      const answers = yield* Effect.all([get("images", "/t/p/w185/a.png"), get("images", "/t/p/original/a.png")])
      for (const { contentType: type, body } of answers) {
        assert.strictEqual(type, "image/png")
        assert.deepStrictEqual([...body], [0x89, 0x50, 0x4e, 0x47])
      }
    }).pipe(Effect.provide(layer(0)))
  )

  it.effect("a missing fixture fails at once and names the nearest keys of its family", () =>
    Effect.gen(function* () {
      const missing = yield* Effect.flip(get("tmdb", "/movie/13/credit"))
      assert.strictEqual(
        missing.message,
        "no fixture for tmdb /movie/13/credit; the nearest are tmdb /movie/13/credits, tmdb /movie/15/more, tmdb /movie/13"
      )
      const strange = yield* Effect.flip(get("wikipedia", "/en/page/summary/Up"))
      assert.strictEqual(strange.message, "no fixture for wikipedia /en/page/summary/Up; the nearest are none")
    }).pipe(Effect.provide(layer(1)))
  )

  it.effect("an answer made of itself, or of what is not there, is an invalid answer and says so", () =>
    Effect.gen(function* () {
      const faults = yield* Effect.all([Effect.flip(get("tmdb", "/movie/15")), Effect.flip(get("tmdb", "/movie/16"))])
      assert.deepStrictEqual(
        faults.map(({ reason }) => reason._tag),
        ["AnswerInvalid", "AnswerInvalid"]
      )
      assert.include(faults[0].message, "is made of itself")
      assert.include(faults[1].message, "uses the template lost, which no pack holds")
    }).pipe(Effect.provide(layer(1)))
  )

  it.effect("a damaged line of a folder is told in the log, and the others answer", () => {
    const folder = mkdtempSync(join(tmpdir(), "reelstate-replay-"))
    writeFileSync(join(folder, "a.ndjson"), `nonsense\n{"key":"tmdb /movie/13","body":13}\n`)
    const told: Array<unknown> = []
    const logger = Logger.layer([Logger.make(({ message }) => void told.push(message))])
    return Effect.gen(function* () {
      const { body } = yield* get("tmdb", "/movie/13")
      assert.strictEqual(new TextDecoder().decode(body), "13")
      assert.deepStrictEqual(told, [["The replay fixture a.ndjson line 1 was passed over: the line is not valid JSON"]])
    }).pipe(
      Effect.provide(Layer.provide(JsonReplayProvider.layer(folder, { latencyScale: 0 }), logger)),
      Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true })))
    )
  })

  it.effect("a folder that is not there is an error that names it", () =>
    Effect.gen(function* () {
      const build = get("tmdb", "/movie/13").pipe(
        Effect.provide(JsonReplayProvider.layer("/nowhere/replay", { latencyScale: 0 }))
      )
      const result = yield* Effect.result(build)
      assert.isTrue(Result.isFailure(result))
      if (Result.isFailure(result)) assert.include(result.failure.message, "/nowhere/replay could not be read")
    })
  )
})
