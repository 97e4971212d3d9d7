/** The details: title, year, runtime, overview and the rest of what TMDB says about the movie itself. */
import { Effect } from "effect"
import { type Alias, aliasOf, aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import { comparableTitle } from "../../domain/text.ts"
import { answerInvalid } from "../providers/provider-failures.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import { unreadable } from "./absent.ts"
import { type Enricher, statements, type Subject } from "./enricher.ts"

/** TMDB merges movies: an old id then answers as a new one. A different film under the id is a mistake, not a merge. */
const isAnotherMovie = (subject: Subject, movie: TmdbMovie): boolean => {
  const { title } = subject.movie.identity
  if (movie.id === undefined || title === null || subject.aliases.includes(aliasOf("tmdb", movie.id))) return false
  const known = comparableTitle(title)
  return [movie.title, movie.originalTitle].every((name) => name === undefined || comparableTitle(name) !== known)
}

/** The id of a merged movie is one more name; of two IMDb ids the one that was known stays. */
const aliasesIn = (subject: Subject, movie: TmdbMovie): ReadonlyArray<Alias> => {
  const tmdb = movie.id === undefined ? [] : [aliasOf("tmdb", movie.id)]
  const hasImdb = movie.imdbId === undefined || aliasValue(subject.aliases, "imdb") !== undefined
  const imdb = hasImdb ? [] : [aliasOf("imdb", movie.imdbId)]
  return [...tmdb, ...imdb].filter((alias) => !subject.aliases.includes(alias))
}

export const details: Enricher = {
  ...pieces.details,
  needs: ["tmdb"],
  learn: Effect.fnUntraced(function* (subject) {
    const { movie, fetchedAt } = yield* subject.tmdb
    const { fields } = subject.movie.knowledge
    // One title stands in for the other where nothing is known: TMDB leaves the second out where it is the same.
    const title = movie.title ?? (fields.title === undefined ? movie.originalTitle : undefined)
    const originalTitle = movie.originalTitle ?? (fields.originalTitle === undefined ? title : undefined)
    if (title === undefined && fields.title === undefined) return yield* unreadable("title")
    if (isAnotherMovie(subject, movie)) {
      const called = movie.title ?? movie.originalTitle ?? "which it does not name"
      return yield* answerInvalid("tmdb", `it answered about another movie, "${called}" (tmdb:${movie.id})`)
    }
    return {
      learnt: statements("tmdb", fetchedAt, {
        title,
        originalTitle,
        year: movie.year,
        releaseDate: movie.releaseDate,
        runtimeMinutes: movie.runtimeMinutes,
        language: movie.language,
        overview: movie.overview,
        tagline: movie.tagline,
        status: movie.status
      }),
      aliases: aliasesIn(subject, movie)
    }
  })
}
