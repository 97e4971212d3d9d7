/**
 * The rating: the votes at TMDB, or those at IMDb where a setting asks for them and the data sets or OMDb have them. TMDB's stand
 * in while IMDb cannot be asked, and never replace IMDb's (LIFE-8).
 */
import { Effect, Result } from "effect"
import { aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import type { ProviderError } from "../data-provider.ts"
import { dated } from "../providers/call-meter.ts"
import { ImdbProvider, type ImdbTitle } from "../providers/imdb-provider.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import type { Learnt } from "../enrichment.ts"
import { absentFrom, whyLacking } from "./absent.ts"
import { type Enricher, type Findings, statements, type Subject } from "./enricher.ts"

const fromTmdb = Effect.fnUntraced(function* (subject: Subject): Effect.fn.Return<Findings, ProviderError> {
  const { movie, fetchedAt } = yield* subject.tmdb
  if (movie.rating === undefined) return yield* absentFrom(movie, ["vote_average", "vote_count"])
  return { learnt: statements("tmdb", fetchedAt, { rating: { ...movie.rating } }) }
})

/** What TMDB lacks and IMDb has, with the reason: by its rank IMDb would not be heard where TMDB tells. */
const fillIns = (movie: TmdbMovie, told: ImdbTitle, fetchedAt: number): ReadonlyArray<Learnt> => [
  ...(movie.runtimeMinutes === undefined
    ? statements("imdb", fetchedAt, { runtimeMinutes: told.runtimeMinutes }, whyLacking(movie, "runtime"))
    : []),
  ...(movie.year === undefined
    ? statements("imdb", fetchedAt, { year: told.year }, whyLacking(movie, "release_date"))
    : [])
]

const fromImdb = Effect.fnUntraced(function* (
  subject: Subject,
  imdbId: string
): Effect.fn.Return<Findings, ProviderError, ImdbProvider> {
  const imdb = yield* ImdbProvider
  const { movie } = yield* subject.tmdb
  const { fetchedAt, value: told } = yield* dated(imdb.title(imdbId, subject.lane))
  const more = fillIns(movie, told, fetchedAt)
  if (told.rating !== undefined) {
    return { learnt: [...statements("imdb", fetchedAt, { rating: { ...told.rating } }), ...more] }
  }
  const rated = yield* Effect.result(fromTmdb(subject))
  if (Result.isFailure(rated))
    return more.length === 0 ? yield* rated.failure : { learnt: more, lacking: rated.failure }
  return { learnt: [...rated.success.learnt, ...more] }
})

/** What is not there is not there; what failed is a gap, so that IMDb is asked again before the next refresh. */
const insteadOf = (subject: Subject, failure: ProviderError) => {
  const { _tag: why } = failure.reason
  const isAbsent = why === "NotThere" || why === "FixtureMissing"
  return Effect.map(fromTmdb(subject), (found): Findings => (isAbsent ? found : { ...found, lacking: failure }))
}

export const rating: Enricher = {
  ...pieces.rating,
  needs: ["tmdb"],
  learn: (subject) => {
    const imdbId = aliasValue(subject.aliases, "imdb")
    if (!subject.settings.imdbRatings || imdbId === undefined) return fromTmdb(subject)
    return fromImdb(subject, imdbId).pipe(Effect.catchTag("ProviderError", (failure) => insteadOf(subject, failure)))
  }
}
