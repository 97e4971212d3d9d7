/** Reading movies: one by any of its names, or all of them page by page. Nothing is changed here; changes are events. */
import { Context, Effect, Layer, Schema } from "effect"
import { isMovieId, MovieId, type MovieRef } from "../domain/identity.ts"
import { type LifecycleState, lifecycleStates } from "../domain/level.ts"
import type { ImageEntry, Movie, Relations } from "../domain/movie.ts"
import { forEachMovie } from "./each-movie.ts"
import { type LoggedEvent, Store, type StoreError } from "./store.ts"

/** The most movies of one page, and the most events of one history. */
export const pageMax = 500
export const historyMax = 10_000

export interface PageAsked {
  /** The last movie of the page before; the first page has none. */
  readonly after?: MovieId
  /** From 1 to `pageMax`; what lies outside is brought inside. */
  readonly limit: number
  /** Only movies in this state. */
  readonly state?: LifecycleState
}

export interface Page {
  /** In the order of their creation. */
  readonly movies: ReadonlyArray<Movie>
  /** What to pass as `after` for the next page; null when this is the last. */
  readonly next: MovieId | null
}

export class PageUnknown extends Schema.TaggedError<PageUnknown>()("PageUnknown", { after: MovieId }) {
  override get message() {
    return `The page after ${this.after} cannot be found, because that movie is not known any more. List from the start.`
  }
}

export type StateCounts = Readonly<Record<LifecycleState, number>>

export class MovieRepository extends Context.Service<
  MovieRepository,
  {
    /** The id that a reference leads to, if there is such a movie. */
    readonly resolve: (ref: MovieRef) => Effect.Effect<MovieId | undefined, StoreError>
    readonly find: (ref: MovieRef) => Effect.Effect<Movie | undefined, StoreError>
    readonly list: (asked: PageAsked) => Effect.Effect<Page, PageUnknown | StoreError>
    readonly relations: (ref: MovieRef) => Effect.Effect<Relations | undefined, StoreError>
    /** What is shown before what waits to be deleted. */
    readonly images: (ref: MovieRef) => Effect.Effect<ReadonlyArray<ImageEntry>, StoreError>
    /** The newest events that concern the movie, oldest first; at most `historyMax`. */
    readonly history: (ref: MovieRef, limit: number) => Effect.Effect<ReadonlyArray<LoggedEvent>, StoreError>
    /** How many movies are in which state. Looks at every movie, in memory. */
    readonly count: Effect.Effect<StateCounts>
  }
>()("reelstate/services/MovieRepository") {
  static readonly layer: Layer.Layer<MovieRepository, never, Store> = Layer.effect(
    MovieRepository,
    Effect.map(Store, (store) => makeMovieRepository(store))
  )
}

const within = (limit: number, max: number): number => Math.min(Math.max(Math.trunc(limit) || 1, 1), max)

/** The ids of a page and one more, if there is one; undefined when there is no movie to come after. */
const idsOf = Effect.fnUntraced(function* (store: Store["Service"], { after, limit, state }: PageAsked) {
  if (after !== undefined && !store.has(after)) return undefined
  const ids: Array<MovieId> = []
  let isReached = after === undefined
  yield* forEachMovie(store, ({ id, lifecycle }) => {
    if (isReached && ids.length <= limit && (state === undefined || lifecycle.state === state)) ids.push(id)
    isReached ||= id === after
  })
  return ids
})

const makeMovieRepository = (store: Store["Service"]): MovieRepository["Service"] => {
  const resolve = (ref: MovieRef) =>
    isMovieId(ref) ? Effect.succeed(store.has(ref) ? ref : undefined) : store.resolve(ref)

  const ofMovie = <A>(ref: MovieRef, none: A, read: (movie: MovieId) => Effect.Effect<A, StoreError>) =>
    Effect.flatMap(resolve(ref), (id) => (id === undefined ? Effect.succeed(none) : read(id)))

  const list = Effect.fnUntraced(function* (asked: PageAsked) {
    const limit = within(asked.limit, pageMax)
    const ids = yield* idsOf(store, { ...asked, limit })
    if (ids === undefined) return yield* new PageUnknown({ after: asked.after! })
    const page = ids.slice(0, limit)
    const movies = yield* Effect.forEach(page, (id) => store.movie(id))
    // A movie that was forgotten while the page was read is left out.
    return {
      movies: movies.filter((movie) => movie !== undefined),
      next: ids.length > limit ? page.at(-1)! : null
    }
  })

  const count = Effect.suspend(() => {
    const counts = Object.fromEntries(lifecycleStates.map((state) => [state, 0])) as Record<LifecycleState, number>
    return Effect.as(
      forEachMovie(store, ({ lifecycle }) => void counts[lifecycle.state]++),
      counts as StateCounts
    )
  })

  return MovieRepository.of({
    resolve,
    find: (ref) => ofMovie<Movie | undefined>(ref, undefined, store.movie),
    list,
    relations: (ref) => ofMovie<Relations | undefined>(ref, undefined, store.relations),
    images: (ref) => ofMovie<ReadonlyArray<ImageEntry>>(ref, [], (id) => Effect.sync(() => store.imagesOf(id))),
    history: (ref, limit) =>
      ofMovie<ReadonlyArray<LoggedEvent>>(ref, [], (id) => store.history(id, within(limit, historyMax))),
    count
  })
}
