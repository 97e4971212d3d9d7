/** What an enricher is: it learns one piece of a movie from what is known already. It states what it learnt; it writes nothing. */
import { Context, type Effect, type Schema } from "effect"
import type { Alias, AliasAuthority } from "../../domain/identity.ts"
import type { FieldName, Source } from "../../domain/knowledge.ts"
import type { Credit, ImageEntry, Movie, Person } from "../../domain/movie.ts"
import type { Piece } from "../../domain/pieces.ts"
import type { Lane, ProviderError } from "../data-provider.ts"
import type { Learnt, LearntImage } from "../enrichment.ts"
import type { ImageFiles, ImageHold, ImageRefused } from "../image-files.ts"
import type { ImageProvider } from "../providers/image-provider.ts"
import type { ImdbProvider } from "../providers/imdb-provider.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import type { StoreError } from "../store.ts"
import type { WikipediaProvider } from "../providers/wikipedia-provider.ts"

export interface EnrichmentSettings {
  /** Wikipedias to take the summary from, the best first. */
  readonly languages: ReadonlyArray<string>
  /** The Wikipedia for movies that have no page in any of those; English unless it is said, null for none. */
  readonly fallbackLanguage?: string | null
  /** Ask OMDb for the IMDb rating. It costs one more call for each movie, from a small daily quota. */
  readonly imdbRatings: boolean
}

export const EnrichmentSettings = Context.Reference<EnrichmentSettings>("reelstate/services/EnrichmentSettings", {
  defaultValue: () => ({ languages: ["en"], imdbRatings: false })
})

/** TMDB's answer about the movie, and when it came: it may have been asked for by an enricher before. */
export interface TmdbAnswer {
  readonly movie: TmdbMovie
  readonly fetchedAt: number
}

/** What an enricher has to go by. */
export interface Subject {
  readonly movie: Movie
  /** The movie's aliases, with those that were learnt on the way. */
  readonly aliases: ReadonlyArray<Alias>
  /** The image files that the movie has. */
  readonly images: ReadonlyArray<ImageEntry>
  /** What keeps the files that are written from being swept before they are listed. */
  readonly hold: ImageHold
  /**
   * Lists a file that is about to be written, as one that nobody shows: whatever happens before the commit that shows it, it is
   * known and will be deleted (SAFE-1). A file that is listed already stays as it is.
   */
  readonly announce: (image: LearntImage) => Effect.Effect<void, StoreError>
  /** TMDB's answer, with all parts that the task needs: one call, however many enrichers ask. */
  readonly tmdb: Effect.Effect<TmdbAnswer, ProviderError>
  readonly settings: EnrichmentSettings
  readonly lane: Lane
}

/** What an enricher learnt. What is not stated stays as it was (LIFE-8). */
export interface Findings {
  readonly learnt: ReadonlyArray<Learnt>
  readonly aliases?: ReadonlyArray<Alias>
  readonly people?: ReadonlyArray<Person>
  readonly credits?: ReadonlyArray<Credit>
  readonly related?: ReadonlyArray<Alias>
  readonly images?: ReadonlyArray<LearntImage>
  /** A part of the piece that could not be had: what was learnt counts, and the piece is tried again. */
  readonly lacking?: LearningError
}

export type LearningError = ProviderError | ImageRefused | StoreError
export type EnricherServices = ImdbProvider | WikipediaProvider | ImageProvider | ImageFiles

export interface Enricher extends Piece {
  /** The authorities whose name for the movie must be known before this piece can be learnt. */
  readonly needs: ReadonlyArray<AliasAuthority>
  /** Of these one name is enough; with the first the least is asked. */
  readonly needsOneOf?: ReadonlyArray<AliasAuthority>
  /** What TMDB must append to its details for this piece. */
  readonly appends?: "credits" | "deep"
  /** Fails with NotThere when the source has nothing to say. */
  readonly learn: (subject: Subject) => Effect.Effect<Findings, LearningError, EnricherServices>
}

/** Values as a source stated them, without those it did not state. `because`: why not a better source. */
export const statements = (
  source: Source,
  fetchedAt: number,
  values: { readonly [name in FieldName]?: Schema.Json | undefined },
  because?: string
): ReadonlyArray<Learnt> =>
  Object.entries(values).flatMap(([field, value]) => {
    if (value === undefined || value === null) return []
    return [{ field: field as FieldName, value, source, fetchedAt, ...(because === undefined ? {} : { because }) }]
  })
