import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { type MovieId, type PersonId } from "../../src/domain/identity.ts"
import type { Credit } from "../../src/domain/movie.ts"
import { PeopleRepository } from "../../src/services/people-repository.ts"
import { tmdbProviderLayer } from "../../src/services/providers/tmdb-provider.ts"
import { Store } from "../../src/services/store.ts"
import { put, shelf } from "../support/shelf.ts"
import { json, memoryDataProvider } from "./memory-data-provider.ts"

const tom = "tmdb-31" as PersonId
const ada = "tmdb-3" as PersonId
const key = "tmdb /person/31/movie_credits"

const filmography = {
  cast: [
    { id: 13, title: "The Long Bench", release_date: "1994-06-23", character: "The man" },
    { id: 14, title: "Another", character: "" },
    { title: "Nameless" }
  ],
  crew: [{ id: 13, title: "The Long Bench", release_date: "1994-06-23", job: "Producer" }]
}

const world = (data = memoryDataProvider({ [key]: json(filmography) })) =>
  PeopleRepository.layer.pipe(
    Layer.provideMerge(shelf()),
    Layer.provide(tmdbProviderLayer.pipe(Layer.provide(data.layer)))
  )

const credit = (person: PersonId, as: string): Credit => ({ person, kind: "played", as, order: 0 })

const cast = Effect.fnUntraced(function* (movie: MovieId, credits: ReadonlyArray<Credit>) {
  const store = yield* Store
  const people = credits.map(({ person }) => ({ id: person, name: `Name of ${person}` }))
  yield* store.commit({ people, relations: [{ movie, credits, related: [] }] })
})

describe("the PeopleRepository", () => {
  it.effect("knows a person, and the movies here that name them, in the order in which those became known", () =>
    Effect.gen(function* () {
      const people = yield* PeopleRepository
      const [one, two, three] = [yield* put(30), yield* put(20), yield* put(10)]
      yield* cast(three, [credit(tom, "Late")])
      yield* cast(one, [credit(ada, "Her"), credit(tom, "Him"), credit(tom, "His twin")])
      yield* cast(two, [credit(ada, "Her again")])
      assert.deepStrictEqual(yield* people.person(tom), { id: tom, name: "Name of tmdb-31" })
      assert.isUndefined(yield* people.person("tmdb-4" as PersonId))
      assert.deepStrictEqual(yield* people.moviesOf(tom), [
        { movie: one, credits: [credit(tom, "Him"), credit(tom, "His twin")] },
        { movie: three, credits: [credit(tom, "Late")] }
      ])
      assert.deepStrictEqual(yield* people.moviesOf("tmdb-4" as PersonId), [])
    }).pipe(Effect.provide(world()))
  )

  it.effect("tells a filmography as hints, each movie once, and which of them is known here", () => {
    const data = memoryDataProvider({ [key]: json(filmography) })
    return Effect.gen(function* () {
      const people = yield* PeopleRepository
      const id = yield* put(1, { aliases: ["tmdb:13"] })
      assert.deepStrictEqual(yield* people.filmography(tom), [
        { hint: { movie: "tmdb:13", title: "The Long Bench", year: 1994 }, as: ["The man", "Producer"], known: id },
        { hint: { movie: "tmdb:14", title: "Another" }, as: [], known: null }
      ])
      assert.deepStrictEqual(data.asked, [key])
    }).pipe(Effect.provide(world(data)))
  })

  it.effect("says so when the provider does not know the person, or cannot be asked", () => {
    const data = memoryDataProvider()
    return Effect.gen(function* () {
      const people = yield* PeopleRepository
      const stranger = yield* Effect.flip(people.filmography("imdb-nm0000158" as PersonId))
      assert.include(stranger.message, "imdb-nm0000158")
      assert.deepStrictEqual(data.asked, [])
      data.goDown("tmdb")
      assert.include((yield* Effect.flip(people.filmography(tom))).message, "cannot be reached")
    }).pipe(Effect.provide(world(data)))
  })
})
