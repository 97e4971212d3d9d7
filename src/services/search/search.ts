/**
 * Finding movies by words: at once from an index of the library's titles, and afterwards from providers, whose hits become
 * movies. The index is built when somebody first asks, and follows the bus from then on; nothing of it is stored.
 */
import { Context, Deferred, Effect, Exit, Layer, Scope } from "effect"
import type { MovieId } from "../../domain/identity.ts"
import { EventBus, type EventInvalid } from "../event-bus.ts"
import { Store, type StoreError } from "../store.ts"
import { buildIndex } from "./build-index.ts"
import { followTitles } from "./follow-titles.ts"
import { type Narrowing, TitleIndex } from "./title-index.ts"

export interface Found {
  readonly movie: MovieId
  readonly title: string | null
  readonly year: number | null
  /** The higher the better; comparable within one answer only. */
  readonly score: number
}

export interface SearchAsked {
  readonly year?: number
  /** From 1 to `foundMax`; 20 when nothing is said. */
  readonly limit?: number
}

export interface SearchAnswer {
  /** The best first; the same order for the same titles. */
  readonly found: ReadonlyArray<Found>
  /** Whether all titles were looked at: a large library takes a moment when it is asked for the first time. */
  readonly isComplete: boolean
}

export interface SearchStatus {
  readonly state: "not built" | "building" | "ready"
  /** Movies that can be found. */
  readonly movies: number
}

export const foundMax = 100
const foundDefault = 20
/** Nobody waits longer than this for an index that is being built; they get what it has. */
const patience = "300 millis"

/** What is found in an index, with the names of now. Who is gone is left out. */
export const foundIn = Effect.fnUntraced(function* (index: TitleIndex, query: string, asked: SearchAsked) {
  const store = yield* Store
  const limit = Math.min(Math.max(Math.trunc(asked.limit ?? foundDefault) || 1, 1), foundMax)
  const narrowing: Narrowing = asked.year === undefined ? { limit } : { limit, year: asked.year }
  const found: Array<Found> = []
  for (const { movie, score } of index.search(query, narrowing)) {
    const record = yield* store.movie(movie)
    if (record === undefined) index.remove(movie)
    else found.push({ movie, title: record.identity.title, year: record.identity.year, score })
  }
  return found as ReadonlyArray<Found>
})

export class Search extends Context.Service<
  Search,
  {
    /** What the library has, at once. Nothing is counted, and nobody else is asked. */
    readonly search: (query: string, asked?: SearchAsked) => Effect.Effect<SearchAnswer, StoreError>
    /** The search of a person: the same answer, and in the background its hits are counted and the providers asked. */
    readonly request: (query: string, asked?: SearchAsked) => Effect.Effect<SearchAnswer, EventInvalid | StoreError>
    /** Returns when all titles can be found. */
    readonly ready: Effect.Effect<void, StoreError>
    readonly status: () => SearchStatus
  }
>()("reelstate/services/Search") {
  static readonly layer: Layer.Layer<Search, never, Store | EventBus> = Layer.effect(
    Search,
    Effect.gen(function* () {
      const bus = yield* EventBus
      const context = yield* Effect.context<Store | EventBus>()
      const { index, ready, refresh, status } = yield* makeBuilder

      const search = Effect.fnUntraced(function* (query: string, asked: SearchAsked = {}) {
        if (status().state !== "ready") yield* Effect.raceFirst(ready, Effect.sleep(patience))
        yield* refresh
        const isComplete = status().state === "ready"
        return { found: yield* foundIn(index, query, asked), isComplete } satisfies SearchAnswer as SearchAnswer
      }, Effect.provideContext(context))

      const record = Effect.fnUntraced(function* (query: string, year: number | undefined, hits: ReadonlyArray<Found>) {
        const { id } = yield* bus.publish({ type: "SearchRequested", query, ...(year === undefined ? {} : { year }) })
        // The same hit by a provider is the same hit: both name the search as their session.
        yield* bus.publishAll(
          hits.map(({ movie }) => ({ type: "SearchHit", movie, query, session: id, causedBy: id, firstCause: id }))
        )
      })

      const request = Effect.fnUntraced(function* (query: string, asked: SearchAsked = {}) {
        const answer = yield* search(query, asked)
        yield* Effect.forkDetach(Effect.ignore(record(query, asked.year, answer.found), { log: "Warn" }))
        return answer
      })
      return Search.of({ search, request, ready, status })
    })
  )
}

/** The index, built once, in the background. A failure is told to those who wait, and the next who asks tries again. */
const makeBuilder = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const context = yield* Effect.context<Store | EventBus>()
  const index = new TitleIndex()
  let building: Deferred.Deferred<void, StoreError> | undefined
  let isReady = false
  let refresh: Effect.Effect<void, StoreError> = Effect.void

  const build = Effect.gen(function* () {
    const follower = yield* followTitles(index)
    yield* buildIndex(index)
    isReady = true
    refresh = follower
  }).pipe(Effect.provideContext(context))

  const ready = Effect.suspend(() => {
    if (building !== undefined) return Deferred.await(building)
    const done = Deferred.makeUnsafe<void, StoreError>()
    building = done
    const run = Effect.flatMap(Effect.exit(Effect.provideService(build, Scope.Scope, scope)), (exit) =>
      Effect.sync(() => {
        if (Exit.isFailure(exit)) building = undefined
        Deferred.doneUnsafe(done, exit)
      })
    )
    return Effect.andThen(Effect.forkIn(run, scope), Deferred.await(done))
  })
  const status = (): SearchStatus => ({
    state: isReady ? "ready" : building === undefined ? "not built" : "building",
    movies: index.size
  })
  return { index, ready, status, refresh: Effect.suspend(() => refresh) }
})
