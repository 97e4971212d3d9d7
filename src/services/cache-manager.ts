/**
 * Keeps `images/` to what somebody needs. Only files that the manifest lists as doomed are deleted, each through ImageFiles,
 * and none that a movie shows or that work in flight counts on (SAFE-1). First the file goes, then its entry: a crash in
 * between leaves an entry, and the entry leads back here. An entry that is shown again meanwhile is not removed by the store.
 */
import { Clock, Context, Effect, Latch, Layer } from "effect"
import type { Event } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import type { ImageEntry } from "../domain/movie.ts"
import { forEachMovie } from "./each-movie.ts"
import type { Batch, EventBus } from "./event-bus.ts"
import { knownAmount, type World } from "./housekeeping/facts.ts"
import { ImageFiles } from "./image-files.ts"
import { Store, type StoreError, type Transaction } from "./store.ts"
import { runSubscriber, type SubscriberStatus } from "./subscriber.ts"

export interface CacheSettings {
  /** What could not be swept is looked at again after this; while nothing is left, nobody wakes. */
  readonly sweepEveryMs: number
  /** The most entries of one sweep; the next takes the rest. */
  readonly sweepMax: number
}

export interface Swept {
  readonly files: number
  readonly bytes: number
  readonly entries: number
  /** Entries that stay for now: somebody at work counts on the very file, or the file was refused. */
  readonly left: number
}

export interface CacheStatus extends SubscriberStatus {
  /** Since this process started. */
  readonly swept: Swept
  /** Something is left for the next sweep. */
  readonly sweepPending: boolean
  /** Why the last sweep failed, or null. */
  readonly sweepError: string | null
}

export class CacheManager extends Context.Service<
  CacheManager,
  {
    /** The library in numbers, as housekeeping sees it. Looks at every movie. */
    readonly world: Effect.Effect<World>
    /** Deletes what is doomed, now. */
    readonly sweep: Effect.Effect<Swept, StoreError>
    readonly status: () => CacheStatus
  }
>()("reelstate/services/CacheManager") {
  static readonly layer = (settings: CacheSettings): Layer.Layer<CacheManager, never, Store | EventBus | ImageFiles> =>
    Layer.effect(CacheManager, makeCacheManager(settings))
}

const noneSwept: Swept = { files: 0, bytes: 0, entries: 0, left: 0 }

const plus = (a: Swept, b: Swept): Swept => ({
  files: a.files + b.files,
  bytes: a.bytes + b.bytes,
  entries: a.entries + b.entries,
  left: b.left
})

/**
 * Deletes the files of doomed entries and says which entries may go now. A file stays while a movie shows it (the same
 * picture may serve two), or while work in flight counts on it; entries that must stay are counted in `left`.
 */
const removeFiles = Effect.fnUntraced(function* (
  store: Store["Service"],
  images: ImageFiles["Service"],
  doomed: ReadonlyArray<ImageEntry>
) {
  const files = new Set<string>()
  const gone: Array<ImageEntry> = []
  let bytes = 0
  for (const entry of doomed) {
    const { file } = entry
    const end = yield* Effect.orElseSucceed(
      images.remove(file, () => store.isShown(file)),
      () => "held" as const
    )
    if (end === "held") continue
    gone.push(entry)
    if (end === "needed" || files.has(file)) continue
    files.add(file)
    bytes += entry.bytes
  }
  const swept: Swept = { files: files.size, bytes, entries: gone.length, left: doomed.length - gone.length }
  return { swept, gone }
})

const removalOf = (gone: ReadonlyArray<ImageEntry>): Transaction => ({
  images: gone.map(({ file, kind, movie, size }) => ({ movie, kind, size, file, removed: true as const }))
})

