/** The genres. */
import { Effect } from "effect"
import { pieces } from "../../domain/pieces.ts"
import { absentFrom } from "./absent.ts"
import { type Enricher, statements } from "./enricher.ts"

export const genres: Enricher = {
  ...pieces.genres,
  needs: ["tmdb"],
  learn: Effect.fnUntraced(function* (subject) {
    const { movie, fetchedAt } = yield* subject.tmdb
    if (movie.genres === undefined || movie.genres.length === 0) return yield* absentFrom(movie, ["genres"])
    return { learnt: statements("tmdb", fetchedAt, { genres: movie.genres }) }
  })
}
