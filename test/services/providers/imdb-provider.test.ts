import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { aliasOf } from "../../../src/domain/identity.ts"
import {
  type ImdbFilm,
  ImdbTitles,
  imdbTitlesLayerNone,
  ImdbTitlesUnreadable
} from "../../../src/services/imdb-titles.ts"
import { CallMeter, dated, meterInto } from "../../../src/services/providers/call-meter.ts"
import { ImdbProvider, imdbProviderLayer } from "../../../src/services/providers/imdb-provider.ts"
import { json, memoryDataProvider } from "../memory-data-provider.ts"
import { keyOf } from "../sample-movie.ts"

const film: ImdbFilm = {
  ref: aliasOf("imdb", "tt0109830"),
  imdbId: "tt0109830",
  kind: "movie",
  title: "Bench",
  originalTitle: "Bench",
  year: 1994,
  runtimeMinutes: 142,
  genres: [],
  rating: { average: 8.8, votes: 2_000_000 },
  isAdult: false,
  asOf: 5_000
}
const omdb = { Response: "True", Title: "Bench at OMDb", Year: "1994", imdbRating: "8.7", imdbVotes: "1,000" }
const unreadable = new ImdbTitlesUnreadable({ path: "/imdb/titles.sqlite", detail: "damaged" })

const ask = (titles: Layer.Layer<never>, imdbId = "tt0109830") => {
  const data = memoryDataProvider({ [keyOf.imdb]: json(omdb) })
  const count = { calls: 0, imageBytes: 0 }
  return Effect.gen(function* () {
    yield* TestClock.setTime(9_000)
    const { fetchedAt, value } = yield* dated(ImdbProvider.use((imdb) => imdb.title(imdbId, "person")))
    return { title: value.title, votes: value.rating?.votes, fetchedAt, asked: data.asked.length, calls: count.calls }
  }).pipe(
    Effect.provideService(CallMeter, meterInto(count)),
    Effect.provide(imdbProviderLayer.pipe(Layer.provide(data.layer), Layer.provide(titles)))
  )
}
const having = (lookup: ImdbTitles["lookup"]) => Layer.succeed(ImdbTitles, { lookup, search: () => Effect.succeed([]) })
const fromOmdb = { title: "Bench at OMDb", votes: 1_000, fetchedAt: 9_000, asked: 1, calls: 1 }

describe("IMDb", () => {
  it.effect("is asked in the data sets first: no call, and as old as they are (LIFE-8)", () =>
    Effect.gen(function* () {
      const answer = yield* ask(having(() => Effect.succeed(film)))
      assert.deepStrictEqual(answer, { title: "Bench", votes: 2_000_000, fetchedAt: 5_000, asked: 0, calls: 0 })
    })
  )

  it.effect(
    "is asked at OMDb for what the data sets do not have, when there are none, and when they cannot be read",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* ask(having(() => Effect.undefined)), fromOmdb)
        assert.deepStrictEqual(yield* ask(imdbTitlesLayerNone), fromOmdb)
        assert.deepStrictEqual(yield* ask(Layer.empty), fromOmdb)
        assert.deepStrictEqual(yield* ask(having(() => unreadable)), fromOmdb)
      })
  )

  it.effect("finds nothing by title where there is no index", () =>
    Effect.gen(function* () {
      const titles = yield* ImdbTitles
      assert.deepStrictEqual(yield* titles.search("Bench", 1994), [])
    })
  )
})
