/**
 * Finds the TMDB id of a movie that has none: by its IMDb id, else by title and year, else by what its file is called.
 * Nobody guesses.
 */
import { Effect, Schema } from "effect"
import { Candidate } from "../../domain/event.ts"
import { aliasValue } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import type { Lane, ProviderError } from "../data-provider.ts"
import { notThere } from "../providers/provider-failures.ts"
import { TmdbProvider } from "../providers/tmdb-provider.ts"
import { evidenceOfPath } from "../identity/evidence-of-path.ts"
import type { FilmEvidence } from "../identity/score-film.ts"
import { matchCandidates } from "./match-candidates.ts"

/** No candidate wins clearly, or there is nothing to search by. */
export class Unmatched extends Schema.TaggedError<Unmatched>()("Unmatched", {
  detail: Schema.String,
  candidates: Schema.Array(Candidate)
}) {
  override get message() {
    return this.detail
  }
}

type Identified = Effect.fn.Return<number, ProviderError | Unmatched, TmdbProvider>

const known = (movie: Movie, field: "title" | "year"): unknown => movie.knowledge.fields[field]?.value

/** What the movie is called: what is known of it goes before the hint it was created from. */
const calledOf = (movie: Movie): { readonly title: string | null; readonly year: number | null } => {
  const [title, year] = [known(movie, "title"), known(movie, "year")]
  return {
    title: typeof title === "string" ? title : movie.identity.title,
    year: typeof year === "number" ? year : movie.identity.year
  }
}

const unmatched = (detail: string, candidates: ReadonlyArray<Candidate> = []) => new Unmatched({ detail, candidates })

const byImdbId = Effect.fnUntraced(function* (evidence: FilmEvidence, imdbId: string, lane: Lane): Identified {
  const tmdb = yield* TmdbProvider
  const hits = yield* tmdb.find(imdbId, lane)
  const [only, another] = hits
  if (only === undefined) return yield* notThere("tmdb", `it knows no movie with the IMDb id ${imdbId}`)
  if (another === undefined) return only.id
  const { candidates } = matchCandidates(evidence, hits)
  return yield* unmatched(`The IMDb id ${imdbId} leads to ${hits.length} movies.`, candidates)
})

/** The first reading is what is searched for; the others help to judge what is found. */
const bySearch = Effect.fnUntraced(function* (evidence: FilmEvidence, lane: Lane): Identified {
  const [first] = evidence.readings
  if (first === undefined) return yield* unmatched("There is no title and no known id to find the movie by.")
  const { title, year } = first
  const tmdb = yield* TmdbProvider
  const narrowed = yield* tmdb.search({ query: title, year: year ?? undefined }, lane)
  // A year that is one off finds nothing when it narrows the search.
  const hits = narrowed.length > 0 || year === null ? narrowed : yield* tmdb.search({ query: title }, lane)
  const { winner, candidates } = matchCandidates(evidence, hits)
  if (winner !== undefined) return winner.id
  const count = candidates.length === 0 ? "no movie" : `${candidates.length} movies, none of them clearly the one`
  const advice = "Choose the movie, or correct its title and year."
  return yield* unmatched(`A search for "${title}" (${year ?? "year unknown"}) finds ${count}. ${advice}`, candidates)
})

/** Only the name of the file is known: it may hold an id, a title, or say that it is no film. */
const byFileName = Effect.fnUntraced(function* (path: string, lane: Lane): Identified {
  const evidence = evidenceOfPath(path)
  const { kind, ids, title } = evidence.best
  if (kind === "extra" || kind === "episode") {
    const what = kind === "extra" ? `an extra (${evidence.best.extra})` : "an episode of a series"
    return yield* unmatched(
      `By its name the file is ${what} of "${title ?? "something unknown"}", and no film of its own.`
    )
  }
  if (ids.tmdb !== null) return ids.tmdb
  return yield* ids.imdb === null ? bySearch(evidence, lane) : byImdbId(evidence, ids.imdb, lane)
})

/** The TMDB id of the movie. */
export const identifyMovie = (
  movie: Movie,
  lane: Lane
): Effect.Effect<number, ProviderError | Unmatched, TmdbProvider> => {
  const { title, year } = calledOf(movie)
  const evidence: FilmEvidence = { readings: title === null ? [] : [{ title, year }] }
  const imdbId = aliasValue(movie.identity.aliases, "imdb")
  if (imdbId !== undefined) return byImdbId(evidence, imdbId, lane)
  const path = movie.identity.files[0]?.path
  return title === null && path !== undefined ? byFileName(path, lane) : bySearch(evidence, lane)
}
