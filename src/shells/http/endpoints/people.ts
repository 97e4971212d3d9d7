import { Effect, Schema } from "effect"
import { PersonId } from "../../../domain/identity.ts"
import { PeopleRepository } from "../../../services/people-repository.ts"
import { Store } from "../../../services/store.ts"
import { endpoint } from "../endpoint.ts"
import { Problem } from "../problem.ts"
import { json } from "../reply.ts"

const words = "an id such as tmdb-31 or imdb-nm0000158"
const parts = {
  id: Schema.String.check(Schema.makeFilter(Schema.is(PersonId), { expected: words })).annotate({
    description: words
  }) as unknown as Schema.Codec<PersonId, string>
}

export const person = endpoint({
  method: "GET",
  path: "/v1/people/{id}",
  name: "getPerson",
  summary: "Somebody, and the movies here that name them",
  parts,
  query: {},
  answers: { 200: "The name, and movies with what they played or did", 404: "person-unknown" },
  handle: Effect.fnUntraced(function* ({ path }) {
    const people = yield* PeopleRepository
    const store = yield* Store
    const found = yield* people.person(path.id)
    if (found === undefined)
      return yield* new Problem({ kind: "person-unknown", detail: `Nobody here goes by ${path.id}.` })
    const movies = yield* Effect.forEach(yield* people.moviesOf(path.id), ({ credits, movie }) =>
      Effect.map(store.movie(movie), (record) => ({
        movie,
        title: record?.identity.title ?? null,
        year: record?.identity.year ?? null,
        credits
      }))
    )
    return json({ ...found, movies })
  })
})

export const filmography = endpoint({
  method: "GET",
  path: "/v1/people/{id}/filmography",
  name: "getFilmography",
  summary: "Everything that somebody made, as TMDB tells it; costs one call to the provider",
  details: "`hint` is what a RelatedMovieRequested for a movie of the list takes; `known` is its id when it is here.",
  parts,
  query: {},
  answers: { 200: "Movies with what they played or did", 502: "provider-failed" },
  handle: Effect.fnUntraced(function* ({ path }) {
    const people = yield* PeopleRepository
    return json({ id: path.id, movies: yield* people.filmography(path.id) })
  })
})
