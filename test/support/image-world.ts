/** A whole library over a fickle provider and a slow disk, where movies forget and learn again all the time. */
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import type { MovieId, MovieRef } from "../../src/domain/identity.ts"
import type { ImageEntry } from "../../src/domain/movie.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { defaultMovieSettings } from "../../src/machines/movie-context.ts"
import { createMovieMachine } from "../../src/machines/movie-machine.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"
import { type Fickle, fickleProvider } from "./fickle-provider.ts"
import { randomFrom } from "./random.ts"
import { slowDisk } from "./slow-disk.ts"
import { advance, type World } from "./virtual.ts"

export const sweepEveryMs = 1_500

/** Movies may be lowered again at once, and dropped images are fetched again soon. */
const machine = createMovieMachine({ ...defaultMovieSettings, graceMs: 0, droppedImagesPauseMs: 500 })

const settings = {
  supervisor: { machine, residentsMax: 2 },
  cache: { sweepEveryMs, sweepMax: 3 },
  people: { sweepEveryMs, sweepMax: 4, transactionMax: 2 }
}

const processLayer = (disk: MemoryDisk, fickle: Fickle) =>
  coreLayer(settings).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        MemoryStore.layerOn(disk),
        DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(
          Layer.provide(slowDisk(disk, () => Math.floor(fickle.draw() * 20)))
        ),
        fickleProvider(fickle)
      )
    )
  )

type Services = Layer.Success<ReturnType<typeof processLayer>>

export class ImageWorld {
  readonly disk = new MemoryDisk()
  readonly fickle: Fickle
  readonly movies = new Set<MovieId>()
  #scope: Scope.Closeable | undefined
  #context: Context.Context<Services> | undefined

  constructor(seed: number) {
    this.fickle = { draw: randomFrom(seed), failures: 0, delayMs: 200 }
  }

  get open() {
    return Effect.gen({ self: this }, function* () {
      const scope = yield* Scope.make()
      const layer = processLayer(this.disk, this.fickle)
      this.#context = yield* Scope.provide(Layer.build(Layer.fresh(layer)), scope)
      this.#scope = scope
    })
  }

  /** The process ends and the machine goes on: in good order, or killed in the middle of whatever it did. */
  end(how: "close" | "kill"): Effect.Effect<void, never, World> {
    return Effect.gen({ self: this }, function* () {
      if (this.#scope === undefined) return
      this.disk.full = false
      if (how === "kill") this.disk.failAt(1, "dead")
      // What the slow disk has begun is let finish, and that takes time.
      const closing = yield* Effect.forkChild(Scope.close(this.#scope, Exit.void), { startImmediately: true })
      yield* advance(1_000)
      yield* Fiber.join(closing)
      this.#scope = undefined
      this.disk.kill()
    })
  }

  get<I extends Services, S>(key: Context.Key<I, S>): S {
    return Context.getUnsafe(this.#context!, key as never)
  }

  get store() {
    return this.get(Store)
  }

  /** In the background: on a full disk an event waits for nobody. */
  publish(input: EventInput) {
    return Effect.forkDetach(Effect.ignore(this.get(EventBus).publish(input)))
  }

  resolve(ref: MovieRef) {
    return Effect.orDie(this.store.resolve(ref))
  }

  get listed(): ReadonlyArray<ImageEntry> {
    return [...this.store.images()]
  }

  /** Everything in `images/`, by name: the manifest's own files are elsewhere. */
  get #below(): ReadonlyArray<string> {
    const images = `${MemoryStore.directory}/images/`
    return this.disk
      .paths()
      .filter((path) => path.startsWith(images) && /\.jpg(?:\.next)?$/.test(path))
      .map((path) => path.slice(images.length))
  }

  /** The image files on the disk, by name. */
  get files(): ReadonlyArray<string> {
    return this.#below.filter((name) => name.endsWith(".jpg"))
  }

  /** The same, with those that are half written or were when a kill came. */
  get begun(): ReadonlyArray<string> {
    return this.#below.map((name) => name.replace(/\.next$/, ""))
  }
}
