import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { EventInput } from "../../../src/domain/event.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { EventBus } from "../../../src/services/event-bus.ts"
import { StatsTracker } from "../../../src/services/statistics/stats-tracker.ts"
import { defaultStatisticsSettings } from "../../../src/services/statistics/use.ts"
import { born, inProcess, put, rest, shelf } from "../../support/shelf.ts"

const tracker = (disk?: MemoryDisk) =>
  StatsTracker.layer(defaultStatisticsSettings).pipe(Layer.provideMerge(shelf(disk)))

const publish = (...inputs: ReadonlyArray<EventInput>) => EventBus.use((bus) => bus.publishAll(inputs))
const totals = StatsTracker.use((stats) => Effect.sync(stats.totals))

describe("the StatsTracker", () => {
  it.effect("counts a use by any name of the movie, once, and by the clock", () =>
    Effect.gen(function* () {
      const stats = yield* StatsTracker
      const id = yield* put(1, { aliases: ["tmdb:13", "imdb:tt0109830"] })
      yield* TestClock.adjust(1_000)
      yield* publish(
        { type: "MovieViewed", movie: id, session: "a" },
        { type: "PlaybackStarted", movie: "tmdb:13", session: "a" },
        { type: "PlaybackStarted", movie: "server:plex/9", aliases: ["imdb:tt0109830"], session: "b" },
        { type: "SearchHit", movie: "tmdb:13" }
      )
      yield* TestClock.adjust(1_000)
      yield* publish({ type: "RecommendationShown", movie: "tmdb:13" })
      yield* rest
      const statistics = stats.statisticsOf(id)
      assert.deepInclude(statistics, {
        viewCount: 2,
        plays: 2,
        searchHits: 1,
        shown: 1,
        lastAccess: 1_000,
        scoredAt: 2_000
      })
      assert.approximately(statistics?.popularityScore ?? 0, 5 + 1 + 5 + 0.2 + 0.05, 1e-4)
    }).pipe(Effect.provide(tracker()))
  )

  it.effect("counts an event that is delivered twice once", () =>
    Effect.gen(function* () {
      yield* put(1, { aliases: ["tmdb:13"] })
      yield* publish({ type: "PlaybackStarted", movie: "tmdb:13", id: "webhook-1" })
      yield* publish({ type: "PlaybackStarted", movie: "tmdb:13", id: "webhook-1" })
      yield* rest
      assert.deepInclude(yield* totals, { viewCount: 1, plays: 1 })
    }).pipe(Effect.provide(tracker()))
  )

  it.effect("lets a use of an unknown movie wait, and counts it when the movie is born (STORE-1)", () =>
    Effect.gen(function* () {
      yield* publish({ type: "PlaybackStarted", movie: "tmdb:13", session: "a" })
      yield* rest
      assert.deepInclude(yield* totals, { movies: 0, viewCount: 0, waiting: 1 })
      yield* born(1, ["tmdb:13"])
      yield* publish({ type: "MovieViewed", movie: "tmdb:13", session: "a" })
      yield* rest
      assert.deepInclude(yield* totals, { movies: 1, viewCount: 1, plays: 1, waiting: 0, givenUp: 0 })
    }).pipe(Effect.provide(tracker()))
  )

  it.effect("gives up a use whose movie never comes, and counts that (RUN-1)", () =>
    Effect.gen(function* () {
      yield* publish({ type: "MovieViewed", movie: "tmdb:404" })
      for (let round = 0; round < 17; round++) {
        yield* publish(...Array.from({ length: 500 }, () => ({ type: "SearchRequested", query: "up" }) as const))
      }
      yield* rest
      assert.deepInclude(yield* totals, { waiting: 0, givenUp: 1 })
    }).pipe(Effect.provide(tracker()))
  )

  it.effect("counts the same whenever it is stopped: between a use, the birth and the next use (STORE-1)", () => {
    const steps = [
      publish({ type: "PlaybackStarted", movie: "tmdb:13", session: "a" }),
      born(1, ["tmdb:13"]),
      publish({ type: "MovieViewed", movie: "tmdb:13", session: "a" }),
      publish({ type: "PlaybackStarted", movie: "tmdb:13", session: "a" }),
      publish({ type: "MovieRequested", movie: "tmdb:14" }),
      born(2, ["tmdb:14"])
    ]
    /** Runs the steps, and restarts the process after those whose bit is set. */
    const history = Effect.fnUntraced(function* (restarts: number) {
      const disk = new MemoryDisk()
      let pending: Array<(typeof steps)[number]> = []
      for (const [index, step] of steps.entries()) {
        pending.push(step)
        if ((restarts & (1 << index)) === 0) continue
        yield* inProcess(tracker(disk), Effect.andThen(Effect.all(pending), rest))
        disk.kill()
        pending = []
      }
      return yield* inProcess(tracker(disk), Effect.andThen(Effect.all(pending), Effect.andThen(rest, totals)))
    })
    return Effect.gen(function* () {
      for (let restarts = 0; restarts < 1 << steps.length; restarts++) {
        const { movies, plays, viewCount, waiting } = yield* history(restarts)
        assert.deepStrictEqual(
          { restarts, movies, plays, viewCount, waiting },
          { restarts, movies: 2, plays: 1, viewCount: 1, waiting: 0 }
        )
      }
    })
  })

  it.effect("remembers over a restart what still waits, even when its movie was born in between (STORE-1)", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      yield* inProcess(
        tracker(disk),
        Effect.gen(function* () {
          const other = yield* put(2)
          yield* publish({ type: "PlaybackStarted", movie: "tmdb:13" }, { type: "MovieViewed", movie: other })
          yield* rest
        })
      )
      disk.kill()
      yield* inProcess(shelf(disk), born(1, ["tmdb:13"]))
      disk.kill()
      assert.deepInclude(yield* inProcess(tracker(disk), Effect.andThen(rest, totals)), { viewCount: 2, waiting: 0 })
    })
  })

  it.effect("counts what waited together with the first use of its movie, before it hears of the birth", () =>
    Effect.gen(function* () {
      yield* publish({ type: "PlaybackStarted", movie: "server:plex/9", aliases: ["imdb:tt0109830"] })
      yield* rest
      yield* put(1, { aliases: ["tmdb:13", "imdb:tt0109830"] })
      yield* publish({ type: "MovieViewed", movie: "tmdb:13" })
      yield* rest
      assert.deepInclude(yield* totals, { viewCount: 2, plays: 1, waiting: 0 })
    }).pipe(Effect.provide(tracker()))
  )

  it.effect("counts what was published before it ran, while the movies were born ahead of it", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      yield* inProcess(
        shelf(disk),
        Effect.gen(function* () {
          yield* publish({ type: "MovieViewed", movie: "tmdb:13" })
          yield* born(1, ["tmdb:13"])
          yield* publish({ type: "MovieViewed", movie: "tmdb:13" })
        })
      )
      disk.kill()
      assert.deepInclude(yield* inProcess(tracker(disk), Effect.andThen(rest, totals)), { viewCount: 2, waiting: 0 })
    })
  })

  it.effect("tells the most popular now: old fame fades", () =>
    Effect.gen(function* () {
      const stats = yield* StatsTracker
      const [old, fresh, never] = [yield* put(1), yield* put(2), yield* put(3)]
      yield* publish({ type: "PlaybackStarted", movie: old })
      yield* TestClock.adjust(90 * dayMs)
      yield* publish({ type: "MovieViewed", movie: fresh })
      yield* rest
      const top = yield* stats.top(2)
      assert.deepStrictEqual(
        top.map(({ movie }) => movie),
        [fresh, old]
      )
      assert.approximately(top[1]?.popularity ?? 0, 5 / 8, 1e-9)
      assert.deepStrictEqual(
        (yield* stats.top(10)).map(({ movie }) => movie),
        [fresh, old, never]
      )
    }).pipe(Effect.provide(tracker()))
  )
})
