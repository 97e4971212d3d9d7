import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { imdbTitlesLayer, openImdbIndex } from "../../../src/infra/imdb-data-set/imdb-index.ts"
import { ImdbTitles } from "../../../src/services/imdb-titles.ts"
import { matchFilm } from "../../../src/services/identity/match-film.ts"
import { basics, inDataSetWorld, movieRow, ratings } from "./data-set-world.ts"

const films = basics(
  "tt0133093\tmovie\tThe Matrix\tThe Matrix\t0\t1999\t\\N\t136\tAction,Sci-Fi",
  "tt0106062\tvideo\tMatrix\tMatrix\t1\t1993\t\\N\t\\N\tDrama",
  "tt0211915\tmovie\tAmélie\tLe fabuleux destin d'Amélie Poulain\t0\t2001\t\\N\t122\tComedy,Romance",
  "tt0000009\tmovie\tSpider-Man\tSpider-Man\t0\t2002\t\\N\t121\tAction",
  "tt12345678\tmovie\t???\t???\t0\t\\N\t\\N\t\\N\t\\N",
  ...[1950, 1960, 1970].map((year, at) => movieRow(500 + at, "Home", year))
)
const votes = ratings("tt0133093\t8.7\t2000000", "tt0000501\t5.0\t10", "tt0000502\t5.0\t90", "tt7777777\t9.9\t5")

const inLibrary = <A, E>(use: (titles: ImdbTitles) => Effect.Effect<A, E>) =>
  inDataSetWorld((world) => {
    world.put("title.basics.tsv.gz", films)
    world.put("title.ratings.tsv.gz", votes)
    return Effect.andThen(
      world.build(),
      world.using((index) => use(index))
    )
  })
const idsOf = (found: ReadonlyArray<{ readonly imdbId: string }>) => found.map(({ imdbId }) => imdbId)

describe("the index of IMDb titles", () => {
  it.effect("knows a film by its id", () =>
    inLibrary((titles) =>
      Effect.gen(function* () {
        const matrix = yield* titles.lookup("tt0133093")
        assert.isAbove(matrix!.asOf, 0)
        assert.deepStrictEqual(
          { ...matrix, asOf: 0 },
          {
            ref: "imdb:tt0133093",
            imdbId: "tt0133093",
            kind: "movie",
            title: "The Matrix",
            originalTitle: "The Matrix",
            year: 1999,
            runtimeMinutes: 136,
            genres: ["Action", "Sci-Fi"],
            rating: { average: 8.7, votes: 2_000_000 },
            isAdult: false,
            asOf: 0
          }
        )
        const wide = yield* titles.lookup("tt12345678")
        assert.deepInclude(wide, { title: "???", year: undefined, rating: undefined, genres: [] })
        for (const id of ["tt7777777", "tt1", "nm0000158", "tt0133093; DROP TABLE films", ""]) {
          assert.isUndefined(yield* titles.lookup(id))
        }
      })
    )
  )

  it.effect("finds films by either title in any spelling, adult ones last", () =>
    inLibrary((titles) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(idsOf(yield* titles.search("matrix")), ["tt0133093", "tt0106062"])
        for (const title of ["amelie", "AMÉLIE", "Le Fabuleux Destin d’Amelie Poulain"]) {
          assert.deepStrictEqual(idsOf(yield* titles.search(title)), ["tt0211915"])
        }
        for (const title of ["spiderman", "Spider Man", "spider-man"]) {
          assert.deepStrictEqual(idsOf(yield* titles.search(title)), ["tt0000009"])
        }
        assert.deepStrictEqual(idsOf(yield* titles.search("???")), ["tt12345678"])
        assert.deepStrictEqual(yield* titles.search("nothing of the kind"), [])
      })
    )
  )

  it.effect("puts those nearest to the year first, then those with most votes", () =>
    inLibrary((titles) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(idsOf(yield* titles.search("Home", 1951)), ["tt0000500", "tt0000501", "tt0000502"])
        assert.deepStrictEqual(idsOf(yield* titles.search("Home")), ["tt0000502", "tt0000501", "tt0000500"])
      })
    )
  )

  it.effect("finds what the matching can choose from, without a network", () =>
    inLibrary((titles) =>
      Effect.gen(function* () {
        const wanted = { readings: [{ title: "the matrix", year: 1999 }] }
        const { winner } = matchFilm(wanted, yield* titles.search("the matrix", 1999))
        assert.strictEqual(winner?.ref, "imdb:tt0133093")
      })
    )
  )
})

describe("a library", () => {
  const titlesOf = (directory: string) =>
    Effect.provide(
      Effect.flatMap(ImdbTitles, (titles) => Effect.asVoid(titles.lookup("tt0133093"))),
      imdbTitlesLayer(directory).pipe(Layer.fresh)
    )

  it.effect("opens without an index, and with one that cannot be read; a command says what is wrong", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        yield* titlesOf(world.index)
        assert.isUndefined(yield* Effect.scoped(openImdbIndex(world.index)))
        const path = join(world.index, "titles.sqlite")
        mkdirSync(dirname(path))
        writeFileSync(path, "no database at all")
        yield* titlesOf(world.index)
        const { message } = yield* Effect.flip(Effect.scoped(openImdbIndex(world.index)))
        assert.match(message, /titles\.sqlite cannot be read: .*Build it again with/)
      })
    )
  )

  it.effect("has the titles of its own index", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        world.put("title.basics.tsv", films)
        yield* world.build()
        const film = yield* Effect.flatMap(ImdbTitles, (titles) => titles.lookup("tt0000009")).pipe(
          Effect.provide(imdbTitlesLayer(world.index))
        )
        assert.strictEqual(film?.title, "Spider-Man")
      })
    )
  )
})
