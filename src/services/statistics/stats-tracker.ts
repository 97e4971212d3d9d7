/** Counts how movies are used, exactly once per event, and tells which are popular. But for a merge, nobody else writes statistics. */
import { Clock, Context, Effect, Layer } from "effect"
import type { MovieId } from "../../domain/identity.ts"
import type { Statistics } from "../../domain/movie.ts"
import { forEachMovie } from "../each-movie.ts"
import type { EventBus } from "../event-bus.ts"
import { Store, type StoreError } from "../store.ts"
import { runSubscriber, type SubscriberStatus } from "../subscriber.ts"
import { popularityAt } from "./popularity.ts"
import { statisticsLock } from "./statistics-lock.ts"
import { isNeverOpened, type StatisticsSettings } from "./use.ts"
import { makeUseCounter } from "./use-counter.ts"

export interface Popular {
  readonly movie: MovieId
  /** The score now. */
  readonly popularity: number
  readonly statistics: Statistics
}

export interface StatisticsTotals {
  readonly movies: number
  readonly viewCount: number
  readonly plays: number
  readonly searchHits: number
  readonly shown: number
  /** Movies that were found or recommended, and that nobody ever opened or played. */
  readonly neverOpened: number
  /** Uses whose movie does not exist yet; they count once it does. */
  readonly waiting: number
  /** Uses whose movie never came; since this process started. */
  readonly givenUp: number
}

export class StatsTracker extends Context.Service<
  StatsTracker,
  {
    readonly statisticsOf: (movie: MovieId) => Statistics | undefined
    /** The most popular movies now, the best first; ties in the order of creation. Looks at every movie. */
    readonly top: (count: number) => Effect.Effect<ReadonlyArray<Popular>>
    /** Sums over the library. Looks at every movie. */
    readonly totals: () => StatisticsTotals
    readonly status: () => SubscriberStatus
  }
>()("reelstate/services/StatsTracker") {
  static readonly layer = (settings: StatisticsSettings): Layer.Layer<StatsTracker, StoreError, Store | EventBus> =>
    Layer.effect(
      StatsTracker,
      Effect.gen(function* () {
        const store = yield* Store
        const counter = yield* makeUseCounter(store.cursorOf("statistics"), settings)
        const status = yield* runSubscriber({
          name: "statistics",
          lock: statisticsLock(store),
          handle: (batch) =>
            Effect.map(counter.count(batch), (changed) =>
              changed.size === 0 ? undefined : { movies: [...changed].map(([id, statistics]) => ({ id, statistics })) }
            )
        })
        return StatsTracker.of({
          statisticsOf: (movie) => store.columns(movie)?.statistics,
          top: (count) => topOf(store, count, settings.halfLifeMs),
          totals: () => ({ ...sumsOf(store), waiting: counter.waiting(), givenUp: counter.givenUp() }),
          status
        })
      })
    )
}

const topOf = Effect.fnUntraced(function* (store: Store["Service"], count: number, halfLifeMs: number) {
  const now = yield* Clock.currentTimeMillis
  let best: Array<Popular> = []
  // Pruned now and then: memory is bounded by the answer, not by the library.
  const prune = () => void (best = best.toSorted((a, b) => b.popularity - a.popularity).slice(0, count))
  yield* forEachMovie(store, ({ id, statistics }) => {
    best.push({ movie: id, popularity: popularityAt(statistics, now, halfLifeMs), statistics })
    if (best.length >= 2 * count + 64) prune()
  })
  prune()
  return best
})

const sumsOf = (store: Store["Service"]) => {
  const sums = { movies: 0, viewCount: 0, plays: 0, searchHits: 0, shown: 0, neverOpened: 0 }
  for (const { statistics } of store.all()) {
    sums.movies += 1
    sums.viewCount += statistics.viewCount
    sums.plays += statistics.plays
    sums.searchHits += statistics.searchHits
    sums.shown += statistics.shown
    if (isNeverOpened(statistics)) sums.neverOpened += 1
  }
  return sums
}
