/** A bus over a store in memory, for tests: with limits of one's own, and a process that can be killed. */
import { Effect, Exit, Layer, References, Scope } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../../src/services/at-rest.ts"
import { type BusSettings, defaultBusSettings, layerWith } from "../../../src/services/bus/live-bus.ts"
import { EventBus, type Subscription } from "../../../src/services/event-bus.ts"
import { Store } from "../../../src/services/store.ts"

export type BusServices = EventBus | Store | AtRest

/** Over the same disk it is the same library, opened again. */
export const busWorld = (
  disk: MemoryDisk = new MemoryDisk(),
  settings: Partial<BusSettings> = {},
  /** Stands between the store and everybody else. */
  between: Layer.Layer<Store, never, Store> = Layer.effect(Store, Store)
) =>
  layerWith({ ...defaultBusSettings, ...settings }).pipe(
    Layer.provideMerge(Layer.merge(Layer.provide(between, MemoryStore.layerOn(disk)), AtRest.layer))
  )

/** Runs the effect in a process that is killed when the effect ends: nothing more reaches the disk. */
export const inKilledProcess = <A, E, R>(
  disk: MemoryDisk,
  effect: Effect.Effect<A, E, R | BusServices | Scope.Scope>,
  random: () => number = () => 0
) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const quiet = Layer.succeed(References.MinimumLogLevel, "Error")
    const context = yield* Scope.provide(Layer.build(Layer.fresh(Layer.provide(busWorld(disk), quiet))), scope)
    const exit = yield* Effect.exit(effect.pipe(Scope.provide(scope), Effect.provideContext(context)))
    disk.failAt(1, "dead")
    yield* Scope.close(scope, Exit.void).pipe(Effect.provideService(References.MinimumLogLevel, "Error"))
    disk.crash(random)
    return exit
  })

/** An event that is told from others by its number, and concerns no movie. */
export const numbered = (number: number, id?: string) =>
  ({ type: "SearchRequested", query: `number ${number}`, ...(id === undefined ? {} : { id }) }) as const

export const publish = (number: number, id?: string) => EventBus.use((bus) => bus.publish(numbered(number, id)))

/** The queries of the whole log, oldest first. */
export const queries = Effect.gen(function* () {
  const store = yield* Store
  const logged = yield* store.read(1, 1_000_000)
  return logged.map(({ event }) => ("query" in event ? event.query : event.type))
})

/** Takes everything there is, and is done with it. */
export const drain = Effect.fnUntraced(function* (subscription: Subscription) {
  const positions: Array<number> = []
  for (;;) {
    const batch = yield* subscription.poll
    if (batch === undefined) return positions
    positions.push(...batch.events.map(({ position }) => position))
    subscription.done(batch.last)
  }
})
