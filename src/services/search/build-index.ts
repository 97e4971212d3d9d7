/** Reads titles out of records into an index, in slices, so that others get their turn. */
import { Effect } from "effect"
import type { MovieId } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { Store } from "../store.ts"
import type { TitleIndex, Titles } from "./title-index.ts"

const moviesPerTurn = 100

/** A movie without a title cannot be found by it. */
export const titlesOf = ({ identity, knowledge }: Movie): Titles | undefined => {
  const original = knowledge.fields.originalTitle?.value
  const titles = [identity.title, typeof original === "string" ? original : null].filter((title) => title !== null)
  return titles.length === 0 ? undefined : { titles, year: identity.year }
}

/** Brings one movie up to date in the index. */
export const indexMovie = Effect.fnUntraced(function* (index: TitleIndex, id: MovieId) {
  const movie = yield* (yield* Store).movie(id)
  const titles = movie === undefined ? undefined : titlesOf(movie)
  if (titles === undefined) index.remove(id)
  else index.put(id, titles)
})

/** Every movie of the library, in the order of their creation. */
export const buildIndex = Effect.fnUntraced(function* (index: TitleIndex) {
  const store = yield* Store
  let count = 0
  for (const { id } of store.all()) {
    yield* indexMovie(index, id)
    if (++count % moviesPerTurn === 0) yield* Effect.yieldNow
  }
})
