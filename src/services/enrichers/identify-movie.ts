/**
 * Finds the TMDB id of a movie that has none: by its IMDb id, else by title and year, else by what its file is called; where
 * TMDB cannot tell or cannot be asked, with the help of IMDb's data sets. Nobody guesses.
 */
import { Effect, Schema } from "effect"
import { Candidate } from "../../domain/event.ts"
import { aliasOf, aliasValue } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import type { Lane, ProviderError } from "../data-provider.ts"
import type { ImdbFilm } from "../imdb-titles.ts"
import { notThere } from "../providers/provider-failures.ts"
import { TmdbProvider } from "../providers/tmdb-provider.ts"
import { evidenceOfPath, type PathEvidence } from "../identity/evidence-of-path.ts"
import type { FilmEvidence, FilmReading } from "../identity/score-film.ts"
import { closerHits } from "../providers/closer-hits.ts"
import type { TmdbHit } from "../providers/tmdb-lists.ts"
import { type IdentifiedOffline, matchWider, offline } from "./imdb-films.ts"
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

export type IdentifyError = ProviderError | Unmatched | IdentifiedOffline
type Identified = Effect.fn.Return<number, IdentifyError, TmdbProvider>

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

type Hits = ReadonlyArray<TmdbHit>

/** A closer look costs calls: only at films that may be meant, and that their other titles or running times can tell apart. */
const worthALook = 0.6

const closerMatch = Effect.fnUntraced(function* (evidence: FilmEvidence, hits: Hits, lane: Lane) {
  const first = matchCandidates(evidence, hits)
  const likely = first.candidates.filter(({ score }) => score >= worthALook)
  if (first.winner !== undefined || likely.length === 0) return first
  const sorted = first.candidates.flatMap(({ ref }) => hits.find(({ id }) => aliasOf("tmdb", id) === ref) ?? [])
  return matchCandidates(evidence, yield* closerHits(sorted, lane))
})

const searchedAtTmdb = Effect.fnUntraced(function* (evidence: FilmEvidence, { title, year }: FilmReading, lane: Lane) {
  const tmdb = yield* TmdbProvider
  const narrowed = yield* tmdb.search({ query: title, year: year ?? undefined }, lane)
  // A year that is one off finds nothing when it narrows the search.
  const hits = narrowed.length > 0 || year === null ? narrowed : yield* tmdb.search({ query: title }, lane)
  return { hits, match: yield* closerMatch(evidence, hits, lane) }
})

interface Searched {
  /** The reading that was searched for. */
  readonly first: FilmReading
  /** The film at TMDB, if one is clearly meant. */
  readonly id: number | undefined
  /** The film at IMDb, if one is clearly meant that TMDB did not offer. */
  readonly film: ImdbFilm | undefined
  readonly candidates: ReadonlyArray<Candidate>
}

/** What TMDB finds, and where that is not clear, what the data sets know besides. */
const searched = Effect.fnUntraced(function* (
  evidence: FilmEvidence,
  lane: Lane
): Effect.fn.Return<Searched | undefined, ProviderError | IdentifiedOffline, TmdbProvider> {
  const [first] = evidence.readings
  if (first === undefined) return undefined
  const { hits, match } = yield* searchedAtTmdb(evidence, first, lane).pipe(
    Effect.catchTag("ProviderError", (error) => offline(evidence, error))
  )
  if (match.winner !== undefined) return { first, id: match.winner.id, film: undefined, candidates: match.candidates }
  const { candidates, winner: film } = yield* matchWider(evidence, hits)
  // Without films of the data sets the closer look is the better one.
  const isWider = candidates.some(({ ref }) => ref.startsWith("imdb:"))
  return { first, id: undefined, film, candidates: isWider ? candidates : match.candidates }
})

/** The first reading is what is searched for; the others help to judge what is found. */
const bySearch = Effect.fnUntraced(function* (evidence: FilmEvidence, lane: Lane): Identified {
  const search = yield* searched(evidence, lane)
  if (search === undefined) return yield* unmatched("There is no title and no known id to find the movie by.")
  const { candidates, film, first, id } = search
  if (id !== undefined) return id
  const tmdb = yield* TmdbProvider
  const named = film === undefined ? [] : yield* tmdb.find(film.imdbId, lane)
  if (named.length === 1) return named[0]!.id
  const count = candidates.length === 0 ? "no movie" : `${candidates.length} movies, none of them clearly the one`
  const advice = "Choose the movie, or correct its title and year."
  const { title, year } = first
  return yield* unmatched(`A search for "${title}" (${year ?? "year unknown"}) finds ${count}. ${advice}`, candidates)
})

/** Only the name of the file is known: it may hold an id, a title, or say that it is no film. */
const byFileName = Effect.fnUntraced(function* ({ best, ...evidence }: PathEvidence, lane: Lane): Identified {
  const { ids, kind, title } = best
  if (kind === "extra" || kind === "episode") {
    const what = kind === "extra" ? `an extra (${best.extra})` : "an episode of a series"
    return yield* unmatched(
      `By its name the file is ${what} of "${title ?? "something unknown"}", and no film of its own.`
    )
  }
  if (ids.tmdb !== null) return ids.tmdb
  return yield* ids.imdb === null ? bySearch(evidence, lane) : byImdbId(evidence, ids.imdb, lane)
})

/** How long the film runs, when one whole file of it was measured. */
const runtimeOf = ({ identity }: Movie): number | null => {
  const [only, another] = identity.files.filter(({ missingSince }) => missingSince === null)
  if (only === undefined || another !== undefined || only.part !== undefined) return null
  return only.runtimeSeconds === undefined ? null : Math.round(only.runtimeSeconds / 60)
}

const isReading = (called: FilmReading) => (reading: FilmReading) =>
  reading.title === called.title && (called.year === null || reading.year === called.year)

/** What the movie is called comes first, then what its file may be called besides. */
const evidenceFor = (movie: Movie, path: PathEvidence | undefined): FilmEvidence => {
  const { title, year } = calledOf(movie)
  const read = path?.readings ?? []
  const runtimeMinutes = runtimeOf(movie)
  if (title === null) return { readings: read, runtimeMinutes }
  const called = read.find(isReading({ title, year })) ?? { title, year }
  const others = read.filter((reading) => reading !== called)
  return { readings: [called, ...others], runtimeMinutes }
}

const pathEvidence = ({ identity }: Movie): PathEvidence | undefined => {
  const path = identity.files[0]?.path
  return path === undefined ? undefined : evidenceOfPath(path)
}

/** Films that the movie may be, for a person to choose from: what a search finds, with scores and reasons. */
export const candidatesFor = Effect.fnUntraced(function* (movie: Movie, lane: Lane) {
  const evidence = evidenceFor(movie, pathEvidence(movie))
  const search = yield* Effect.catchTag(searched(evidence, lane), "IdentifiedOffline", ({ candidates }) =>
    Effect.succeed({ candidates })
  )
  return search?.candidates ?? []
})

/** The TMDB id of the movie. */
export const identifyMovie = (movie: Movie, lane: Lane): Effect.Effect<number, IdentifyError, TmdbProvider> => {
  const { aliases, match } = movie.identity
  if (match?.to === null) return unmatched("A person said that it is none of the films that providers know.")
  const path = pathEvidence(movie)
  const evidence = evidenceFor(movie, path)
  const imdbId = aliasValue(aliases, "imdb")
  if (imdbId !== undefined) return byImdbId(evidence, imdbId, lane)
  if (calledOf(movie).title === null && path !== undefined) return byFileName({ ...path, ...evidence }, lane)
  return bySearch(evidence, lane)
}
