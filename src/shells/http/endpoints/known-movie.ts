/** The movie that an address names, or the problem that there is none. */
import { Effect } from "effect"
import type { MovieRef } from "../../../domain/identity.ts"
import { MovieRepository } from "../../../services/movie-repository.ts"
import { Problem } from "../problem.ts"

export const unknownMovie = (ref: MovieRef) =>
  new Problem({ kind: "movie-unknown", detail: `No movie here goes by ${JSON.stringify(ref.slice(0, 200))}.` })

export const knownMovie = Effect.fnUntraced(function* (ref: MovieRef) {
  const { find } = yield* MovieRepository
  const movie = yield* find(ref)
  return movie ?? (yield* unknownMovie(ref))
})

/** The address of a movie's part, by its id or alias. */
export const movieAddress = (basePath: string, ref: MovieRef, part = ""): string =>
  `${basePath}/v1/movies/${encodeURIComponent(ref)}${part}`
