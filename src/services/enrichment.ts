/**
 * The contract between a movie's port "enrich" and the engine that fills it: what is asked, what is learnt,
 * and how it can fail. The engine learns; it never writes: the movie's shard merges and commits what was learnt.
 */
import { Context, type Effect, Schema } from "effect"
import { Candidate } from "../domain/event.ts"
import { Alias, type MovieId } from "../domain/identity.ts"
import type { FieldName, Source } from "../domain/knowledge.ts"
import { Level } from "../domain/level.ts"
import type { Credit, ImageKind, ImageSize, Person } from "../domain/movie.ts"
import type { Lane } from "./data-provider.ts"

/** advance: reach the next level. refresh: ask again for what is known. fill: try the gaps again. */
export type EnrichmentTask = "advance" | "refresh" | "fill"

export interface EnrichmentRequest {
  readonly movie: MovieId
  /** The level to reach (advance), or the level to stay at (refresh, fill). */
  readonly level: Level
  readonly task: EnrichmentTask
  /** The highest level wanted: lets a provider answer several levels in one call. */
  readonly wanted: Level
  readonly attempts: number
  readonly lane: Lane
}

/** A value as a source stated it. Merging by rank happens at commit, against the record as it is then. */
export interface Learnt {
  readonly field: FieldName
  readonly value: Schema.Json
  readonly source: Source
  readonly fetchedAt: number
  /** Why this source was asked and not a better one. */
  readonly because?: string
}

export interface LearntImage {
  readonly file: string
  readonly kind: ImageKind
  readonly size: ImageSize
  readonly source: string
  readonly bytes: number
  readonly fetchedAt: number
}

export interface LearntGap {
  readonly piece: string
  readonly reason: string
  readonly nextTryAt: number
  readonly attempts: number
}

export interface Enrichment {
  readonly level: Level
  readonly learnt: ReadonlyArray<Learnt>
  readonly aliases: ReadonlyArray<Alias>
  readonly people: ReadonlyArray<Person>
  /** Undefined when credits were not asked for. */
  readonly credits: ReadonlyArray<Credit> | undefined
  readonly related: ReadonlyArray<Alias> | undefined
  readonly images: ReadonlyArray<LearntImage>
  /** Pieces that were tried: their old gaps are closed, unless they stand in `gaps` again. */
  readonly tried: ReadonlyArray<string>
  readonly gaps: ReadonlyArray<LearntGap>
  readonly providerCalls: number
  readonly bytes: number
  readonly durationMs: number
}

/** Why a level was not reached, and when it is tried again (LIFE-3). */
export class EnrichmentError extends Schema.TaggedError<EnrichmentError>()("EnrichmentError", {
  level: Level,
  /** A short word for people and statistics: `ProviderUnreachable`, `NotThere`, `Unmatched`, ... */
  reason: Schema.String,
  detail: Schema.String,
  retryAt: Schema.Finite,
  /** Given when the movie could not be told from others: nobody guesses. */
  candidates: Schema.optionalKey(Schema.Array(Candidate)),
  /** Names of the movie that were found out all the same: the next try goes by them. */
  aliases: Schema.optionalKey(Schema.Array(Alias)),
  providerCalls: Schema.Int
}) {
  override get message() {
    return this.detail
  }
}

export class EnrichmentEngine extends Context.Service<
  EnrichmentEngine,
  {
    readonly enrich: (request: EnrichmentRequest) => Effect.Effect<Enrichment, EnrichmentError>
    /** Says that what was learnt is committed, or never will be: its files are the manifest's business from now on. */
    readonly settled?: (enrichment: Enrichment) => void
  }
>()("reelstate/services/EnrichmentEngine") {}
