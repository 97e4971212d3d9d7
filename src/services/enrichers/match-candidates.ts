/** Which of TMDB's hits is the one that is meant: the matching of `services/identity`, as candidates that a person can choose from. */
import type { Candidate } from "../../domain/event.ts"
import { aliasOf } from "../../domain/identity.ts"
import { matchFilm } from "../identity/match-film.ts"
import type { FilmCandidate, FilmEvidence, FilmReading, FilmScore } from "../identity/score-film.ts"
import type { TmdbHit } from "../providers/tmdb-lists.ts"

/** One title and year, or everything that is known of a file. */
export type Wanted = FilmReading | FilmEvidence

export interface Match {
  readonly winner: TmdbHit | undefined
  /** The candidates with their scores from 0 to 1, the best first, at most 20. */
  readonly candidates: ReadonlyArray<Candidate>
}

const candidatesMax = 20

/** TMDB's hits as films that can be scored. */
export const hitFilms = (hits: ReadonlyArray<TmdbHit>): ReadonlyArray<TmdbHit & FilmCandidate> =>
  hits.map((hit) => ({ ...hit, ref: aliasOf("tmdb", hit.id) }))

/** What a person can choose from: the best first, at most 20. */
export const candidatesOf = (scores: ReadonlyArray<FilmScore>): ReadonlyArray<Candidate> =>
  scores.slice(0, candidatesMax).map(({ candidate, score, reason }) => {
    const { ref, title, year = null } = candidate
    return { ref, title, year, score, reason }
  })

/** Scores the hits against what is wanted, and names the winner if one of them clearly is it. */
export const matchCandidates = (wanted: Wanted, hits: ReadonlyArray<TmdbHit>): Match => {
  const evidence: FilmEvidence = "readings" in wanted ? wanted : { readings: [wanted] }
  const films = hitFilms(hits)
  const { winner, scores } = matchFilm(evidence, films)
  return {
    winner: winner === undefined ? undefined : hits[films.findIndex(({ ref }) => ref === winner.ref)],
    candidates: candidatesOf(scores)
  }
}
