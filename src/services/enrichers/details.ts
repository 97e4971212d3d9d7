/** The details: title, year, runtime, overview and the rest of what TMDB says about the movie itself. */
import { Clock, Effect } from "effect"
import { type Alias, aliasOf, aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import { isHeld, unreadable } from "./absent.ts"
import { type Enricher, statements, type Subject } from "./enricher.ts"

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
    const now = yield* Clock.currentTimeMillis
    // One title stands in for the other where nothing is known: TMDB leaves the second out where it is the same.
    const title = movie.title ?? (isHeld(subject, "title", now) ? undefined : movie.originalTitle)
    const originalTitle = movie.originalTitle ?? (isHeld(subject, "originalTitle", now) ? undefined : title)
    if (movie.title === undefined && movie.originalTitle === undefined) return yield* unreadable("title")
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
      aliases: aliasesIn(subject, movie),
      ...(movie.title === undefined ? { lacking: unreadable("title") } : {})
    }
  })
}