/** Movies whose images may have been doomed: they forgot, or a picture that they fetched took another one's place. */
const moviesIn = (events: ReadonlyArray<Event>): ReadonlySet<MovieId> =>
  new Set(
    events.flatMap((event) => {
      const isFetched = event.type === "MovieEnriched" && event.bytes > 0
      return event.type === "MovieDowngraded" || isFetched ? [event.movie] : []
    })
  )

const leavesImages: ReadonlySet<Event["type"]> = new Set([
  "MovieForgotten",
  "ProviderPurged",
  "MoviesMerged",
  "MovieMatched",
  "MovieSplit"
])

const doomedOf = (store: Store["Service"], events: ReadonlyArray<Event>): ReadonlyArray<ImageEntry> => {
  const movies = moviesIn(events)
  return [...movies].flatMap((movie) => store.imagesOf(movie).filter(({ doomed }) => doomed))
}

/** At most `count` doomed entries, and whether there are more. */
const someDoomed = (store: Store["Service"], count: number) => {
  const found: Array<ImageEntry> = []
  for (const entry of store.images("doomed")) {
    if (found.length === count) return { found, more: true }
    found.push(entry)
  }
  return { found, more: false }
}

const worldOf = Effect.fnUntraced(function* (store: Store["Service"], images: ImageFiles["Service"]) {
  const sums = { movies: 0, recordBytes: 0, smallImageBytes: 0, hdImageBytes: 0 }
  yield* forEachMovie(store, ({ hdImageBytes, recordBytes, smallImageBytes }) => {
    sums.movies += 1
    sums.recordBytes += recordBytes
    sums.smallImageBytes += smallImageBytes
    sums.hdImageBytes += hdImageBytes
  })
  const world: World = {
    now: yield* Clock.currentTimeMillis,
    ...sums,
    heldBytes: knownAmount(store.status().imageBytes),
    freeBytes: knownAmount(yield* images.freeBytes)
  }
  return world
})

const makeCacheManager = Effect.fnUntraced(function* (settings: CacheSettings) {
  const store = yield* Store
  const images = yield* ImageFiles
  const state = { swept: noneSwept, isPending: false, error: null as string | null }
  const pending = yield* Latch.make(false)

  const setPending = (isPending: boolean) => {
    state.isPending = isPending
    if (isPending) pending.openUnsafe()
    else pending.closeUnsafe()
  }

  const note = (swept: Swept) => {
    state.swept = plus(state.swept, swept)
    if (swept.left > 0) setPending(true)
  }

  const sweep = Effect.gen(function* () {
    const { found, more } = someDoomed(store, settings.sweepMax)
    setPending(more)
    const { gone, swept } = yield* removeFiles(store, images, found)
    if (gone.length > 0) yield* store.commit(removalOf(gone))
    note(swept)
    state.error = null
    return swept
  }).pipe(
    Effect.tapError((error) =>
      Effect.sync(() => {
        setPending(true)
        state.error = error.message
      })
    )
  )

  const status = yield* runSubscriber({
    name: "cache",
    handle: Effect.fnUntraced(function* (batch: Batch) {
      const events = batch.events.map(({ event }) => event)
      // The movie changes after this event, by its own shard: the next sweep finds what that leaves behind.
      if (events.some(({ type }) => leavesImages.has(type))) setPending(true)
      const { gone, swept } = yield* removeFiles(store, images, doomedOf(store, events))
      note(swept)
      return gone.length === 0 ? undefined : removalOf(gone)
    })
  })

  // Asleep until something is left to sweep. A sweep that fails leaves it pending, and the next turn tries again.
  const nextTurn = Effect.andThen(pending.await, Effect.sleep(settings.sweepEveryMs))
  const turns = Effect.forever(Effect.andThen(nextTurn, Effect.ignore(sweep)))
  yield* Effect.forkScoped(Effect.andThen(Effect.ignore(sweep), turns))

  return CacheManager.of({
    world: worldOf(store, images),
    sweep,
    status: () => ({ ...status(), swept: state.swept, sweepPending: state.isPending, sweepError: state.error })
  })
})
