/** The keywords. */
import { Effect } from "effect"
import { pieces } from "../../domain/pieces.ts"
import { absentFrom } from "./absent.ts"
import { type Enricher, statements } from "./enricher.ts"

export const keywords: Enricher = {
  ...pieces.keywords,
  needs: ["tmdb"],
  appends: "deep",
  learn: Effect.fnUntraced(function* (subject) {
    const { movie, fetchedAt } = yield* subject.tmdb
    if (movie.keywords === undefined || movie.keywords.length === 0) {
      return yield* absentFrom(movie, ["keywords", "keywords.keywords"])
    }
    return { learnt: statements("tmdb", fetchedAt, { keywords: movie.keywords }) }
  })
}
