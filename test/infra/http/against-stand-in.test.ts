/** The HTTP provider against the stand-in: the answers of the fixtures, over real connections, within the limits. */
import { assert, describe, it } from "vitest"
import { Effect, Layer, References, type Scope } from "effect"
import { join } from "node:path"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { guardedClientLayer } from "../../../src/infra/http/guarded-client.ts"
import { HttpDataProvider } from "../../../src/infra/http/http-data-provider.ts"
import type { ProviderHttpSettings } from "../../../src/infra/http/http-settings.ts"
import { ProviderBudgets } from "../../../src/infra/http/provider-budgets.ts"
import { HybridProvider } from "../../../src/infra/hybrid/hybrid-provider.ts"
import { hybridModes, type HybridMode } from "../../../src/infra/hybrid/hybrid-settings.ts"
import { JsonReplayProvider } from "../../../src/infra/replay/json-replay-provider.ts"
import { StandIn, standInLayer } from "../../../src/infra/stand-in/stand-in.ts"
import { DataProvider, type ProviderRequest, requestKey } from "../../../src/services/data-provider.ts"
import { omdbKey, testSettings, textOf, tmdbToken } from "./http-world.ts"

const fixtures = join(import.meta.dirname, "../../../fixtures/replay")
const requests: ReadonlyArray<ProviderRequest> = (
  [
    ["tmdb", "/movie/13", {}],
    [
      "tmdb",
      "/movie/13",
      { append_to_response: "credits,external_ids,images,keywords", include_image_language: "en,null" }
    ],
    ["tmdb", "/movie/9000001", {}],
    ["tmdb", "/search/movie", { query: "Forrest Gump", year: 1994 }],
    ["tmdb", "/find/tt0109830", { external_source: "imdb_id" }],
    ["tmdb", "/configuration", {}],
    ["imdb", "/", { i: "tt0109830" }],
    ["wikidata", "/wiki/Special:EntityData/Q134773.json", {}],
    ["wikipedia", "/en/page/summary/Forrest_Gump", {}],
    ["images", "/t/p/w185/invented-13-poster.png", {}]
  ] as const
).map(([provider, path, query]) => ({ provider, path, query, lane: "person" }))

const gathered = Effect.forEach(requests, (request) =>
  DataProvider.use((data) => data.get(request)).pipe(
    Effect.match({
      onSuccess: (answer) => [requestKey(request), answer.status, fieldsOf(textOf(answer))],
      onFailure: (error) => [requestKey(request), error.reason._tag]
    })
  )
)
const replayed = gathered.pipe(Effect.provide(JsonReplayProvider.layer(fixtures, { latencyScale: 0 })))

const fieldsOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const httpLayer = (tmdb: Partial<ProviderHttpSettings>, bases: StandIn["Service"]["baseUrls"], disk: MemoryDisk) => {
  const fast = { ratePerSecond: 1_000, burst: 50, concurrency: 4 }
  const settings = testSettings(
    { baseUrl: bases.tmdb, ...tmdb },
    {
      imdb: { baseUrl: bases.imdb, ...fast },
      wikidata: { baseUrl: bases.wikidata, ...fast },
      wikipedia: { baseUrl: bases.wikipedia, ...fast },
      images: { baseUrl: bases.images, ...fast }
    }
  )
  return HttpDataProvider.layer("/library", settings).pipe(
    Layer.provide(Layer.mergeAll(guardedClientLayer(settings), disk.layer))
  )
}

const overStandIn = <A, E>(program: Effect.Effect<A, E, StandIn | Scope.Scope>, ratePerSecond = Infinity) =>
  Effect.runPromise(
    program.pipe(
      Effect.provide(standInLayer({ fixtures, port: 0, latencyScale: 0, ratePerSecond })),
      Effect.provideService(References.MinimumLogLevel, "None"),
      Effect.scoped
    )
  )

describe("over HTTP against the stand-in", () => {
  it("every kind of request gets the answer of the fixtures", () =>
    overStandIn(
      Effect.gen(function* () {
        const { baseUrls } = yield* StandIn
        const live = yield* Effect.provide(gathered, httpLayer({}, baseUrls, new MemoryDisk()))
        assert.deepStrictEqual(live, yield* replayed)
      })
    ))

  it("what was recorded works offline, with the same answers and without a secret (SAFE-5)", () =>
    overStandIn(
      Effect.gen(function* () {
        const { baseUrls } = yield* StandIn
        const disk = new MemoryDisk()
        const hybrid = (mode: HybridMode) =>
          HybridProvider.layer(
            { modes: hybridModes(mode), recordings: "/library/recordings", latencyScale: 0, secrets: [] },
            httpLayer({}, baseUrls, disk),
            JsonReplayProvider.layerMemory([], { latencyScale: 0 })
          ).pipe(Layer.provide(disk.layer))
        const live = yield* Effect.provide(gathered, hybrid("record"))
        assert.deepStrictEqual(yield* Effect.provide(gathered, hybrid("replay")), live)
        for (const path of disk.paths()) {
          const text = Buffer.from(disk.contents(path)!).toString("latin1")
          assert.isFalse(text.includes(tmdbToken) || text.includes(omdbKey), path)
        }
      })
    ))

  it("its limit is never passed, and a person does not wait behind the crowd (RUN-4)", () =>
    overStandIn(
      Effect.gen(function* () {
        const standIn = yield* StandIn
        const layer = httpLayer({ ratePerSecond: 85, burst: 8 }, standIn.baseUrls, new MemoryDisk())
        const waited = yield* Effect.gen(function* () {
          const data = yield* DataProvider
          const one = (id: number, lane: ProviderRequest["lane"]) =>
            data.get({ provider: "tmdb", path: `/movie/${id}`, query: {}, lane })
          yield* Effect.forEach(Array.from({ length: 500 }), (_, id) => Effect.forkScoped(one(id, "background")))
          yield* Effect.sleep(1_100)
          yield* one(1_000_000, "person")
          const budget = (yield* (yield* ProviderBudgets).status)[0]!
          return budget.waiting.background
        }).pipe(Effect.provide(layer))
        const { busiestSecond, limited } = standIn.status().providers.tmdb
        assert.isAtMost(busiestSecond, 100)
        assert.strictEqual(limited, 0)
        assert.isAbove(waited, 300)
      }),
      100
    ))
})
