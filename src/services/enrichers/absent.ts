/** How an enricher says that TMDB's answer lacks its piece. */
import type { ProviderError } from "../data-provider.ts"
import { answerInvalid, notThere } from "../providers/provider-failures.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"

/** A field that was there but could not be read is worth another try soon; one that is not there can wait. */
export const absentFrom = (movie: TmdbMovie, fields: ReadonlyArray<string>): ProviderError => {
  const note = movie.notes.find(({ field }) => fields.some((name) => field === name || field.startsWith(`${name}[`)))
  if (note !== undefined) return answerInvalid("tmdb", `${note.field} ${note.problem}`)
  return notThere("tmdb", `it has no ${fields.join(" or ")} for this movie`)
}

/** TMDB has this for every movie: an answer without it is a bad answer, not a movie without it. */
export const unreadable = (what: string): ProviderError => answerInvalid("tmdb", `the answer has no readable ${what}`)
