/** A library of a few films that go by many names: files, servers and providers say what is what, and a person corrects them. */
import { Effect, Layer } from "effect"
import { layerWith, type Supervisor } from "../../src/actors/supervisor.ts"
import { defaultSupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import { type Alias, aliasValue } from "../../src/domain/identity.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { defaultBusSettings, layerWith as busWith } from "../../src/services/bus/live-bus.ts"
import { EnrichmentEngine } from "../../src/services/enrichment.ts"
import { StatsTracker } from "../../src/services/statistics/stats-tracker.ts"
import { defaultStatisticsSettings } from "../../src/services/statistics/use.ts"
import { Store } from "../../src/services/store.ts"
import { moodyEngine, type Moody, newMoody } from "./moody-engine.ts"
import { inProcess, ProcessWorld } from "./process-world.ts"
import { advance, type World } from "./virtual.ts"

export const tmdb = (film: number): Alias => `tmdb:${film}`
export const imdb = (film: number): Alias => `imdb:tt000000${film}`
export const pathOf = (film: number, copy: number): string => `/films/${film}/copy ${copy}.mkv`

/** The film that a provider would find: by an id, else by the folder of the first file. */
const filmOf = ({ identity }: Movie): number | undefined => {
  const { aliases, files } = identity
  const found = aliasValue(aliases, "tmdb") ?? aliasValue(aliases, "imdb")?.slice(2)
  const text = found ?? /^\/films\/(\d)\//.exec(files[0]?.path ?? "")?.[1]
  return text === undefined ? undefined : Number(text)
}

/** Answers like the moody engine, and adds the names that the film has. */
const namingEngine = (moody: Moody) =>
  Layer.effect(
    EnrichmentEngine,
    Effect.gen(function* () {
      const inner = yield* EnrichmentEngine
      const store = yield* Store
      return EnrichmentEngine.of({
        enrich: Effect.fnUntraced(function* (request) {
          const learnt = yield* inner.enrich(request)
          const movie = yield* Effect.orDie(store.movie(request.movie))
          const film = movie === undefined ? undefined : filmOf(movie)
          const known = movie?.identity.aliases ?? []
          const isNew = (alias: Alias) => aliasValue(known, alias.startsWith("tmdb") ? "tmdb" : "imdb") === undefined
          return film === undefined ? learnt : { ...learnt, aliases: [tmdb(film), imdb(film)].filter(isNew) }
        })
      })
    })
  ).pipe(Layer.provide(moodyEngine(moody)))

export class IdentityWorld extends ProcessWorld<Supervisor | AtRest | StatsTracker> {
  readonly moody: Moody

  constructor(seed: number) {
    super(seed)
    this.moody = newMoody(seed)
  }

  protected layer() {
    const supervisor = layerWith({ ...defaultSupervisorSettings, residentsMax: 2, enrichmentsMax: 2 })
    return Layer.mergeAll(supervisor, StatsTracker.layer(defaultStatisticsSettings)).pipe(
      Layer.provideMerge(busWith({ ...defaultBusSettings, windowSize: 16, batchSizeMax: 4 })),
      Layer.provideMerge(namingEngine(this.moody)),
      Layer.provideMerge(Layer.mergeAll(MemoryStore.layerOn(this.disk), AtRest.layer))
    )
  }
}

export const inIdentityWorld = <A>(
  seed: number,
  program: (world: IdentityWorld) => Effect.Effect<A, unknown, World>
): Promise<A> => inProcess(new IdentityWorld(seed), seed, program)

/** Time passes until nobody works. */
export const rest = Effect.fnUntraced(function* (world: IdentityWorld) {
  const { pending } = world.get(AtRest)
  yield* advance(0)
  for (let count = 0; count < 40 && pending().length > 0; count++) yield* advance(1_000)
  if (pending().length > 0) throw new Error(`no rest: ${pending().join("; ")}`)
})
