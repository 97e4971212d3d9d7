/**
 * A process over a disk in memory, in virtual time: it can be closed, killed, or lose its power at any moment, and is
 * started again over what is left of the disk.
 */
import { Context, Effect, Exit, Layer, References, Scope } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { type LoggedEvent, Store } from "../../src/services/store.ts"
import { randomFrom } from "./random.ts"
import { inWorld, type World } from "./virtual.ts"

export type Ending = "close" | "kill" | "power"

export abstract class ProcessWorld<Services> {
  readonly disk = new MemoryDisk()
  readonly #power: () => number
  #scope: Scope.Closeable | undefined
  #context: Context.Context<Services | Store | EventBus> | undefined

  constructor(seed: number) {
    this.#power = randomFrom(seed + 1)
  }

  /** What one process consists of. */
  protected abstract layer(): Layer.Layer<Services | Store | EventBus, unknown>

  /** Starts a process over the disk. */
  get open() {
    return Effect.gen({ self: this }, function* () {
      const scope = yield* Scope.make()
      this.#context = yield* Scope.provide(Layer.build(Layer.fresh(this.layer())), scope)
      this.#scope = scope
    }).pipe(Effect.orDie)
  }

  end(how: Ending): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      if (this.#scope === undefined) return
      // From here on nothing reaches the disk: what a dying process still tries to write is lost.
      if (how !== "close") this.disk.failAt(1, "dead")
      yield* Scope.close(this.#scope, Exit.void)
      this.#scope = undefined
      if (how === "power") this.disk.crash(this.#power)
      else this.disk.kill()
    })
  }

  restart(how: Ending) {
    return Effect.andThen(this.end(how), this.open)
  }

  get<I extends Services | Store | EventBus, S>(key: Context.Key<I, S>): S {
    return Context.getUnsafe(this.#context!, key as never)
  }

  /** Runs an effect with everything that the process has. */
  use<A, E, R>(effect: Effect.Effect<A, E, R | Services | Store | EventBus>) {
    return Effect.provideContext(effect, this.#context!)
  }

  publish(...inputs: ReadonlyArray<EventInput>) {
    const bus = this.get(EventBus)
    return Effect.forEach(inputs, (input) => bus.publish(input), { concurrency: "unbounded", discard: true })
  }

  get records(): Effect.Effect<ReadonlyArray<Movie>> {
    const store = this.get(Store)
    return Effect.forEach([...store.all()], ({ id }) => store.movie(id)).pipe(
      Effect.map((movies) => movies.filter((movie) => movie !== undefined)),
      Effect.orDie
    )
  }

  record(alias: string): Effect.Effect<Movie | undefined> {
    return Effect.map(this.records, (records) => records.find(({ identity }) => identity.aliases.includes(alias)))
  }

  get history(): Effect.Effect<ReadonlyArray<LoggedEvent>> {
    return Effect.orDie(this.get(Store).read(1, 1_000_000))
  }

  text(name: string): string {
    return Buffer.from(this.disk.contents(`${MemoryStore.directory}/${name}`) ?? []).toString()
  }
}

/** Runs a program in a process of its own, in virtual time, from one seed. */
export const inProcess = <P extends Pick<ProcessWorld<never>, "open" | "end">, A>(
  world: P,
  seed: number,
  program: (world: P) => Effect.Effect<A, unknown, World>
): Promise<A> =>
  inWorld(
    Layer.empty,
    Effect.gen(function* () {
      yield* world.open
      yield* Effect.addFinalizer(() => world.end("close"))
      return yield* Effect.orDie(program(world))
      // A process that loses its disk complains; here that is what is meant to happen.
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None")),
    String(seed)
  )
