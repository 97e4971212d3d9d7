/**
 * What IMDb's data sets on this machine say of which film is meant: where TMDB cannot be asked, and where it cannot tell. It
 * costs no call.
 */
import { Effect, Schema } from "effect"
import { Candidate } from "../../domain/event.ts"
import { Alias } from "../../domain/identity.ts"
import { foldTitle } from "../../domain/naming/fold.ts"
import { ProviderError } from "../data-provider.ts"
import { matchFilm } from "../identity/match-film.ts"
import type { FilmEvidence } from "../identity/score-film.ts"
import { type ImdbFilm, ImdbTitles } from "../imdb-titles.ts"
import type { TmdbHit } from "../providers/tmdb-lists.ts"
import { candidatesOf, hitFilms } from "./match-candidates.ts"

/** TMDB could not be asked; the data sets may know the film all the same, or which films it may be. */
export class IdentifiedOffline extends Schema.TaggedError<IdentifiedOffline>()("IdentifiedOffline", {
  error: ProviderError,
  /** The film's name at IMDb; null when none is clearly the one. */
  alias: Schema.NullOr(Alias),
  candidates: Schema.Array(Candidate)
}) {
  override get message() {
    const found =
      this.alias === null
        ? `IMDb's data sets know ${this.candidates.length} that it may be, none of them clearly the one`
        : `by IMDb's data sets it is ${this.alias}`
    return `${this.error.message}; ${found}`
  }
}

/** So many titles are looked up for one movie: those of the best readings. */
const titlesMax = 10

const titlesIn = ({ readings }: FilmEvidence): ReadonlyMap<string, number | null> => {
  const titles = readings.flatMap(({ alternativeTitles = [], title, year }) =>
    [title, ...alternativeTitles].map((each) => [each, year] as const)
  )
  // Of two readings with one title the better counts.
  return new Map(titles.slice(0, titlesMax).toReversed())
}

/** Films of the data sets that are called as the evidence says, each once. An index that cannot be read is as good as none. */
const filmsFor = Effect.fnUntraced(function* (evidence: FilmEvidence) {
  const { search } = yield* ImdbTitles
  const films = new Map<string, ImdbFilm>()
  for (const [title, year] of titlesIn(evidence)) {
    const found = yield* search(title, year ?? undefined).pipe(
      Effect.catchTag("ImdbTitlesUnreadable", (unreadable) => Effect.as(Effect.logWarning(unreadable.message), []))
    )
    for (const film of found) films.set(film.ref, film)
  }
  return [...films.values()] as ReadonlyArray<ImdbFilm>
})

const namesOf = ({ originalTitle, title }: Pick<TmdbHit, "title" | "originalTitle">) =>
  [title, originalTitle ?? title].map(foldTitle)

/** The film stands in TMDB's list already: TMDB's own word on it is the one that counts. */
const isListed = (film: ImdbFilm, hits: ReadonlyArray<TmdbHit>): boolean =>
  hits.some((hit) => {
    const isNear = hit.year === undefined || film.year === undefined || Math.abs(hit.year - film.year) <= 1
    return isNear && namesOf(hit).some((name) => namesOf(film).includes(name))
  })

/** TMDB's hits and the films that it did not offer, judged together. The winner, if any, is one of the latter. */
export const matchWider = Effect.fnUntraced(function* (evidence: FilmEvidence, hits: ReadonlyArray<TmdbHit>) {
  const more = (yield* filmsFor(evidence)).filter((film) => !isListed(film, hits))
  const { scores, winner } = matchFilm(evidence, [...hitFilms(hits), ...more])
  return { winner: more.find(({ ref }) => ref === winner?.ref), candidates: candidatesOf(scores) }
})

/** What the data sets can tell when TMDB failed: the same failure, with what was found. */
export const offline = Effect.fnUntraced(function* (evidence: FilmEvidence, error: ProviderError) {
  const { candidates, winner } = yield* matchWider(evidence, [])
  if (candidates.length === 0) return yield* error
  const alias = winner?.ref ?? null
  return yield* new IdentifiedOffline({ error, alias, candidates })
})
