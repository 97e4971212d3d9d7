/**
 * Events that ask for movies nobody named: a search becomes hits, and hits become movies that cost bytes, not calls;
 * a refresh of "some" becomes refreshes of those that need it most. A durable subscriber (STORE-1).
 */
import { Clock, Context, Effect, Layer } from "effect"
import type { Event, EventBody } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { refreshAgeMs } from "../domain/terms.ts"
import { forEachMovie } from "./each-movie.ts"
import { type Batch, EventBus } from "./event-bus.ts"
import { hintOf } from "./providers/tmdb-lists.ts"
import { TmdbProvider } from "./providers/tmdb-provider.ts"
import { popularityAt } from "./statistics/popularity.ts"
import { defaultStatisticsSettings } from "./statistics/use.ts"
import { Store } from "./store.ts"
import { runSubscriber, type SubscriberStatus } from "./subscriber.ts"

/** So many hits of a search become movies. */
const hitsMax = 20
/** So many movies are refreshed when an event does not say how many; never more than `refreshMax`. */
const refreshDefault = 20
const refreshMax = 200

export class Discovery extends Context.Service<
  Discovery,
  {
    readonly status: () => SubscriberStatus & {
      /** Searches that no provider answered, since this process started. */
      readonly unanswered: number
    }
  }
>()("reelstate/services/Discovery") {
  static readonly layer = Layer.effect(
    Discovery,
    Effect.gen(function* () {
      const counts = { unanswered: 0 }
      const handle = Effect.fnUntraced(function* (batch: Batch) {
        const events: Array<Event> = []
        for (const { event } of batch.events) events.push(...(yield* answersTo(event, counts)))
        return events.length === 0 ? undefined : { events }
      })
      const status = yield* runSubscriber({ name: "discovery", handle })
      return Discovery.of({ status: () => ({ ...status(), unanswered: counts.unanswered }) })
    })
  )
}

const nothing: ReadonlyArray<Event> = []

const answersTo = Effect.fnUntraced(function* (event: Event, counts: { unanswered: number }) {
  const bus = yield* EventBus
  const stamped = (bodies: ReadonlyArray<EventBody>) => bodies.map((body) => bus.stamp(body, event))
  if (event.type === "SearchRequested") return stamped(yield* search(event, counts))
  if (event.type !== "ProviderRefreshRequested" || event.movie !== undefined) return nothing
  const chosen = yield* mostInNeed(Math.min(event.limit ?? refreshDefault, refreshMax))
  return stamped(chosen.map((movie) => ({ type: "ProviderRefreshRequested", movie })))
})

type Search = Extract<Event, { readonly type: "SearchRequested" }>

const search = Effect.fnUntraced(function* (event: Search, counts: { unanswered: number }) {
  const tmdb = yield* TmdbProvider
  const { query, year } = event
  const asked = year === undefined ? { query } : { query, year }
  const hits = yield* tmdb.search(asked, "person").pipe(
    Effect.tapError(() => Effect.sync(() => void counts.unanswered++)),
    Effect.catch((error) => Effect.as(Effect.logWarning(`The search was not answered. ${error.message}`), []))
  )
  const movies = hits.slice(0, hitsMax).map(hintOf)
  if (movies.length === 0) return []
  const found: ReadonlyArray<EventBody> = movies.map(({ movie }) => ({
    type: "SearchHit",
    movie,
    query,
    session: event.id
  }))
  return [{ type: "DiscoverMoviesFetched", movies } satisfies EventBody, ...found]
})

const { halfLifeMs } = defaultStatisticsSettings

/** Staleness times popularity as it is now, the neediest first. */
const mostInNeed = Effect.fnUntraced(function* (count: number) {
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  let best: Array<{ readonly movie: MovieId; readonly need: number }> = []
  const prune = () => void (best = best.toSorted((a, b) => b.need - a.need).slice(0, count))
  yield* forEachMovie(store, ({ id, lifecycle, statistics }) => {
    if (lifecycle.refreshAt === null) return
    const staleness = Math.max(0, 1 + (now - lifecycle.refreshAt) / refreshAgeMs)
    best.push({ movie: id, need: staleness * (0.01 + popularityAt(statistics, now, halfLifeMs)) })
    if (best.length >= 4 * count + 100) prune()
  })
  prune()
  return best.filter(({ need }) => need > 0).map(({ movie }) => movie)
})
