import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import fc from "fast-check"
import type { ProviderAnswer } from "../../../src/services/data-provider.ts"
import { CallMeter, meterInto } from "../../../src/services/providers/call-meter.ts"
import { ImageProvider } from "../../../src/services/providers/image-provider.ts"
import { ImdbProvider } from "../../../src/services/providers/imdb-provider.ts"
import { providersLayer } from "../../../src/services/providers/providers-layer.ts"
import { imageProblems } from "../../../src/services/providers/tmdb-images.ts"
import { TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"
import { runs } from "../../support/runs.ts"
import { jpeg, json, memoryDataProvider, text } from "../memory-data-provider.ts"
import { answers, credits, details, externalIds, images, keyOf, keywords } from "../sample-movie.ts"

const world = (replies: Parameters<typeof memoryDataProvider>[0] = answers()) => {
  const data = memoryDataProvider(replies)
  return { data, layer: providersLayer.pipe(Layer.provide(data.layer)) }
}
const everything = { ...details, credits, external_ids: externalIds, images, keywords }
const movieOf = (answer: ProviderAnswer) =>
  TmdbProvider.use((tmdb) => tmdb.movie(13, "all", "person")).pipe(Effect.provide(world({ [keyOf.all]: answer }).layer))
const refusalOf = (answer: ProviderAnswer) => Effect.map(Effect.flip(movieOf(answer)), (error) => error.reason)

describe("TMDB", () => {
  it.effect("asks in exactly the forms that fixtures are filed under", () => {
    const { data, layer } = world({})
    return Effect.gen(function* () {
      const tmdb = yield* TmdbProvider
      const lane = "person"
      for (const parts of ["details", "credits", "deep", "all"] as const)
        yield* Effect.flip(tmdb.movie(13, parts, lane))
      yield* Effect.flip(tmdb.search({ query: " The\u202e Long  Bench\0 ", year: 1994 }, lane))
      yield* Effect.flip(tmdb.search({ query: "Bench" }, lane))
      yield* Effect.flip(tmdb.personCredits(31, lane))
      yield* Effect.flip(tmdb.find("tt0109830", lane))
      yield* Effect.flip(tmdb.discover(0, lane))
      yield* Effect.flip(tmdb.trending("week", 9_999, lane))
      yield* Effect.flip(tmdb.configuration(lane))
      assert.deepStrictEqual(data.asked, [
        "tmdb /movie/13",
        "tmdb /movie/13?append_to_response=credits",
        "tmdb /movie/13?append_to_response=external_ids,images,keywords&include_image_language=en,null",
        "tmdb /movie/13?append_to_response=credits,external_ids,images,keywords&include_image_language=en,null",
        "tmdb /search/movie?query=The Long Bench&year=1994",
        "tmdb /search/movie?query=Bench",
        "tmdb /person/31/movie_credits",
        "tmdb /find/tt0109830?external_source=imdb_id",
        "tmdb /discover/movie?page=1",
        "tmdb /trending/movie/week?page=500",
        "tmdb /configuration"
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a status says what it means: not there, refused and when to come back, or nonsense", () =>
    Effect.gen(function* () {
      const tagOf = (answer: ProviderAnswer) => Effect.map(refusalOf(answer), (reason) => reason._tag)
      const notFound = { status_code: 34, status_message: "The resource could not be found." }
      assert.strictEqual(yield* tagOf(json({ success: false, ...notFound }, 404)), "NotThere")
      assert.strictEqual(yield* tagOf(json(notFound, 404)), "NotThere")
      assert.strictEqual(yield* tagOf(json({ success: false, ...notFound })), "NotThere")
      for (const status of [400, 401, 403, 422, 429, 500, 502, 503, 504]) {
        const reason = yield* refusalOf(json({ errors: ["no"] }, status))
        assert.deepInclude(reason, { _tag: "ProviderRefused", status })
      }
      for (const answer of [
        text("{", 200),
        text("", 200),
        json([1]),
        json("x"),
        json(null),
        json({}, 302),
        json({ success: false, status_code: 99 })
      ]) {
        assert.strictEqual(yield* tagOf(answer), "AnswerInvalid")
      }
      const told = yield* refusalOf({ ...text("Too many\u0000 requests\u202e", 429), retryAfterMs: 7_000 })
      assert.deepInclude(told, { status: 429, detail: "Too many requests", retryAfterMs: 7_000 })
      const silent = yield* refusalOf(json({ status_code: 25, status_message: "Over the limit" }, 429))
      assert.deepInclude(silent, { detail: "Over the limit" })
      assert.notProperty(silent, "retryAfterMs")
    })
  )

  it.effect("unknown fields are ignored, missing ones are normal, a wrong one harms nothing but itself", () =>
    Effect.gen(function* () {
      const bare = yield* movieOf(json({ id: 13, title: "Bench", surprise: { deep: [1] } }))
      assert.deepInclude(bare, { title: "Bench", year: undefined, genres: undefined, credits: undefined, notes: [] })
      const odd = yield* movieOf(
        json({
          ...everything,
          runtime: "142",
          vote_average: 11,
          release_date: "1994-02-31",
          poster_path: "/../etc/passwd",
          tagline: null,
          original_language: "EN-us!",
          genres: [{ name: "Comedy" }, 7, { name: 8 }],
          keywords: "many"
        })
      )
      assert.strictEqual(odd.title, "The Long Bench")
      assert.deepStrictEqual(odd.genres, ["Comedy"])
      const { runtimeMinutes, rating, releaseDate, year, posterPath, language, tagline, keywords: words } = odd
      assert.deepStrictEqual(
        [runtimeMinutes, rating, releaseDate, year, posterPath, language, tagline, words],
        Array(8).fill(undefined)
      )
      assert.sameMembers(
        odd.notes.map((note) => note.field),
        [
          "runtime",
          "vote_average",
          "release_date",
          "poster_path",
          "original_language",
          "genres[1]",
          "genres[2].name",
          "keywords"
        ]
      )
      assert.strictEqual(odd.credits?.people.length, 5)
    })
  )

  it("SAFE-4: whatever JSON comes, the answer is a checked movie or a typed failure, within its bounds", async () => {
    const junk = fc.jsonValue({ maxDepth: 2 })
    const field = fc.constantFrom(...Object.keys(everything), "success", "status_code", "__proto__", "constructor")
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, junk), { maxLength: 6 }),
        fc.string({ unit: "binary", maxLength: 600 }),
        (changes, dirty) => {
          const body = Object.fromEntries([...Object.entries(everything), ["tagline", dirty], ...changes])
          return Effect.gen(function* () {
            const result = yield* Effect.result(movieOf(json(body)))
            if (result._tag === "Failure") return assert.strictEqual(result.failure._tag, "ProviderError")
            const movie = result.success
            for (const line of [movie.title, movie.tagline, movie.status])
              assert.notMatch(line ?? "", /[\p{Control}\u202a-\u202e]/u)
            assert.isAtMost(movie.tagline?.length ?? 0, 1_000)
            assert.isTrue(movie.runtimeMinutes === undefined || Number.isSafeInteger(movie.runtimeMinutes))
            assert.match(movie.posterPath ?? "/a.jpg", /^\/[A-Za-z0-9._-]+\.(?:jpg|jpeg|png|webp)$/)
            assert.isAtMost(movie.notes.length, 50)
            return assert.notProperty({}, "title")
          }).pipe(Effect.runPromise)
        }
      ),
      { numRuns: runs() }
    )
  })

  it.effect("RUN-1: of thousands of names only the first fifty of cast and of makers are kept", () =>
    Effect.gen(function* () {
      const cast = Array.from({ length: 3_000 }, (_, index) => ({
        id: index + 1,
        name: `P${index}`,
        character: "x",
        order: 2_999 - index
      }))
      const crew = cast.map(({ id, name }) => ({ id, name, job: "Director" }))
      const movie = yield* movieOf(json({ ...details, credits: { cast, crew } }))
      assert.strictEqual(movie.credits?.credits.length, 100)
      const noisy = yield* movieOf(json({ ...details, genres: Array.from({ length: 3_000 }, () => 7) }))
      assert.deepStrictEqual([noisy.notes.length, noisy.genres], [50, []])
    })
  )

  it.effect("lists are read item by item", () => {
    const { layer } = world({
      "tmdb /search/movie?query=Bench": json({
        page: 1,
        total_pages: 2,
        results: [{ id: 13, title: "Bench", release_date: "" }, { id: "x", title: "Odd" }, 3]
      }),
      "tmdb /person/31/movie_credits": json({
        cast: [{ id: 13, title: "Bench", character: "Tom" }],
        crew: [{ id: 14, title: "Bus", job: "Director" }]
      }),
      "tmdb /discover/movie?page=2": json({ page: 2, total_pages: 90_000, results: [] }),
      "tmdb /movie/popular?page=1": json({ page: 1, total_pages: 3, results: [{ id: 13, title: "Bench" }] }),
      "tmdb /movie/changes?end_date=2026-01-03&page=1&start_date=2026-01-01": json({
        results: [{ id: 13, adult: false }, { id: null }, { id: "x" }, { id: 14 }],
        page: 1,
        total_pages: 7
      }),
      "tmdb /movie/13/images?include_image_language=en,null": json({ posters: [{ file_path: "/a.jpg" }, {}], id: 13 }),
      "tmdb /configuration": json({ images: { poster_sizes: ["w185", "w780", 3], backdrop_sizes: ["w1280"] } })
    })
    return Effect.gen(function* () {
      const tmdb = yield* TmdbProvider
      assert.deepStrictEqual(yield* tmdb.search({ query: "Bench" }, "person"), [
        { id: 13, title: "Bench", originalTitle: undefined, year: undefined }
      ])
      assert.deepStrictEqual(
        (yield* tmdb.personCredits(31, "person")).map(({ id, as }) => [id, as]),
        [
          [13, "Tom"],
          [14, "Director"]
        ]
      )
      assert.deepStrictEqual(yield* tmdb.discover(2, "background"), { page: 2, pages: 500, hits: [] })
      const popular = yield* tmdb.popular(-3, "background")
      assert.deepStrictEqual([popular.pages, popular.hits.map(({ id }) => id)], [3, [13]])
      assert.deepStrictEqual(yield* tmdb.changes({ from: "2026-01-01", to: "2026-01-03" }, 1, "housekeeping"), {
        page: 1,
        pages: 7,
        ids: [13, 14]
      })
      assert.deepStrictEqual(yield* tmdb.images(13, "person"), { posters: ["/a.jpg"], backdrops: [] })
      const offered = yield* tmdb.configuration("person")
      assert.deepStrictEqual(offered, {
        imageBaseUrl: undefined,
        posterSizes: ["w185", "w780"],
        backdropSizes: ["w1280"]
      })
      assert.deepStrictEqual(imageProblems(offered), ["TMDB does not offer the width w300 of a backdrop"])
      assert.deepStrictEqual(imageProblems({ ...offered, backdropSizes: ["w300", "w1280"] }), [])
      assert.match(
        imageProblems({ ...offered, imageBaseUrl: "https://cdn.example.org/" })[0] ?? "",
        /cdn\.example\.org/
      )
      assert.deepStrictEqual(yield* tmdb.search({ query: "\0" }, "person"), [])
    }).pipe(Effect.provide(layer))
  })
})

describe("IMDb, through OMDb", () => {
  const ask = (answer: ProviderAnswer) =>
    ImdbProvider.use((imdb) => imdb.title("tt0109830", "person")).pipe(
      Effect.provide(world({ [keyOf.imdb]: answer }).layer)
    )

  it.effect("reads a title, where N/A is nothing", () =>
    Effect.gen(function* () {
      const full = {
        Response: "True",
        Title: "Bench",
        Year: "1994–1996",
        Runtime: "142 min",
        imdbRating: "8.8",
        imdbVotes: "2,345,678"
      }
      assert.deepStrictEqual(yield* ask(json(full)), {
        title: "Bench",
        year: 1994,
        runtimeMinutes: 142,
        rating: { average: 8.8, votes: 2_345_678 }
      })
      const none = yield* ask(
        json({ Response: "True", Title: "Bench", Year: "N/A", Runtime: "N/A", imdbRating: "N/A", imdbVotes: "N/A" })
      )
      assert.deepStrictEqual(none, { title: "Bench", year: undefined, runtimeMinutes: undefined, rating: undefined })
    })
  )

  it.effect("not found comes with status 200, and over quota with 401", () =>
    Effect.gen(function* () {
      const reasonOf = (answer: ProviderAnswer) => Effect.map(Effect.flip(ask(answer)), (error) => error.reason)
      assert.strictEqual((yield* reasonOf(json({ Response: "False", Error: "Incorrect IMDb ID." })))._tag, "NotThere")
      const quota = yield* reasonOf(json({ Response: "False", Error: "Request limit reached!" }, 401))
      assert.deepInclude(quota, { _tag: "ProviderRefused", status: 401, detail: "Request limit reached!" })
    })
  )
})

describe("images", () => {
  const key = "images /t/p/w185/a.jpg"
  const ask = (answer: ProviderAnswer, path = "/a.jpg") =>
    ImageProvider.use((provider) => provider.bytes({ kind: "poster", size: "small", path }, "person")).pipe(
      Effect.provide(world({ [key]: answer }).layer)
    )

  it.effect("SAFE-4: only a picture of a sane size from a plain path is taken", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask(jpeg(300))).byteLength, 300)
      const bad = [
        ask(jpeg(0)),
        ask({ ...jpeg(), body: new Uint8Array(11 * 1024 * 1024) }),
        ask(text("<svg/>", 200, "image/svg+xml")),
        ask(jpeg(), "/../a.jpg")
      ]
      for (const one of bad) assert.strictEqual((yield* Effect.flip(one)).reason._tag, "AnswerInvalid")
      assert.strictEqual((yield* Effect.flip(ask(text("", 404)))).reason._tag, "NotThere")
    })
  )

  it.effect("are counted in bytes, and facts in calls", () => {
    const { layer } = world()
    const count = { calls: 0, imageBytes: 0 }
    return Effect.gen(function* () {
      yield* ImageProvider.use((provider) =>
        provider.bytes({ kind: "poster", size: "small", path: "/bench.jpg" }, "person")
      )
      yield* TmdbProvider.use((tmdb) => tmdb.movie(13, "all", "person"))
      yield* Effect.flip(TmdbProvider.use((tmdb) => tmdb.movie(14, "all", "person")))
      assert.deepStrictEqual(count, { calls: 2, imageBytes: 300 })
    }).pipe(Effect.provideService(CallMeter, meterInto(count)), Effect.provide(layer))
  })
})
