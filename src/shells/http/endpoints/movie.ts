import { Effect, Schema } from "effect"
import type { MovieRef } from "../../../domain/identity.ts"
import { knownLevel } from "../../../domain/level.ts"
import type { Movie } from "../../../domain/movie.ts"
import { MovieRepository } from "../../../services/movie-repository.ts"
import { Store } from "../../../services/store.ts"
import { showFacts } from "../../facts/show-facts.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"
import { knownMovie, unknownMovie } from "./known-movie.ts"
import { ref } from "./parameters.ts"

const levelOf = ({ lifecycle }: Movie) => knownLevel(lifecycle.state, lifecycle.kept)

const record = Effect.fnUntraced(function* (wanted: MovieRef) {
  const { rendered } = yield* HttpDesk
  const store = yield* Store
  const kept = rendered.find(store, wanted)
  if (kept !== undefined) return kept
  const id = yield* (yield* MovieRepository).resolve(wanted)
  if (id === undefined) return yield* unknownMovie(wanted)
  const revision = store.revision(id)
  const found = yield* knownMovie(id)
  const reply = json({ level: levelOf(found), movie: found })
  rendered.keep(store, wanted, { movie: id, reply }, revision)
  return reply
})

const everything = Effect.fnUntraced(function* (wanted: MovieRef) {
  const found = yield* knownMovie(wanted)
  return json({ level: levelOf(found), ...(yield* showFacts(found)) })
})

export const movie = endpoint({
  method: "GET",
  path: "/v1/movies/{ref}",
  name: "getMovie",
  summary: "One movie with all that is known of it",
  details:
    "Reading changes nothing and asks nobody: publish MovieViewed when a person looks at it, and ask for more with " +
    "POST /v1/movies/{ref}/requests. With `with=everything` the names of its people, related movies and images come too.",
  parts: ref,
  query: { with: Schema.optionalKey(Schema.Literals(["record", "everything"])) },
  answers: { 200: "The movie: its level, and its record with the source and age of every field", 404: "movie-unknown" },
  handle: ({ path, query }) => (query.with === "everything" ? everything(path.ref) : record(path.ref))
})
