/** What TMDB is asked besides a movie's details, over the replay fixtures. */
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { JsonReplayProvider } from "../../../src/infra/replay/json-replay-provider.ts"
import { closerHits } from "../../../src/services/providers/closer-hits.ts"
import { providersLayer } from "../../../src/services/providers/providers-layer.ts"
import { imageProblems } from "../../../src/services/providers/tmdb-images.ts"
import { TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"

const fixtures = JsonReplayProvider.layer("fixtures/replay", { latencyScale: 0 })
const lane = "background"

layer(providersLayer.pipe(Layer.provide(fixtures)))("on the replay fixtures", (it) => {
  it.effect("lists of popular and of changed movies, pictures, and the sizes that we ask for", () =>
    Effect.gen(function* () {
      const tmdb = yield* TmdbProvider
      const popular = yield* tmdb.popular(2, lane)
      assert.deepStrictEqual(popular, yield* tmdb.discover(2, lane))
      assert.deepStrictEqual((yield* tmdb.changes({}, 1, lane)).ids.length, 20)
      const pictures = yield* tmdb.images(13, lane)
      assert.deepStrictEqual(pictures.posters[0], "/invented-13-poster.png")
      assert.deepStrictEqual(imageProblems(yield* tmdb.configuration(lane)), [])
    })
  )

  it.effect("the first hits of a search can be looked at closely; one that fails stays as it was", () =>
    Effect.gen(function* () {
      const tmdb = yield* TmdbProvider
      const hits = yield* tmdb.search({ query: "Forrest Gump" }, lane)
      const closer = yield* closerHits([...hits, { ...hits[0]!, id: 9_000_001 }], lane)
      assert.deepInclude(closer[0], { id: 13, title: "Forrest Gump", runtimeMinutes: 142, alternativeTitles: [] })
      assert.notProperty(closer.at(-1)!, "runtimeMinutes", "it was removed")
      assert.strictEqual(closer.length, hits.length + 1)
      const close = (yield* closerHits(
        Array.from({ length: 9 }, () => hits[0]!),
        lane
      )).filter((hit) => hit.runtimeMinutes !== undefined)
      assert.strictEqual(close.length, 3, "RUN-1: each costs a call, so only the first")
    })
  )
})
