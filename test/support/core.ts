/** The core for tests: a store in memory, the bus and the supervisor over a scripted engine. */
import { Effect, Layer } from "effect"
import { layerWith, Supervisor } from "../../src/actors/supervisor.ts"
import { defaultSupervisorSettings, type SupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import type { Event } from "../../src/domain/event.ts"
import type { MovieRef } from "../../src/domain/identity.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { layer as busLayer } from "../../src/services/bus/live-bus.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { newScript, type Script, scriptedEngine } from "./scripted-engine.ts"

export interface CoreOptions {
  readonly script?: Script
  readonly disk?: MemoryDisk
  readonly settings?: Partial<SupervisorSettings>
}

/** A fresh core; over the same disk it is the same library, opened again. */
export const core = ({ script = newScript(), disk = new MemoryDisk(), settings = {} }: CoreOptions = {}) =>
  layerWith({ ...defaultSupervisorSettings, ...settings }).pipe(
    Layer.provideMerge(busLayer),
    Layer.provideMerge(Layer.mergeAll(MemoryStore.layerOn(disk), AtRest.layer, scriptedEngine(script)))
  )

/** All events of the library, oldest first. */
export const allEvents = Effect.gen(function* () {
  const store = yield* Store
  const logged = yield* store.read(1, 1_000_000)
  return logged.map(({ event }): Event => event)
})

export const typesOf = (events: ReadonlyArray<Event>) => events.map(({ type }) => type)

/** The record of a movie that must be there. */
export const recordOf = Effect.fnUntraced(function* (ref: MovieRef) {
  const store = yield* Store
  const id = yield* store.resolve(ref)
  if (id === undefined) throw new Error(`nobody knows ${ref}`)
  const movie = yield* store.movie(id)
  if (movie === undefined) throw new Error(`no record of ${id}`)
  return movie
})

export { AtRest, EventBus, Store, Supervisor }
