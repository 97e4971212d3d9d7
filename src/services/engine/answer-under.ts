/** Under which ids a movie is asked for at TMDB, which merges movies and removes ids, and which answers count. */
import { Clock, Effect } from "effect"
import { aliasOf, aliasValues } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { refreshAgeMs } from "../../domain/terms.ts"
import { comparableTitle } from "../../domain/text.ts"
import type { ProviderError } from "../data-provider.ts"
import type { TmdbAnswer } from "../enrichers/enricher.ts"
import { identifyMovie } from "../enrichers/identify-movie.ts"
import type { EnrichmentRequest } from "../enrichment.ts"
import { answerInvalid, notThere } from "../providers/provider-failures.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import type { TmdbParts, TmdbProvider } from "../providers/tmdb-provider.ts"
import { type Failure, failureFrom } from "./failure.ts"
import type { MovieAnswers } from "./movie-answers.ts"

/** A movie that was merged more often than this is asked for under its newest names only. */
const idsMax = 5

/** So many tries in a row, some three days long, an answer that contradicts what is known is taken for a mistake. */
const doubtsMax = 20

/** The movie's TMDB ids: those it has, the newest first, or the one that identifying it finds. Never none. */
export const tmdbIdsOf = (
  movie: Movie,
  request: EnrichmentRequest
): Effect.Effect<ReadonlyArray<number>, Failure, TmdbProvider> => {
  const known = aliasValues(movie.identity.aliases, "tmdb").map(Number)
  if (known.length > 0) return Effect.succeed(known.toReversed().slice(0, idsMax))
  return identifyMovie(movie, request.lane).pipe(
    Effect.mapError(failureFrom),
    Effect.map((id) => [id])
  )
}

const firstThere = (
  ids: ReadonlyArray<number>,
  ask: (id: number) => Effect.Effect<TmdbAnswer, ProviderError>
): Effect.Effect<TmdbAnswer, ProviderError> => {
  const [id, ...others] = ids
  if (id === undefined) return notThere("tmdb", "the movie has no id there")
  if (others.length === 0) return ask(id)
  return Effect.catchIf(
    ask(id),
    (error) => error.reason._tag === "NotThere",
    () => firstThere(others, ask)
  )
}

/** A refresh by an answer that is due for a refresh itself would be none, and what it replaces would be forgotten (LIFE-8). */
const recent = Effect.fnUntraced(function* (answer: TmdbAnswer): Effect.fn.Return<TmdbAnswer, ProviderError> {
  if ((yield* Clock.currentTimeMillis) - answer.fetchedAt < refreshAgeMs) return answer
  return yield* answerInvalid("tmdb", "its newest answer is so old that it needs refreshing itself")
})

/**
 * The id that was asked for proves little where the film behind it names another IMDb id than the one that is known: either
 * this answer is wrong, or the one that was believed before. What a provider still says after days is what it means.
 */
const isUnderKnownId = (
  { identity: { aliases } }: Movie,
  asked: ReadonlyArray<number>,
  told: TmdbMovie,
  attempts: number
): boolean => {
  const imdb = aliasValues(aliases, "imdb")
  const isContradicted = told.imdbId !== undefined && imdb.length > 0 && !imdb.includes(told.imdbId)
  if (isContradicted && attempts < doubtsMax) return false
  return told.id === undefined || asked.includes(told.id) || aliases.includes(aliasOf("tmdb", told.id))
}

/** TMDB merges movies: an old id then answers as a new one. A different film under the id is a mistake, not a merge. */
const isAnotherMovie = (movie: Movie, asked: ReadonlyArray<number>, told: TmdbMovie, attempts: number): boolean => {
  const { title } = movie.identity
  if (title === null || isUnderKnownId(movie, asked, told, attempts)) return false
  const known = comparableTitle(title)
  return [told.title, told.originalTitle].every((name) => name === undefined || comparableTitle(name) !== known)
}

/** Of another movie nothing is believed, whichever piece it was asked for (LIFE-8). */
const aboutThis = (movie: Movie, asked: ReadonlyArray<number>, attempts: number) => (answer: TmdbAnswer) => {
  const { id, originalTitle, title } = answer.movie
  if (!isAnotherMovie(movie, asked, answer.movie, attempts)) return Effect.succeed(answer)
  const called = title ?? originalTitle ?? "which it does not name"
  return Effect.fail(answerInvalid("tmdb", `it answered about another movie, "${called}" (tmdb:${id})`))
}

/** TMDB's answer about the movie, under the first of its ids that is there; the others are not asked for again. */
export const answerUnder = (
  movie: Movie,
  ids: ReadonlyArray<number>,
  answers: MovieAnswers,
  parts: TmdbParts,
  { attempts, lane, task }: EnrichmentRequest
): Effect.Effect<TmdbAnswer, ProviderError> => {
  let there = ids
  const ask = (id: number) => Effect.tap(answers.get(id, parts, lane), () => Effect.sync(() => void (there = [id])))
  const answer = Effect.suspend(() => firstThere(there, ask)).pipe(Effect.flatMap(aboutThis(movie, ids, attempts)))
  return task === "refresh" ? Effect.flatMap(answer, recent) : answer
}
