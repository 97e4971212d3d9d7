/**
 * A library for programs that do not use Effect: promises, AbortSignals, and events to iterate over. It is the same runtime
 * as everywhere, held open until `close`. What cannot be done rejects with an Error that has a `_tag` and says what to do.
 */
import { Context, Effect, Layer, ManagedRuntime, Option, Stream } from "effect"
import type { EventInput } from "../../domain/event.ts"
import type { MovieRef } from "../../domain/identity.ts"
import type { Level } from "../../domain/level.ts"
import type { Movie } from "../../domain/movie.ts"
import { EventBus, type Receipt } from "../../services/event-bus.ts"
import { Library, type Answer, type Outcome, type Request } from "../../services/library.ts"
import { MovieRepository, type Page, type PageAsked } from "../../services/movie-repository.ts"
import { defaultThresholds, type Thresholds } from "../../services/housekeeping/thresholds.ts"
import { Search, type SearchAnswer, type SearchAsked } from "../../services/search/search.ts"
import { StatsTracker, type StatisticsTotals } from "../../services/statistics/stats-tracker.ts"
import { type LoggedEvent, Store, type StoreStatus } from "../../services/store.ts"
import { FileWatcher, type RootStatus } from "../../services/file-watcher.ts"
import { watchingLayer } from "../watching-layer.ts"
import { type WhyFacts, whyFacts } from "../facts/why-facts.ts"
import { libraryLayer } from "../library-layer.ts"
import { type EmbeddedOptions, libraryOptionsOf, watchedRootsOf } from "./embedded-options.ts"
import { type EventsAsked, eventStream } from "./event-stream.ts"

/** Ends the call, which then rejects with the signal's reason. What was published stays published. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined
}

export interface Wanted extends Omit<Request, "level"> {
  /** How much is to be known; `basic` when nothing is said. */
  readonly level?: Level
}

export interface LibraryStatistics extends StatisticsTotals {
  readonly store: StoreStatus
}

export interface EmbeddedLibrary extends AsyncDisposable {
  /** Resolves when the event is durable. Publishing the same `id` twice has one effect. */
  readonly publish: (event: EventInput, options?: Abortable) => Promise<Receipt>
  /** All or nothing: one invalid event refuses them all. */
  readonly publishAll: (events: ReadonlyArray<EventInput>, options?: Abortable) => Promise<ReadonlyArray<Receipt>>
  /** What is known now, at once, and what is coming. */
  readonly request: (wanted: Wanted, options?: Abortable) => Promise<Answer>
  /** Resolves when the level is reached, or when a try has failed, with the reason and the time of the next. */
  readonly requestAndWait: (wanted: Wanted, options?: Abortable) => Promise<Outcome>
  readonly movie: (ref: MovieRef, options?: Abortable) => Promise<Movie | undefined>
  readonly list: (asked: PageAsked, options?: Abortable) => Promise<Page>
  /** The newest events of one movie, oldest first. */
  readonly history: (ref: MovieRef, limit?: number, options?: Abortable) => Promise<ReadonlyArray<LoggedEvent>>
  /** Movies here whose titles are nearly these words, the best first. Asks nobody; publish SearchRequested for that. */
  readonly search: (query: string, asked?: SearchAsked & Abortable) => Promise<SearchAnswer>
  /** Which event, rule, inputs and thresholds brought a movie to its state, and what happens next; undefined when nobody knows it. */
  readonly why: (ref: MovieRef, options?: Abortable) => Promise<WhyFacts | undefined>
  /** Every event from a position on, or from now on; ends when the library is closed or the signal says so. */
  readonly events: (asked?: EventsAsked & Abortable) => AsyncIterable<LoggedEvent>
  readonly statistics: (options?: Abortable) => Promise<LibraryStatistics>
  /** How the watched folders are; empty when none are watched. */
  readonly watching: () => ReadonlyArray<RootStatus>
  /** The services, for those who go on with Effect. */
  readonly context: Context.Context<LibraryServices>
  /** Ends everything in order. The library is durable at every moment; this only ends it sooner. */
  readonly close: () => Promise<void>
}

