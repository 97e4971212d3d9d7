/** Finds the TMDB id of a movie that has none: by its IMDb id, else by title and year. Nobody guesses. */
import { Effect, Schema } from "effect"
import { Candidate } from "../../domain/event.ts"
import { aliasValue } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import type { Lane, ProviderError } from "../data-provider.ts"
import { notThere } from "../providers/provider-failures.ts"
import { TmdbProvider } from "../providers/tmdb-provider.ts"
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

const byImdbId = Effect.fnUntraced(function* (movie: Movie, imdbId: string, lane: Lane): Identified {
  const tmdb = yield* TmdbProvider
  const hits = yield* tmdb.find(imdbId, lane)
  const [only, another] = hits
  if (only === undefined) return yield* notThere("tmdb", `it knows no movie with the IMDb id ${imdbId}`)
  if (another === undefined) return only.id
  const { title, year } = calledOf(movie)
  const { candidates } = matchCandidates({ title: title ?? "", year }, hits)
  return yield* new Unmatched({ detail: `The IMDb id ${imdbId} leads to ${hits.length} movies.`, candidates })
})

const byTitle = Effect.fnUntraced(function* (movie: Movie, lane: Lane): Identified {
  const { title, year } = calledOf(movie)
  if (title === null) {
    return yield* new Unmatched({ detail: "There is no title and no known id to find the movie by.", candidates: [] })
  }
  const tmdb = yield* TmdbProvider
  const narrowed = yield* tmdb.search({ query: title, year: year ?? undefined }, lane)
  // A year that is one off finds nothing when it narrows the search.
  const hits = narrowed.length > 0 || year === null ? narrowed : yield* tmdb.search({ query: title }, lane)
  const { winner, candidates } = matchCandidates({ title, year }, hits)
  if (winner !== undefined) return winner.id
  const count = candidates.length === 0 ? "no movie" : `${candidates.length} movies, none of them clearly the one`
  const detail = `A search for "${title}" (${year ?? "year unknown"}) finds ${count}. Choose the movie, or correct its title and year.`
  return yield* new Unmatched({ detail, candidates })
})

/** The TMDB id of the movie. */
export const identifyMovie = (
  movie: Movie,
  lane: Lane
): Effect.Effect<number, ProviderError | Unmatched, TmdbProvider> => {
  const imdbId = aliasValue(movie.identity.aliases, "imdb")
  return imdbId === undefined ? byTitle(movie, lane) : byImdbId(movie, imdbId, lane)
}
