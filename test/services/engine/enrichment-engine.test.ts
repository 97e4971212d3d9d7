import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { Level } from "../../../src/domain/level.ts"
import { editField, knowledgeLevelHolds, reasonFor, undoEdit } from "../../../src/domain/merge-knowledge.ts"
import { minuteMs } from "../../../src/domain/time.ts"
import { EnrichmentEngine } from "../../../src/services/enrichment.ts"
import { engineWorld } from "../engine-world.ts"
import { json, text } from "../memory-data-provider.ts"
import { answers, details, keyOf, newMovie } from "../sample-movie.ts"

describe("advancing", () => {
  it.effect("from initial to deep costs three provider calls, and images", () => {
    const { data, library, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      const basic = yield* reach("basic", { wanted: "deep" })
      const medium = yield* reach("medium", { wanted: "deep" })
      const deep = yield* reach("deep", { wanted: "deep" })
      assert.deepStrictEqual(data.asked, [
        keyOf.all,
        keyOf.poster,
        keyOf.posterHd,
        keyOf.backdrop,
        keyOf.entity,
        keyOf.summary
      ])
      assert.deepStrictEqual(
        [basic, medium, deep].map((one) => one.providerCalls),
        [1, 0, 2]
      )
      assert.deepStrictEqual(
        [basic, medium, deep].map((one) => one.bytes),
        [300, 0, 2_400]
      )
      assert.deepStrictEqual(library.movie().knowledge.gaps, [])
      assert.deepStrictEqual(library.movie().identity.aliases, ["tmdb:13", "imdb:tt0109830", "wikidata:Q134773"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("LIFE-1: each level holds what it promises, and its enrichers ran in the order of the design", () => {
    const { library, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      const tried: Array<ReadonlyArray<string>> = []
      for (const level of ["basic", "medium", "deep"] as const) {
        assert.isFalse(knowledgeLevelHolds(library.movie().knowledge, level))
        tried.push((yield* reach(level)).tried)
        assert.isTrue(knowledgeLevelHolds(library.movie().knowledge, level))
      }
      assert.deepStrictEqual(tried, [
        ["details", "poster"],
        ["credits", "genres", "rating"],
        ["external-ids", "images", "keywords", "wikipedia-summary"]
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("asks TMDB for exactly what each task needs", () => {
    const { data, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      const forms: Array<string | undefined> = []
      const later = Effect.fnUntraced(function* (level: Level, wanted: Level) {
        yield* TestClock.adjust("1 hour")
        const before = data.asked.length
        yield* reach(level, { wanted })
        forms.push(data.asked.slice(before).find((key) => key.startsWith("tmdb ")))
      })
      yield* later("basic", "basic")
      yield* later("basic", "medium")
      yield* later("basic", "deep")
      yield* later("medium", "medium")
      yield* later("medium", "deep")
      yield* later("deep", "deep")
      const { all, credits: withCredits, deep } = keyOf
      assert.deepStrictEqual(forms, [keyOf.details, withCredits, all, withCredits, all, deep])
    }).pipe(Effect.provide(layer))
  })

  it.effect("states people, credits, and what it knows of the film", () => {
    const { library, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      yield* reach("basic")
      const medium = yield* reach("medium")
      yield* reach("deep")
      assert.deepStrictEqual(
        medium.people.map(({ id, name }) => `${id} ${name}`),
        ["tmdb-31 Tom First", "tmdb-32 Ada Second", "tmdb-24 Bob Maker", "tmdb-27 Eve Writer", "tmdb-28 Al Tunes"]
      )
      assert.deepStrictEqual(
        medium.credits?.map(({ person, kind, as }) => `${person} ${kind} ${as}`),
        [
          "tmdb-31 played The man",
          "tmdb-32 played Jenny",
          "tmdb-24 directed Director",
          "tmdb-27 wrote Screenplay",
          "tmdb-28 composed Original Music Composer"
        ]
      )
      const { fields } = library.movie().knowledge
      assert.deepStrictEqual(fields.year?.value, 1994)
      assert.deepStrictEqual(fields.genres?.value, ["Comedy", "Drama"])
      assert.deepStrictEqual(fields.credits?.value, { played: 2, directed: 1, wrote: 1, composed: 1 })
      assert.deepStrictEqual(fields.summary, {
        value: {
          language: "en",
          title: "The Long Bench (film)",
          text: "The Long Bench is a 1994 film.",
          url: "https://en.wikipedia.org/wiki/The_Long_Bench_(film)",
          licence: "CC BY-SA 4.0",
          attribution: 'From the Wikipedia article "The Long Bench (film)", under CC BY-SA 4.0'
        },
        source: "wikipedia",
        fetchedAt: 0
      })
    }).pipe(Effect.provide(layer))
  })

  it.effect("an answer is remembered for ten minutes, not longer", () => {
    const { data, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      yield* reach("basic", { wanted: "medium" })
      yield* TestClock.adjust(10 * minuteMs - 1)
      const soon = yield* reach("medium")
      assert.strictEqual(soon.learnt[0]?.fetchedAt, 0)
      assert.strictEqual(data.calls().length, 1)
      yield* TestClock.adjust(1)
      yield* reach("medium")
      assert.strictEqual(data.calls().length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("the IMDb rating is asked for only when a setting says so", () => {
    const { data, library, layer, reach } = engineWorld(newMovie(["tmdb:13"]), { languages: ["en"], imdbRatings: true })
    data.set(keyOf.imdb, json({ Response: "True", Title: "x", imdbRating: "8.8", imdbVotes: "2,345,678" }))
    return Effect.gen(function* () {
      yield* reach("basic", { wanted: "medium" })
      const medium = yield* reach("medium")
      assert.strictEqual(medium.providerCalls, 1)
      const { rating } = library.movie().knowledge.fields
      assert.deepStrictEqual(rating, { value: { average: 8.8, votes: 2_345_678 }, source: "imdb", fetchedAt: 0 })
    }).pipe(Effect.provide(layer))
  })
})

describe("refreshing", () => {
  it.effect("asks all that TMDB's terms are about again in one call, and keeps pictures that are there", () => {
    const { data, library, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      for (const level of ["basic", "medium", "deep"] as const) yield* reach(level, { wanted: "deep" })
      yield* TestClock.adjust("1 minute")
      data.set(
        keyOf.all,
        json({ ...JSON.parse(new TextDecoder().decode(answers()[keyOf.all]?.body)), vote_count: 30_000 })
      )
      data.asked.length = 0
      const refreshed = yield* reach("deep", { task: "refresh" })
      assert.deepStrictEqual(data.asked, [keyOf.all])
      assert.deepStrictEqual([refreshed.providerCalls, refreshed.bytes, refreshed.images.length], [1, 0, 3])
      assert.deepStrictEqual(library.movie().knowledge.fields.rating?.value, { average: 8.5, votes: 30_000 })
      const { fields } = library.movie().knowledge
      const fetchedFrom = (provider: string) =>
        new Set(
          Object.values(fields)
            .filter(({ source }) => source === provider)
            .map(({ fetchedAt }) => fetchedAt)
        )
      assert.deepStrictEqual(fetchedFrom("tmdb"), new Set([minuteMs]))
      assert.deepStrictEqual(fetchedFrom("wikipedia"), new Set([0]))
    }).pipe(Effect.provide(layer))
  })

  it.effect("LIFE-8: a provider that is down, refuses, or answers nonsense leaves every field as it was", () => {
    const { data, library, layer, reach, fail } = engineWorld()
    return Effect.gen(function* () {
      for (const level of ["basic", "medium", "deep"] as const) yield* reach(level)
      const before = library.movie().knowledge
      for (const reply of [text("{", 200), json([]), json({}), json({}, 503), json({ title: 7 }), json(null)]) {
        data.set(keyOf.all, reply)
        yield* fail("deep", { task: "refresh" })
        assert.deepStrictEqual(library.movie().knowledge, before)
      }
    }).pipe(Effect.provide(layer))
  })

  it.effect("a movie that TMDB merged into another is known by both ids; another film under its id is refused", () => {
    const { data, library, layer, reach, fail } = engineWorld(newMovie(["tmdb:13"], "The long bench", 1994))
    return Effect.gen(function* () {
      data.set(keyOf.details, json({ ...details, id: 77 }))
      yield* reach("basic")
      assert.deepStrictEqual(library.movie().identity.aliases, ["tmdb:13", "tmdb:77", "imdb:tt0109830"])
      data.set(keyOf.details, json({ ...details, id: 78, title: "Cats", original_title: "Cats" }))
      const error = yield* fail("basic", { task: "refresh" })
      assert.strictEqual(error.reason, "AnswerInvalid")
      assert.include(error.detail, "another movie")
    }).pipe(Effect.provide(layer))
  })
})

describe("the files that are written", () => {
  it.effect("are held until what was learnt is settled, and let go at once when nothing came of it (SAFE-1)", () => {
    const { data, library, layer, fail, reach } = engineWorld()
    return Effect.gen(function* () {
      const engine = yield* EnrichmentEngine
      const basic = yield* reach("basic")
      assert.deepStrictEqual(library.holds, [new Set(basic.images.map(({ file }) => file))])
      engine.settled?.(basic)
      engine.settled?.(basic)
      assert.deepStrictEqual(library.holds, [])
      data.goDown("tmdb")
      yield* TestClock.adjust("1 day")
      yield* fail("medium")
      assert.deepStrictEqual(library.holds, [])
      data.comeBack("tmdb")
      data.set(keyOf.poster, "silence")
      library.lost.add(basic.images[0]!.file)
      const working = yield* Effect.forkChild(reach("basic", { task: "refresh" }), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.lengthOf(library.holds, 1)
      yield* Fiber.interrupt(working)
      assert.deepStrictEqual(library.holds, [])
    }).pipe(Effect.provide(layer))
  })

  it.effect("are fetched again when the disk has lost them", () => {
    const { data, library, layer, reach } = engineWorld()
    return Effect.gen(function* () {
      const [image] = (yield* reach("basic")).images
      library.lost.add(image!.file)
      data.asked.length = 0
      yield* reach("basic", { task: "refresh" })
      assert.deepStrictEqual(data.asked, [keyOf.details, keyOf.poster])
    }).pipe(Effect.provide(layer))
  })
})

describe("a movie with two TMDB ids", () => {
  it.effect("is asked for under the newest; when that was removed, under the one before, and nothing is lost", () => {
    const { data, layer, reach, fail, library } = engineWorld(newMovie(["tmdb:13", "tmdb:99"]))
    return Effect.gen(function* () {
      yield* reach("basic")
      assert.deepStrictEqual(data.calls(), ["tmdb /movie/99", keyOf.details])
      assert.deepStrictEqual(library.movie().identity.aliases, ["tmdb:13", "tmdb:99", "imdb:tt0109830"])
      data.set(keyOf.details, json({ status_code: 34, status_message: "gone" }, 404))
      const gone = yield* fail("basic", { task: "refresh" })
      assert.deepInclude(gone, { reason: "NotThere", detail: "tmdb does not have it: gone" })
      assert.strictEqual(library.movie().knowledge.fields.title?.value, "The Long Bench")
    }).pipe(Effect.provide(layer))
  })
})

describe("the files of pictures", () => {
  it.effect("SAFE-1: are listed before they are written, once each, and held while nobody shows them", () => {
    const { layer, library, reach } = engineWorld()
    return Effect.gen(function* () {
      for (const level of ["basic", "medium", "deep"] as const) yield* reach(level, { wanted: "deep" })
      assert.deepStrictEqual(library.announced, [...library.files.keys()])
      assert.strictEqual(library.announced.length, 3)
      yield* reach("deep", { task: "refresh" })
      assert.strictEqual(library.announced.length, 3, "what is shown is fetched and listed no more")
    }).pipe(Effect.provide(layer))
  })
})

describe("a field that the better source lacks", () => {
  it.effect("LIFE-8: is taken from the next one, with the reason; and from the better one as soon as it tells", () => {
    const { data, layer, library, reach } = engineWorld(newMovie(["tmdb:13", "imdb:tt0109830"]), {
      languages: ["en"],
      imdbRatings: true
    })
    const omdb = { Response: "True", Year: "1994", Runtime: "142 min", imdbRating: "8.8", imdbVotes: "2,345,678" }
    const runtime = () => library.movie().knowledge.fields.runtimeMinutes!
    data.set(keyOf.all, json({ ...details, runtime: 0, credits: { cast: [], crew: [] } }))
    data.set(keyOf.imdb, json(omdb))
    return Effect.gen(function* () {
      yield* reach("basic", { wanted: "deep" })
      yield* reach("medium", { wanted: "deep" })
      assert.deepInclude(runtime(), { value: 142, source: "imdb", because: "tmdb's runtime is 0" })
      assert.strictEqual(reasonFor(runtime()), "from imdb, because tmdb's runtime is 0")
      assert.notProperty(library.movie().knowledge.fields.year, "previous", "where TMDB tells, IMDb is not heard")
      data.set(keyOf.credits, json({ ...details, runtime: 141, credits: { cast: [], crew: [] } }))
      yield* reach("medium", { task: "refresh" })
      assert.deepInclude(runtime(), { value: 141, source: "tmdb" })
      assert.strictEqual(reasonFor(runtime()), "tmdb goes before imdb")
      const edited = editField(library.movie().knowledge, "runtimeMinutes", 143, 1)
      assert.strictEqual(reasonFor(edited.fields.runtimeMinutes!), "a person's edit goes before tmdb")
      assert.deepInclude(undoEdit(edited, "runtimeMinutes").fields.runtimeMinutes, { value: 141, source: "tmdb" })
    }).pipe(Effect.provide(layer))
  })
})
