/** A library without a supervisor, over a disk in memory: the test itself says which movies there are and what they know. */
import { Effect, Exit, Layer, Scope } from "effect"
import type { Event, FactBody } from "../../src/domain/event.ts"
import { type Alias, type MovieId, movieIdFrom } from "../../src/domain/identity.ts"
import { emptyKnowledge } from "../../src/domain/knowledge.ts"
import { type Lifecycle, newLifecycle, newStatistics, type Statistics } from "../../src/domain/movie.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { layer as busLayer } from "../../src/services/bus/live-bus.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"

/** Store, bus and image files over this disk; over the same disk it is the same library, opened again. */
export const shelf = (disk: MemoryDisk = new MemoryDisk()) =>
  busLayer.pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        MemoryStore.layerOn(disk),
        AtRest.layer,
        DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(disk.layer))
      )
    )
  )

/** Runs the effect in a process of its own: what it opened is closed when it ends. */
export const inProcess = <A, E, R, E2>(layer: Layer.Layer<R, E2>, effect: Effect.Effect<A, E, R | Scope.Scope>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const context = yield* Scope.provide(Layer.build(Layer.fresh(layer)), scope)
    const run = effect.pipe(Effect.provideService(Scope.Scope, scope), Effect.provideContext(context))
    return yield* Effect.onExit(run as Effect.Effect<A, E>, () => Scope.close(scope, Exit.void))
  })

export interface Shelved {
  readonly aliases?: ReadonlyArray<Alias>
  readonly createdAt?: number
  readonly lifecycle?: Partial<Lifecycle>
  readonly statistics?: Partial<Statistics>
}

const identityOf = (aliases: ReadonlyArray<Alias>, createdAt: number) =>
  ({ aliases, title: null, year: null, createdAt, files: [], pin: null }) as const

/** Puts a movie on the shelf without any event; its id is made of the number. */
export const put = Effect.fnUntraced(function* (number: number, movie: Shelved = {}) {
  const store = yield* Store
  const id = movieIdFrom(number)
  yield* store.commit({
    movies: [
      {
        id,
        identity: identityOf(movie.aliases ?? [], movie.createdAt ?? 1),
        lifecycle: { ...newLifecycle, ...movie.lifecycle },
        statistics: { ...newStatistics, ...movie.statistics },
        knowledge: emptyKnowledge
      }
    ]
  })
  return id
})

/** What a supervisor does when an unknown movie is named: the movie and its MovieCreated, in one write. */
export const born = Effect.fnUntraced(function* (number: number, aliases: ReadonlyArray<Alias>) {
  const store = yield* Store
  const bus = yield* EventBus
  const id = movieIdFrom(number)
  const fact: FactBody = { type: "MovieCreated", movie: id, aliases, title: null, year: null }
  const event: Event = bus.stamp(fact, undefined)
  yield* store.commit({
    events: [event],
    movies: [
      {
        id,
        identity: identityOf(aliases, event.at),
        lifecycle: newLifecycle,
        statistics: newStatistics,
        knowledge: emptyKnowledge
      }
    ]
  })
  return id
})

export const statisticsOf = (id: MovieId) => Store.use((store) => Effect.sync(() => store.columns(id)?.statistics))

/** Waits until every subscriber is done with everything. */
export const rest = AtRest.use((atRest) => atRest.wait)
