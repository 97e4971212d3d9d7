import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { dayMs } from "../../../src/domain/time.ts"
import { type ImdbFilm, ImdbTitles, ImdbTitlesUnreadable } from "../../../src/services/imdb-titles.ts"
import { engineWorld } from "../engine-world.ts"
import { json } from "../memory-data-provider.ts"
import { keyOf, newMovie } from "../sample-movie.ts"

const film = (imdbId: string, title: string, year: number): ImdbFilm => ({
  ref: `imdb:${imdbId}`,
  imdbId,
  kind: "movie",
  title,
  originalTitle: title,
  year,
  runtimeMinutes: undefined,
  genres: [],
  rating: undefined,
  isAdult: false,
  asOf: 0
})

const bench = film("tt0109830", "The Long Bench", 1994)

const worldWith = (search: ImdbTitles["search"], title = "The Long Bench", year: number | null = 1994) => {
  const world = engineWorld(newMovie(["file:/films/bench.mkv"], title, year))
  const titles = Layer.succeed(ImdbTitles, { lookup: () => Effect.undefined, search })
  return { ...world, layer: world.layer.pipe(Layer.provide(titles)) }
}
const searchKey = "tmdb /search/movie?query=The Long Bench&year=1994"
const hit = (id: number, title: string, year: number) => ({ id, title, release_date: `${year}-01-01` })

describe("IMDb's data sets beside TMDB's search", () => {
  it.effect("name the film that the search did not offer: TMDB finds it by that id", () => {
    const { data, layer, library, reach } = worldWith(() => Effect.succeed([bench]))
    data.set(searchKey, json({ results: [hit(40, "Another Bench", 1994)] }))
    data.set(keyOf.find, json({ movie_results: [hit(13, "Die lange Bank", 1994)] }))
    return Effect.gen(function* () {
      yield* reach("basic")
      assert.include(library.movie().identity.aliases, "tmdb:13")
    }).pipe(Effect.provide(layer))
  })

  it.effect("are not asked where TMDB is clear, and are candidates where nobody is", () => {
    let asked = 0
    const both = [bench, film("tt0109831", "The Long Bench", 1995)]
    const { data, fail, layer, library, reach } = worldWith(() => Effect.sync(() => (asked++, both)))
    data.set(searchKey, json({ results: [hit(13, "The Long Bench", 1994)] }))
    return Effect.gen(function* () {
      const before = library.movie()
      yield* reach("basic")
      assert.strictEqual(asked, 0)
      library.set({ ...before, identity: { ...before.identity, year: null } })
      data.set("tmdb /search/movie?query=The Long Bench", json({ results: [hit(40, "Long Benches", 1970)] }))
      const error = yield* fail("basic")
      assert.sameMembers(error.candidates?.map(({ ref }) => ref) ?? [], ["tmdb:40", ...both.map(({ ref }) => ref)])
      assert.deepStrictEqual([error.reason, error.retryAt], ["Unmatched", 7 * dayMs])
    }).pipe(Effect.provide(layer))
  })

  it.effect("do not outvote TMDB: what it lists twice stays for a person to decide", () => {
    const { data, fail, layer } = worldWith(() => Effect.succeed([bench]))
    data.set(searchKey, json({ results: [hit(13, "The Long Bench", 1994), hit(14, "The Long Bench", 1994)] }))
    return Effect.gen(function* () {
      const error = yield* fail("basic")
      assert.deepStrictEqual(
        error.candidates?.map(({ ref }) => ref),
        ["tmdb:13", "tmdb:14"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("an index that cannot be read is as good as none", () => {
    const { data, fail, layer } = worldWith(() => new ImdbTitlesUnreadable({ path: "x", detail: "torn" }))
    data.goDown("tmdb")
    return Effect.gen(function* () {
      const error = yield* fail("basic")
      assert.deepStrictEqual(
        [error.reason, error.aliases, error.candidates],
        ["ProviderUnreachable", undefined, undefined]
      )
    }).pipe(Effect.provide(layer))
  })
})
