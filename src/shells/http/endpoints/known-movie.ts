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

const needsMovie: ReadonlySet<string> = new Set([
  "MoviePinned",
  "MovieUnpinned",
  "MovieEdited",
  "MovieForgotten",
  "MovieMatched",
  "MoviesMerged",
  "MovieSplit",
  "ProviderRefreshRequested"
])

/**
 * What to say of an event about a movie that nobody knows as of now: no movie is born of it. Undefined when there is nothing to
 * say. Something published just before may still make the movie known, so that this is no refusal.
 */
export const unknownNote = Effect.fnUntraced(function* (event: { readonly type: string; readonly movie?: unknown }) {
  const { movie, type } = event
  if (!needsMovie.has(type) || typeof movie !== "string") return undefined
  const { resolve } = yield* MovieRepository
  if ((yield* resolve(movie as MovieRef)) !== undefined) return undefined
  return `${unknownMovie(movie as MovieRef).detail} Unless an earlier event makes it known, this one changes nothing.`
})

/** The address of a movie's part, by its id or alias. */
export const movieAddress = (basePath: string, ref: MovieRef, part = ""): string =>
  `${basePath}/v1/movies/${encodeURIComponent(ref)}${part}`