export type LibraryServices = Layer.Success<ReturnType<typeof libraryLayer>>

const historyDefault = 100
const whyHistory = 30

const whyOf = Effect.fnUntraced(function* (ref: MovieRef, thresholds: Partial<Thresholds> = {}) {
  const movie = yield* (yield* Library).find(ref)
  return movie === undefined ? undefined : yield* whyFacts(movie, { ...defaultThresholds, ...thresholds }, whyHistory)
})

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) return done()
    signal.addEventListener("abort", () => done(), { once: true })
  })

const layerOf = (options: EmbeddedOptions) => {
  const library = libraryOptionsOf(options)
  const roots = watchedRootsOf(options)
  const { directory, what } = library
  const watching = roots.length === 0 ? Layer.empty : watchingLayer({ directory, what, roots })
  return Layer.provideMerge(watching, libraryLayer(library))
}

/** Opens the library, or makes it. Rejects with a StoreError when it cannot be opened, for example while another process has it. */
export const createLibrary = async (options: EmbeddedOptions & Abortable): Promise<EmbeddedLibrary> => {
  const runtime = ManagedRuntime.make(layerOf(options))
  const closing = new AbortController()

  const run = async <A, E>(effect: Effect.Effect<A, E, LibraryServices>, { signal }: Abortable = {}): Promise<A> => {
    signal?.throwIfAborted()
    try {
      return await runtime.runPromise(effect, signal && { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  }
  const context = await run(runtime.contextEffect, options).catch(async (error: unknown) => {
    await runtime.dispose()
    throw error
  })
  const requestOf = (wanted: Wanted): Request => ({ level: "basic", ...wanted })

  async function* events({ signal, ...asked }: EventsAsked & Abortable = {}) {
    signal?.throwIfAborted()
    const ends = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal])
    const until = Stream.interruptWhen(Effect.promise(() => untilAborted(ends)))
    yield* Stream.toAsyncIterableWith(until(eventStream(asked)), context)
    signal?.throwIfAborted()
  }

  const statistics = Effect.gen(function* () {
    const totals = (yield* StatsTracker).totals()
    return { ...totals, store: (yield* Store).status() }
  })
  const close = async () => {
    closing.abort()
    await runtime.dispose()
  }

  return {
    publish: (event, how) =>
      run(
        Effect.flatMap(EventBus, (bus) => bus.publish(event)),
        how
      ),
    publishAll: (list, how) =>
      run(
        Effect.flatMap(EventBus, (bus) => bus.publishAll(list)),
        how
      ),
    request: (wanted, how) =>
      run(
        Effect.flatMap(Library, ({ request }) => request(requestOf(wanted))),
        how
      ),
    requestAndWait: (wanted, how) =>
      run(
        Effect.flatMap(Library, ({ requestAndWait }) => requestAndWait(requestOf(wanted))),
        how
      ),
    movie: (ref, how) =>
      run(
        Effect.flatMap(Library, ({ find }) => find(ref)),
        how
      ),
    list: (asked, how) =>
      run(
        Effect.flatMap(MovieRepository, ({ list }) => list(asked)),
        how
      ),
    history: (ref, limit = historyDefault, how) =>
      run(
        Effect.flatMap(MovieRepository, ({ history }) => history(ref, limit)),
        how
      ),
    search: (query, { signal, ...asked } = {}) =>
      run(
        Effect.flatMap(Search, ({ search }) => search(query, asked)),
        { signal }
      ),
    why: (ref, how) => run(whyOf(ref, options.settings?.thresholds), how),
    events,
    statistics: (how) => run(statistics, how),
    watching: () =>
      Option.match(Context.getOption(context, FileWatcher), {
        onNone: () => [],
        onSome: (each) => each.status()
      }),
    context,
    close,
    [Symbol.asyncDispose]: close
  }
}
