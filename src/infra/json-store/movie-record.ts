/**
 * The readable record of a movie: one line of movies.json, flat where a person looks first. Keys are always in this order,
 * so that the same movie is always the same bytes.
 */
import type { Fields, Gap, Knowledge } from "../../domain/knowledge.ts"
import { type Identity, type Lifecycle, type Movie, recordFormat, type Statistics } from "../../domain/movie.ts"
import type { MovieId } from "../../domain/identity.ts"
import { identityOf, rareIn } from "./entry.ts"

export interface MovieRecord extends Identity, Statistics {
  readonly format: number
  readonly id: MovieId
  readonly lifecycle: Lifecycle
  readonly knowledge: Fields
  readonly gaps: ReadonlyArray<Gap>
  /** What identity and knowledge weigh as stored. */
  readonly bytes: readonly [identity: number, knowledge: number]
}

export const recordOf = (movie: Movie, bytes: MovieRecord["bytes"]): MovieRecord => ({
  format: recordFormat,
  id: movie.id,
  title: movie.identity.title,
  year: movie.identity.year,
  aliases: movie.identity.aliases,
  createdAt: movie.identity.createdAt,
  files: movie.identity.files,
  pin: movie.identity.pin,
  ...rareIn(movie.identity),
  lifecycle: movie.lifecycle,
  viewCount: movie.statistics.viewCount,
  lastAccess: movie.statistics.lastAccess,
  popularityScore: movie.statistics.popularityScore,
  scoredAt: movie.statistics.scoredAt,
  searchHits: movie.statistics.searchHits,
  shown: movie.statistics.shown,
  plays: movie.statistics.plays,
  bytes,
  knowledge: movie.knowledge.fields,
  gaps: movie.knowledge.gaps
})

export const identityOfRecord = (record: MovieRecord): Identity => identityOf(record)

export const knowledgeOfRecord = (record: MovieRecord): Knowledge => ({ fields: record.knowledge, gaps: record.gaps })
