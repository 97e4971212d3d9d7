/** The rating: the votes at TMDB, or those at IMDb where a setting asks for them and OMDb has them. */
import { Effect } from "effect"
import { aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import type { ProviderError } from "../data-provider.ts"
import { dated } from "../providers/call-meter.ts"
import { ImdbProvider } from "../providers/imdb-provider.ts"
import { absentFrom } from "./absent.ts"
import { type Enricher, type Findings, statements, type Subject } from "./enricher.ts"

const fromTmdb = Effect.fnUntraced(function* (subject: Subject): Effect.fn.Return<Findings, ProviderError> {
  const { movie, fetchedAt } = yield* subject.tmdb
  if (movie.rating === undefined) return yield* absentFrom(movie, ["vote_average", "vote_count"])
  return { learnt: statements("tmdb", fetchedAt, { rating: { ...movie.rating } }) }
})

const fromImdb = Effect.fnUntraced(function* (
  subject: Subject,
  imdbId: string
): Effect.fn.Return<Findings, ProviderError, ImdbProvider> {
  const imdb = yield* ImdbProvider
  const { fetchedAt, value } = yield* dated(imdb.title(imdbId, subject.lane))
  const { rating: votes } = value
  if (votes === undefined) return yield* fromTmdb(subject)
  return { learnt: statements("imdb", fetchedAt, { rating: { ...votes } }) }
})

export const rating: Enricher = {
  ...pieces.rating,
  needs: ["tmdb"],
  learn: (subject) => {
    const imdbId = aliasValue(subject.aliases, "imdb")
    if (!subject.settings.imdbRatings || imdbId === undefined) return fromTmdb(subject)
    return fromImdb(subject, imdbId).pipe(Effect.catchTag("ProviderError", () => fromTmdb(subject)))
  }
}
