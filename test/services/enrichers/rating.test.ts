import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dayMs, hourMs } from "../../../src/domain/time.ts"
import { TestClock } from "effect/testing"
import { engineWorld } from "../engine-world.ts"
import { json } from "../memory-data-provider.ts"
import { keyOf, newMovie } from "../sample-movie.ts"

const omdb = (average: string) => json({ Response: "True", Title: "x", imdbRating: average, imdbVotes: "2,345" })
const settings = { languages: ["en"], imdbRatings: true }

describe("the rating, where IMDb's is wanted", () => {
  it.effect("stays IMDb's through a failure of OMDb, which is asked again within the hour (LIFE-8)", () => {
    const { data, layer, library, reach } = engineWorld(newMovie(["tmdb:13", "imdb:tt0109830"]), settings)
    data.set(keyOf.imdb, omdb("8.8"))
    return Effect.gen(function* () {
      yield* reach("medium")
      const before = library.movie().knowledge.fields.rating
      assert.strictEqual(before?.source, "imdb")
      yield* TestClock.adjust(dayMs)
      data.goDown("imdb")
      yield* reach("medium", { task: "refresh" })
      const { fields, gaps } = library.movie().knowledge
      assert.deepStrictEqual([fields.rating?.value, fields.rating?.source], [before?.value, "imdb"])
      assert.deepInclude(
        gaps.find(({ piece }) => piece === "rating"),
        { nextTryAt: dayMs + hourMs }
      )
      data.comeBack("imdb")
      data.set(keyOf.imdb, omdb("8.9"))
      yield* TestClock.adjust(hourMs)
      yield* reach("medium", { task: "fill" })
      assert.deepInclude(library.movie().knowledge.fields.rating, { value: { average: 8.9, votes: 2_345 } })
      assert.deepStrictEqual(library.movie().knowledge.gaps, [])
    }).pipe(Effect.provide(layer))
  })

  it.effect("is TMDB's until IMDb tells, and IMDb's from then on", () => {
    const { data, layer, library, reach } = engineWorld(newMovie(["tmdb:13", "imdb:tt0109830"]), settings)
    data.goDown("imdb")
    return Effect.gen(function* () {
      yield* reach("medium")
      assert.strictEqual(library.movie().knowledge.fields.rating?.source, "tmdb")
      data.comeBack("imdb")
      data.set(keyOf.imdb, omdb("8.8"))
      yield* TestClock.adjust(hourMs)
      yield* reach("medium", { task: "fill" })
      const { rating } = library.movie().knowledge.fields
      assert.deepStrictEqual([rating?.source, rating?.previous?.source], ["imdb", "tmdb"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("is TMDB's without a gap where OMDb does not have the movie", () => {
    const { data, layer, library, reach } = engineWorld(newMovie(["tmdb:13", "imdb:tt0109830"]), settings)
    data.set(keyOf.imdb, json({ Response: "False", Error: "Error getting data." }))
    return Effect.gen(function* () {
      yield* reach("medium")
      const { fields, gaps } = library.movie().knowledge
      assert.deepStrictEqual([fields.rating?.source, gaps], ["tmdb", []])
    }).pipe(Effect.provide(layer))
  })
})
