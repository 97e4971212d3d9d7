/**
 * What providers have answered, below `<library>/cache/<provider>/`. A cache that cannot be read or written costs requests,
 * not answers: trouble with the disk is counted and told, and the calls go on without it.
 */
import { Clock, Context, Effect, Layer, Semaphore, Schema } from "effect"
import { dayMs } from "../../domain/time.ts"
import type { ProviderName } from "../../services/data-provider.ts"
import { Disk, type DiskError } from "../disk/disk.ts"
import type { CacheEntry } from "./cache-entry.ts"
import type { CachePolicy, HttpSettings } from "./http-settings.ts"
import { numberIn, ProviderCache, refuseLink } from "./provider-cache.ts"

export interface CacheStatus {
  readonly entries: number
  readonly bytes: number
  /** The last thing that went wrong with the disk, or null. */
  readonly trouble: string | null
}

/** The cached answers of a provider could not all be removed. */
export class PurgeFailed extends Schema.TaggedError<PurgeFailed>()("PurgeFailed", {
  provider: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The cached answers of ${this.provider} could not all be removed: ${this.detail}`
  }
}

export class ResponseCache extends Context.Service<
  ResponseCache,
  {
    readonly find: (provider: ProviderName, key: string) => Effect.Effect<CacheEntry | undefined>
    readonly keep: (provider: ProviderName, entry: CacheEntry) => Effect.Effect<void>
    /** Removes everything that this provider has answered. */
    readonly purge: (provider: ProviderName) => Effect.Effect<void, PurgeFailed>
    /** Null for a provider of which nothing is kept. */
    readonly status: (provider: ProviderName) => CacheStatus | null
  }
>()("reelstate/infra/ResponseCache") {
  /** `directory` is the library's. */
  static readonly layer = (directory: string, settings: HttpSettings): Layer.Layer<ResponseCache, never, Disk> =>
    Layer.effect(ResponseCache, make(directory, settings))
}

const openCache = Effect.fnUntraced(function* (directory: string, provider: ProviderName, policy: CachePolicy) {
  const disk = yield* Disk
  const scope = yield* Effect.scope
  const own = `${directory}/cache/${provider}`
  const cache = new ProviderCache(disk, scope, own, policy)
  const one = yield* Semaphore.make(1)
  const state = { trouble: null as string | null, isOpen: false }
  const noted = (error: DiskError) => Effect.sync(() => void (state.trouble = error.message))
  const opening = Effect.andThen(
    Effect.forEach([`${directory}/cache`, own], (path) => refuseLink(disk, path, "directory"), { discard: true }),
    cache.open()
  )
  yield* opening.pipe(
    Effect.tap(() => Effect.sync(() => void (state.isOpen = true))),
    Effect.catch((error) =>
      Effect.andThen(noted(error), Effect.logWarning(`The answers of ${provider} are not kept: ${error.message}`))
    )
  )
  const dropOld = Effect.flatMap(Clock.currentTimeMillis, (now) => cache.dropOld(now)).pipe(
    Effect.catch(noted),
    one.withPermits(1)
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(dayMs), dropOld)))

  const keep = (entry: CacheEntry) =>
    cache.keep(entry).pipe(
      Effect.catch((error) => Effect.andThen(noted(error), error.isFull ? cache.dropOldest() : Effect.void)),
      Effect.catch(noted),
      one.withPermits(1)
    )
  return {
    find: (key: string, now: number) => (state.isOpen ? cache.find(key, now) : undefined),
    keep: (entry: CacheEntry) => (state.isOpen ? keep(entry) : Effect.void),
    purge: one.withPermits(1)(cache.purge()),
    status: (): CacheStatus => ({ entries: cache.entries, bytes: cache.bytes, trouble: state.trouble })
  }
})

/** Also what an earlier run has left that kept more than this one does. */
const removeFiles = Effect.fnUntraced(function* (disk: Disk["Service"], directory: string) {
  yield* refuseLink(disk, directory, "directory")
  for (const name of yield* disk.list(directory)) {
    if (numberIn(name) !== undefined) yield* disk.unlink(`${directory}/${name}`)
  }
})

const make = Effect.fnUntraced(function* (directory: string, settings: HttpSettings) {
  const disk = yield* Disk
  const caches = new Map<ProviderName, Effect.Success<ReturnType<typeof openCache>>>()
  for (const [name, { cache }] of Object.entries(settings) as ReadonlyArray<
    [ProviderName, HttpSettings[ProviderName]]
  >) {
    if (cache !== null) caches.set(name, yield* openCache(directory, name, cache))
  }
  return ResponseCache.of({
    find: (provider, key) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        try {
          return caches.get(provider)?.find(key, now)
        } catch {
          return undefined
        }
      }),
    keep: (provider, entry) => caches.get(provider)?.keep(entry) ?? Effect.void,
    purge: (provider) =>
      Effect.andThen(
        caches.get(provider)?.purge ?? Effect.void,
        removeFiles(disk, `${directory}/cache/${provider}`)
      ).pipe(Effect.mapError((error) => new PurgeFailed({ provider, detail: error.message }))),
    status: (provider) => caches.get(provider)?.status() ?? null
  })
})
