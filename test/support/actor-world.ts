/**
 * A small world around the actors: a library on a disk in memory, the supervisor over a moody engine, virtual time, and a
 * process that can be closed, killed or lose its power at any moment and is then started again.
 */
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { layerWith, Supervisor } from "../../src/actors/supervisor.ts"
import { defaultSupervisorSettings, type SupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import type { EventInput } from "../../src/domain/event.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { defaultBusSettings, layerWith as busWith } from "../../src/services/bus/live-bus.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import type { LoggedEvent } from "../../src/services/store.ts"
import { Store } from "../../src/services/store.ts"
import { randomFrom } from "./random.ts"
import { type Moody, moodyEngine, newMoody } from "./moody-engine.ts"

type Services = Supervisor | EventBus | Store | AtRest
export type Ending = "close" | "kill" | "power"

export const worldSettings = { residentsMax: 2, enrichmentsMax: 2 } satisfies Partial<SupervisorSettings>

/** Small limits, so that a short history meets them. */
export const busLimits = { windowSize: 8, batchSizeMax: 4, knownIdsMax: 64 }

const processLayer = (disk: MemoryDisk, moody: Moody, settings: Partial<SupervisorSettings>) =>
  layerWith({ ...defaultSupervisorSettings, ...settings }).pipe(
    Layer.provideMerge(busWith({ ...defaultBusSettings, ...busLimits })),
    Layer.provideMerge(Layer.mergeAll(MemoryStore.layerOn(disk), AtRest.layer, moodyEngine(moody)))
  )

export class ActorWorld {
  readonly disk = new MemoryDisk()
  readonly moody: Moody
  readonly #settings: Partial<SupervisorSettings>
  #scope: Scope.Closeable | undefined
  #context: Context.Context<Services> | undefined
  readonly #power: () => number
  restarts = 0

  constructor(seed: number, settings: Partial<SupervisorSettings> = worldSettings) {
    this.moody = newMoody(seed)
    this.#power = randomFrom(seed + 1)
    this.#settings = settings
  }

  /** Starts a process over the disk. */
  get open() {
    return Effect.gen({ self: this }, function* () {
      const scope = yield* Scope.make()
      const layer = processLayer(this.disk, this.moody, this.#settings)
      this.#context = yield* Scope.provide(Layer.build(Layer.fresh(layer)), scope)
      this.#scope = scope
    })
  }

  end(how: Ending): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      if (this.#scope === undefined) return
      // From here on nothing reaches the disk: what a dying process still tries to write is lost.
      if (how !== "close") this.disk.failAt(1, "dead")
      yield* Scope.close(this.#scope, Exit.void)
      this.#scope = undefined
      if (how === "kill") this.disk.kill()
      if (how === "power") this.disk.crash(this.#power)
      if (how === "close") this.disk.kill()
    })
  }

  restart(how: Ending) {
    this.restarts++
    return Effect.andThen(this.end(how), this.open)
  }

  get<I extends Services, S>(key: Context.Key<I, S>): S {
    return Context.getUnsafe(this.#context!, key as never)
  }

  publish(...inputs: ReadonlyArray<EventInput>) {
    return Effect.forEach(inputs, (input) => this.get(EventBus).publish(input), {
      concurrency: "unbounded",
      discard: true
    })
  }

  get records(): Effect.Effect<ReadonlyArray<Movie>> {
    return Effect.gen({ self: this }, function* () {
      const store = this.get(Store)
      const movies = yield* Effect.forEach([...store.all()], ({ id }) => store.movie(id))
      return movies.filter((movie) => movie !== undefined)
    }).pipe(Effect.orDie)
  }

  record(alias: string): Effect.Effect<Movie | undefined> {
    return Effect.map(this.records, (records) => records.find(({ identity }) => identity.aliases.includes(alias)))
  }

  get history(): Effect.Effect<ReadonlyArray<LoggedEvent>> {
    return Effect.orDie(this.get(Store).read(1, 1_000_000))
  }

  get journal(): string {
    return Buffer.from(this.disk.contents(`${MemoryStore.directory}/journal.ndjson`) ?? []).toString()
  }
}
