/** The real runtime for benches: a json store on the real disk, the bus, the supervisor, over an engine that answers at once. */
import { Clock, Effect, Layer, ManagedRuntime } from "effect"
import { layerWith as supervisorWith } from "../../src/actors/supervisor.ts"
import { defaultSupervisorSettings, type SupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import { type MovieId, movieIdFrom } from "../../src/domain/identity.ts"
import { emptyKnowledge } from "../../src/domain/knowledge.ts"
import { newLifecycle, newStatistics } from "../../src/domain/movie.ts"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { JsonStore } from "../../src/infra/json-store/json-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { layer as busLayer } from "../../src/services/bus/live-bus.ts"
import { EnrichmentEngine, type EnrichmentRequest } from "../../src/services/enrichment.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"

export const engineCalls = { count: 0 }

const enrich = Effect.fnUntraced(function* ({ level }: EnrichmentRequest) {
  engineCalls.count++
  const now = yield* Clock.currentTimeMillis
  yield* Effect.sleep(5)
  return {
    level,
    learnt: [{ field: "overview", value: "an invented overview", source: "tmdb", fetchedAt: now }] as const,
    aliases: [],
    people: [],
    credits: undefined,
    related: undefined,
    images: [],
    tried: [],
    gaps: [],
    providerCalls: 1,
    bytes: 0,
    durationMs: 5
  }
})

export const coreOn = (directory: string, settings: Partial<SupervisorSettings> = {}) =>
  ManagedRuntime.make(
    supervisorWith({ ...defaultSupervisorSettings, ...settings }).pipe(
      Layer.provideMerge(busLayer),
      Layer.provideMerge(
        Layer.mergeAll(
          JsonStore.layer({ directory, what: "bench", checkpointBytesMin: 1e12 }),
          AtRest.layer,
          Layer.succeed(EnrichmentEngine, { enrich })
        )
      ),
      Layer.provide(NodeDisk.layer)
    )
  )

export type Core = ReturnType<typeof coreOn>

/** Movies that are basic and at rest, with the aliases and statistics of a real library. */
export const fill = (core: Core, count: number): Promise<ReadonlyArray<MovieId>> =>
  core.runPromise(
    Effect.gen(function* () {
      const store = yield* Store
      const ids = Array.from({ length: count }, (_, index) => movieIdFrom(index * 7_919 + 1))
      for (let from = 0; from < count; from += 500) {
        yield* store.commit({ movies: ids.slice(from, from + 500).map((id, index) => movieAt(id, from + index)) })
      }
      return ids
    })
  )

const movieAt = (id: MovieId, index: number) => ({
  id,
  identity: {
    aliases: [`tmdb:${index + 1}`, `imdb:tt${String(1_000_000 + index)}`, `wikidata:Q${index + 1}`],
    title: `Invented title ${index}`,
    year: 1950 + (index % 75),
    createdAt: 1.7e12 + index,
    files: [],
    pin: null
  },
  lifecycle: { ...newLifecycle, state: "basic", wanted: "basic", refreshAt: 4e12 } as const,
  statistics: { ...newStatistics, viewCount: index % 9, lastAccess: 1.7e12, popularityScore: 0.3, scoredAt: 1.7e12 },
  knowledge: {
    ...emptyKnowledge,
    fields: {
      overview: { value: `Invented overview ${index} `.repeat(12), source: "tmdb", fetchedAt: 1.7e12 } as const
    }
  }
})

export { AtRest, EventBus, Store }
