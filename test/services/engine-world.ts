/** The engine over made-up answers and a library of one movie, with the commit that a movie's shard would do. */
import { Effect, Layer } from "effect"
import type { Level } from "../../src/domain/level.ts"
import { EnrichmentEngine, type EnrichmentRequest } from "../../src/services/enrichment.ts"
import { enrichmentLayer } from "../../src/services/engine/enrichment-engine.ts"
import { EnrichmentSettings } from "../../src/services/enrichers/enricher.ts"
import { memoryDataProvider } from "./memory-data-provider.ts"
import { memoryLibrary } from "./memory-library.ts"
import { answers, movieId, newMovie } from "./sample-movie.ts"

export const engineWorld = (movie = newMovie(["tmdb:13"]), settings?: EnrichmentSettings) => {
  const data = memoryDataProvider(answers())
  const library = memoryLibrary(movie)
  const layer = enrichmentLayer.pipe(
    Layer.provide([data.layer, library.layer]),
    Layer.provide(settings === undefined ? Layer.empty : Layer.succeed(EnrichmentSettings, settings))
  )
  const request = (level: Level, more: Partial<EnrichmentRequest> = {}): EnrichmentRequest => ({
    movie: movieId,
    level,
    task: "advance",
    wanted: level,
    attempts: 0,
    lane: "person",
    ...more
  })
  /** Enriches and commits, as a movie's shard does. */
  const reach = Effect.fnUntraced(function* (level: Level, more: Partial<EnrichmentRequest> = {}) {
    const engine = yield* EnrichmentEngine
    const enrichment = yield* engine.enrich(request(level, more))
    library.commit(enrichment, yield* Effect.clockWith((clock) => clock.currentTimeMillis))
    return enrichment
  })
  const fail = (level: Level, more: Partial<EnrichmentRequest> = {}) => Effect.flip(reach(level, more))
  return { data, library, layer, request, reach, fail }
}
