/** The engine over the replay fixtures: real titles and ids, invented texts and pictures, no network. */
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { Alias } from "../../src/domain/identity.ts"
import { knowledgeLevelHolds } from "../../src/domain/merge-knowledge.ts"
import { JsonReplayProvider } from "../../src/infra/replay/json-replay-provider.ts"
import { enrichmentLayer } from "../../src/services/engine/enrichment-engine.ts"
import { EnrichmentEngine } from "../../src/services/enrichment.ts"
import { memoryLibrary } from "../services/memory-library.ts"
import { movieId, newMovie } from "../services/sample-movie.ts"

const levels = ["basic", "medium", "deep"] as const
const library = memoryLibrary(newMovie([]))
const engine = enrichmentLayer.pipe(
  Layer.provide([library.layer, JsonReplayProvider.layer("fixtures/replay", { latencyScale: 0 })])
)

/** Takes a movie that nothing is known of to deep; the calls that each level cost. */
const learnAll = Effect.fnUntraced(function* (aliases: ReadonlyArray<Alias>, title?: string, year?: number) {
  const { enrich } = yield* EnrichmentEngine
  // Long enough for the engine to forget the answers of the movie before.
  yield* TestClock.adjust("10 minutes")
  library.set(newMovie(aliases, title, year))
  library.setImages([])
  const calls: Array<number> = []
  for (const level of levels) {
    const request = { movie: movieId, level, task: "advance", wanted: "deep", attempts: 0, lane: "person" } as const
    const enrichment = yield* enrich(request)
    library.commit(enrichment, 0)
    assert.isTrue(knowledgeLevelHolds(library.movie().knowledge, level), level)
    calls.push(enrichment.providerCalls)
  }
  return calls
})

layer(engine)("on the replay fixtures", (it) => {
  it.effect("a movie goes from initial to deep for three calls, complete, with its three pictures", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* learnAll(["tmdb:13"]), [1, 0, 2])
      const { identity, knowledge } = library.movie()
      assert.strictEqual(knowledge.fields.title?.value, "Forrest Gump")
      assert.deepStrictEqual(knowledge.gaps, [])
      assert.deepStrictEqual(identity.aliases, ["tmdb:13", "imdb:tt0109830", "wikidata:Q134773"])
      const pictures = library.images().map(({ kind, size }) => `${kind} ${size}`)
      assert.sameMembers(pictures, ["poster small", "poster hd", "backdrop hd"])
    })
  )

  it.effect("a movie is found by its IMDb id, and by title and year, for one call more", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* learnAll(["imdb:tt0109830"]), [2, 0, 2])
      assert.deepStrictEqual(yield* learnAll(["file:/films/gump.mkv"], "Forrest Gump", 1994), [2, 0, 2])
      assert.include(library.movie().identity.aliases, "tmdb:13")
    })
  )

  it.effect("a merged movie is known by both ids; a removed or unknown one is not there", () =>
    Effect.gen(function* () {
      yield* learnAll(["tmdb:9000003"])
      assert.deepStrictEqual(library.movie().identity.aliases.slice(0, 2), ["tmdb:9000003", "tmdb:13"])
      for (const alias of ["tmdb:9000001", "tmdb:9000002", "imdb:tt9999999"]) {
        assert.strictEqual((yield* Effect.flip(learnAll([alias]))).reason, "NotThere")
      }
      const nothing = yield* Effect.flip(learnAll(["file:/x.mkv"], "Invented film that nobody made", 1999))
      assert.deepStrictEqual([nothing.reason, nothing.candidates], ["Unmatched", []])
    })
  )
})
