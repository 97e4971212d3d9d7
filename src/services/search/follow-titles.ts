/** Keeps an index true while titles change: what changed is noted as it happens, and read when somebody asks. */
import { Effect, Schedule } from "effect"
import type { Event, EventType } from "../../domain/event.ts"
import { isMovieId, type MovieRef } from "../../domain/identity.ts"
import { EventBus } from "../event-bus.ts"
import { Store, type StoreError } from "../store.ts"
import { indexMovie } from "./build-index.ts"
import type { TitleIndex } from "./title-index.ts"

/** So many changes are noted before they are read though nobody asked. */
const changesMax = 1_000
/** The cursor of the one who carries out what is asked of movies. */
const supervisor = "movies"

/** Facts are true when they are told. */
const facts: ReadonlySet<EventType> = new Set<EventType>(["MovieCreated", "MovieEnriched", "MovieRestored"])
/** What is asked becomes true a little later. */
const requests: ReadonlySet<EventType> = new Set<EventType>(["MovieEdited", "MovieForgotten"])

const movieIn = (event: Event): MovieRef | undefined =>
  (facts.has(event.type) || requests.has(event.type)) && "movie" in event ? event.movie : undefined

/** Follows from now on, for as long as the Scope is open; the result brings the index up to date. */
export const followTitles = Effect.fnUntraced(function* (index: TitleIndex) {
  const store = yield* Store
  const bus = yield* EventBus
  /** What changed, and up to where the log must have had its effect before that is all. */
  const changed = new Map<MovieRef, number>()

  const refreshed = Effect.fnUntraced(function* (ref: MovieRef) {
    const id = isMovieId(ref) ? ref : yield* store.resolve(ref)
    if (id !== undefined) yield* indexMovie(index, id)
  })
  const refresh: Effect.Effect<void, StoreError> = Effect.gen(function* () {
    const doneUpTo = store.cursorOf(supervisor)
    for (const [ref, position] of changed) {
      yield* refreshed(ref)
      if (position <= doneUpTo && changed.get(ref) === position) changed.delete(ref)
    }
  }).pipe(Effect.provideService(Store, store))

  const subscription = yield* bus.subscribe("search", bus.lastPosition(), "observer")
  const consume = Effect.gen(function* () {
    const { events, last } = yield* Effect.retry(subscription.take, Schedule.spaced("1 second"))
    for (const { event, position } of events) {
      const ref = movieIn(event)
      if (ref !== undefined) changed.set(ref, facts.has(event.type) ? 0 : position)
    }
    if (changed.size > changesMax) yield* Effect.ignore(refresh, { log: "Warn" })
    subscription.done(last)
    yield* Effect.yieldNow
  })
  yield* Effect.forkScoped(Effect.forever(consume))
  return refresh
})
