import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { minuteMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { Discovery } from "../../../src/services/discovery.ts"
import { TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"
import { Search } from "../../../src/services/search/search.ts"
import { StatsTracker } from "../../../src/services/statistics/stats-tracker.ts"
import { defaultStatisticsSettings } from "../../../src/services/statistics/use.ts"
import { allEvents, core, EventBus, recordOf, typesOf } from "../../support/core.ts"
import { advance, inWorld } from "../../support/virtual.ts"

const hits = [
  { id: 13, title: "Forrest Gump", originalTitle: undefined, year: 1994 },
  { id: 14, title: "Forrest of Nowhere", originalTitle: undefined, year: undefined }
]

const world = (disk = new MemoryDisk()) =>
  Layer.mergeAll(Search.layer, Discovery.layer, StatsTracker.layer(defaultStatisticsSettings)).pipe(
    Layer.provideMerge(Layer.merge(core({ disk }), Layer.mock(TmdbProvider, { search: () => Effect.succeed(hits) })))
  )

const titlesFound = Effect.fnUntraced(function* (query: string, year?: number) {
  const { found, isComplete } = yield* (yield* Search).search(query, year === undefined ? {} : { year })
  assert.isTrue(isComplete)
  return found.map(({ title }) => title)
})

describe("search", () => {
  it("answers at once with what the library has; providers add to it afterwards, and each hit counts once (LIFE-9)", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const [bus, search, stats] = [yield* EventBus, yield* Search, yield* StatsTracker]
        const movies = [{ movie: "tmdb:13", title: "Forrest Gump", year: 1994 }] as const
        yield* bus.publish({ type: "DiscoverMoviesFetched", movies })
        yield* advance(minuteMs)
        assert.deepStrictEqual(search.status(), { state: "not built", movies: 0 })
        const { found } = yield* search.request("forest gump")
        assert.deepStrictEqual(
          found.map(({ title, year }) => [title, year]),
          [["Forrest Gump", 1994]]
        )
        yield* advance(minuteMs)
        assert.deepStrictEqual(yield* titlesFound("forrest"), ["Forrest Gump", "Forrest of Nowhere"])
        const events = yield* allEvents
        assert.strictEqual(typesOf(events).filter((type) => type === "SearchHit").length, 3)
        assert.strictEqual((yield* recordOf("tmdb:13")).statistics.searchHits, 1)
        assert.strictEqual((yield* recordOf("tmdb:14")).statistics.searchHits, 1)
        assert.strictEqual(stats.totals().neverOpened, 2)
        yield* bus.publish({ type: "MovieViewed", movie: "tmdb:13" })
        yield* advance(minuteMs)
        assert.strictEqual(stats.totals().neverOpened, 1)
      })
    ))

  it("follows what is born, edited and forgotten", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const tell = (input: Parameters<typeof bus.publish>[0]) => Effect.andThen(bus.publish(input), advance(minuteMs))
        assert.deepStrictEqual(yield* titlesFound("anything"), [])
        yield* tell({ type: "BulkImportRequested", movies: [{ movie: "tmdb:1", title: "Night River", year: 1999 }] })
        assert.deepStrictEqual(yield* titlesFound("night rivr"), ["Night River"])
        assert.deepStrictEqual(yield* titlesFound("night", 2000), [])
        // Asked before the edit has been carried out, and again afterwards.
        yield* bus.publish({ type: "MovieEdited", movie: "tmdb:1", field: "title", value: "Day River" })
        yield* titlesFound("river")
        yield* advance(minuteMs)
        assert.deepStrictEqual(yield* titlesFound("day"), ["Day River"])
        assert.deepStrictEqual(yield* titlesFound("night"), [])
        yield* tell({ type: "MovieForgotten", movie: "tmdb:1" })
        assert.deepStrictEqual(yield* titlesFound("river"), [])
      })
    ))

  it("a mark set by hand is no use of the movie", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:1", level: "initial" })
        yield* bus.publish({ type: "MovieViewed", movie: "tmdb:1", kind: "marked" })
        yield* advance(minuteMs)
        assert.strictEqual((yield* recordOf("tmdb:1")).statistics.viewCount, 0)
      })
    ))
})
