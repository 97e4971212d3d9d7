/** A whole library in memory, over replay fixtures, with a handler before it. One movie is known deeply. */
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import type { EventInput } from "../../../src/domain/event.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { DiskImageFiles } from "../../../src/infra/image-files.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { JsonReplayProvider } from "../../../src/infra/replay/json-replay-provider.ts"
import { AtRest } from "../../../src/services/at-rest.ts"
import { EventBus } from "../../../src/services/event-bus.ts"
import { Library } from "../../../src/services/library.ts"
import { coreLayer } from "../../../src/shells/library-layer.ts"
import type { HttpSettings } from "../../../src/shells/http/settings.ts"
import { webhooksLayer } from "../../../src/shells/webhooks/webhooks-layer.ts"
import { httpHandler } from "../../../src/shells/http/web-handler.ts"

/** Everything that is not pinned is old enough to be forgotten. */
const thresholds = { idleDaysMax: 0, historyDaysMin: 0, graceDays: 0, breakerMoviesMin: 1_000 }

/** Of the webhooks. */
export const secret = "a secret for webhooks"
/** It makes a plan, which costs nothing, and is far from being due. */
const jobs = { schedules: { housekeeping: { schedule: { cron: "0 5 1 1 *" } } } }

const libraryInMemory = () => {
  const disk = new MemoryDisk()
  const images = DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(disk.layer))
  const fixtures = JsonReplayProvider.layer("fixtures/replay", { latencyScale: 0 })
  const outside = Layer.mergeAll(MemoryStore.layerOn(disk), images, fixtures)
  const webhooks = webhooksLayer(MemoryStore.directory, { secret: Redacted.make(secret) })
  const all = webhooks.pipe(Layer.provide(disk.layer), Layer.provideMerge(coreLayer({ thresholds, jobs })))
  return ManagedRuntime.make(all.pipe(Layer.provideMerge(outside)))
}

type Services = ManagedRuntime.ManagedRuntime.Services<ReturnType<typeof libraryInMemory>>

const imported: ReadonlyArray<EventInput> = [
  {
    type: "BulkImportRequested",
    movies: ["Up", "Heat", "Alien", "Brazil"].map((title, index) => ({
      movie: `tmdb:${100_000 + index}` as const,
      title,
      year: 1980 + index
    }))
  }
]

const filled = Effect.gen(function* () {
  const library = yield* Library
  const bus = yield* EventBus
  yield* library.requestAndWait({ movie: "tmdb:13", level: "deep" })
  yield* bus.publishAll(imported)
  yield* (yield* AtRest).wait
  return (yield* library.find("tmdb:13"))!
})

interface Answered {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  /** As what the test expects it to be. */
  readonly body: never
}

export const origin = "http://127.0.0.1"

export const makeWorld = async () => {
  const runtime = libraryInMemory()
  const movie = await runtime.runPromise(filled)
  const context = await runtime.runPromise(Effect.context<Services>())
  const handlerWith = (settings: Partial<HttpSettings> = {}) => httpHandler(context, settings)
  const main = handlerWith()
  const ask = (path: string, init: RequestInit = {}, handler = main) =>
    handler.handle(new Request(`${origin}${path}`, init))
  return {
    movie,
    context,
    handlerWith,
    handle: main.handle,
    ask,
    run: <A, E>(effect: Effect.Effect<A, E, Services>) => runtime.runPromise(effect),
    get: async (path: string): Promise<Answered> => {
      const response = await ask(path)
      return { status: response.status, headers: response.headers, body: (await response.json()) as never }
    },
    post: async (path: string, body: unknown): Promise<Answered> => {
      const headers = { "content-type": "application/json" }
      const response = await ask(path, { method: "POST", headers, body: JSON.stringify(body) })
      return { status: response.status, headers: response.headers, body: (await response.json()) as never }
    },
    rest: () => runtime.runPromise(AtRest.use(({ wait }) => wait)),
    close: async () => {
      await main.close()
      await runtime.dispose()
    }
  }
}

export type HttpWorld = Awaited<ReturnType<typeof makeWorld>>
