import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dayMs } from "../../../src/domain/time.ts"
import { engineWorld } from "../engine-world.ts"
import { json } from "../memory-data-provider.ts"
import { keyOf, newMovie } from "../sample-movie.ts"

describe("identifying", () => {
  it.effect("by the IMDb id", () => {
    const { data, library, layer, reach } = engineWorld(newMovie(["imdb:tt0109830"]))
    data.set(keyOf.find, json({ movie_results: [{ id: 13, title: "The Long Bench" }], tv_results: [] }))
    return Effect.gen(function* () {
      yield* reach("basic")
      assert.deepStrictEqual(data.calls(), [keyOf.find, keyOf.details])
      assert.deepStrictEqual(library.movie().identity.aliases, ["imdb:tt0109830", "tmdb:13"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("by title and year, when exactly one movie has them", () => {
    const { data, library, layer, reach } = engineWorld(newMovie(["file:/films/bench.mkv"], "The long bench!", 1995))
    data.set("tmdb /search/movie?query=The long bench!&year=1995", json({ results: [] }))
    data.set(
      "tmdb /search/movie?query=The long bench!",
      json({
        results: [
          { id: 14, title: "The Long Bench", release_date: "2011-01-01" },
          { id: 13, title: "The Long Bench", release_date: "1994-06-23" }
        ]
      })
    )
    return Effect.gen(function* () {
      yield* reach("basic")
      assert.include(library.movie().identity.aliases, "tmdb:13")
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "nobody guesses: two that fit, or a year that is not known, give scored candidates and a try in days",
    () => {
      const { data, library, layer, fail } = engineWorld(newMovie(["file:/films/bench.mkv"], "The Long Bench", 1994))
      const results = [
        { id: 12, title: "A Short Bench", release_date: "1994-01-01" },
        { id: 13, title: "The Long Bench", release_date: "1994-06-23" },
        { id: 14, title: "The Long Bench", release_date: "1994-11-01" }
      ]
      data.set("tmdb /search/movie?query=The Long Bench&year=1994", json({ results }))
      data.set("tmdb /search/movie?query=The Long Bench", json({ results: results.slice(0, 2) }))
      return Effect.gen(function* () {
        const error = yield* fail("basic")
        assert.deepStrictEqual([error.reason, error.retryAt], ["Unmatched", 7 * dayMs])
        assert.deepStrictEqual(
          error.candidates?.map(({ ref, score }) => [ref, score]),
          [
            ["tmdb:13", 1],
            ["tmdb:14", 1],
            ["tmdb:12", 0.65]
          ]
        )
        library.set(newMovie(["file:/films/bench.mkv"], "The Long Bench"))
        assert.strictEqual((yield* fail("basic")).reason, "Unmatched")
        library.set(newMovie(["file:/films/bench.mkv"]))
        const nothing = yield* fail("basic")
        assert.deepStrictEqual([nothing.reason, nothing.candidates, nothing.providerCalls], ["Unmatched", [], 0])
      }).pipe(Effect.provide(layer))
    }
  )

  const fromFile = (path: string) => {
    const movie = newMovie([`file:${path}`])
    const file = { path, sizeBytes: null, fingerprint: null, missingSince: null }
    return engineWorld({ ...movie, identity: { ...movie.identity, files: [file] } })
  }

  it.effect("by the name of its file, when nothing else is known", () => {
    const { data, library, layer, reach } = fromFile("/films/The Long Bench (1994)/bench.1080p.mkv")
    const results = [
      { id: 13, title: "The Long Bench", release_date: "1994-06-23" },
      { id: 15, title: "The Long Bench 2", release_date: "1995-06-23" }
    ]
    data.set("tmdb /search/movie?query=The Long Bench&year=1994", json({ results }))
    return Effect.gen(function* () {
      yield* reach("basic")
      assert.include(library.movie().identity.aliases, "tmdb:13")
    }).pipe(Effect.provide(layer))
  })

  it.effect("by an id in the name of its file, without a search", () => {
    const { data, layer, reach } = fromFile("/films/anything [tmdbid-13].mkv")
    return Effect.gen(function* () {
      yield* reach("basic")
      assert.deepStrictEqual(data.calls(), [keyOf.details])
    }).pipe(Effect.provide(layer))
  })

  it.effect("never of a trailer or an episode, and without asking anybody", () => {
    const { data, layer, fail } = fromFile("/films/The Long Bench (1994)/The Long Bench-trailer.mkv")
    return Effect.gen(function* () {
      const error = yield* fail("basic")
      assert.deepStrictEqual([error.reason, data.calls()], ["Unmatched", []])
    }).pipe(Effect.provide(layer))
  })
})
