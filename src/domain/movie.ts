/**
 * The record of a movie, in four pieces that change at different rates and are written apart (STORE-5):
 * identity (who it is), lifecycle (what its actor is rebuilt from), statistics (how it is used), knowledge (what is known).
 * Records are plain data; times are epoch milliseconds.
 */
import type { Candidate } from "./event.ts"
import type { Alias, MovieId, PersonId } from "./identity.ts"
import type { Knowledge } from "./knowledge.ts"
import type { Kept, Level, LifecycleState } from "./level.ts"

/** The version of the record format that this code writes. A newer one is refused (STORE-4). */
export const recordFormat = 1

export interface VideoFile {
  readonly path: string
  readonly sizeBytes: number | null
  readonly fingerprint: string | null
  /** Set when the file was seen to be gone; history stays (SAFE-2). */
  readonly missingSince: number | null
  readonly edition?: string
  /** Which of several files that are one film. */
  readonly part?: number
  readonly runtimeSeconds?: number
}

/** A person's word about which film the movie is. */
export interface MatchWord {
  readonly at: number
  readonly by: string | null
  readonly to: Alias | null
  /** The event that said it: what it replaced is kept under this name. */
  readonly event: string
}

/** A movie that is one with this one, and since when. Its id still leads here. */
export interface MergedMovie {
  readonly id: MovieId
  readonly at: number
  readonly by: string | null
  readonly reason: string
  /** The event that merged them: what both were before is kept under this name. */
  readonly event: string
}

/** Nobody could tell which film the movie is: why, and which it might be. */
export interface Unmatched {
  readonly at: number
  readonly reason: string
  readonly candidates: ReadonlyArray<Candidate>
}

export interface Pin {
  readonly at: number
  readonly by: string | null
  readonly reason: string | null
}

export interface Identity {
  readonly aliases: ReadonlyArray<Alias>
  readonly title: string | null
  readonly year: number | null
  readonly createdAt: number
  readonly files: ReadonlyArray<VideoFile>
  readonly pin: Pin | null
  readonly match?: MatchWord
  readonly unmatched?: Unmatched
  readonly merged?: ReadonlyArray<MergedMovie>
  /** Movies that a person said are others, however alike they look: never merged with this one by itself. */
  readonly apart?: ReadonlyArray<MovieId>
}

/** The persisted snapshot of the movie's actor: the machine is rebuilt from this and nothing else. */
export interface Lifecycle {
  readonly state: LifecycleState
  readonly kept: Kept | null
  /** The highest level that somebody needs. In-flight enrichment is this fact, so that a restart resumes it. */
  readonly wanted: Level
  readonly attempts: number
  /** When a failed enrichment is tried again. */
  readonly retryAt: number | null
  /** When the earliest gap is tried again. */
  readonly gapAt: number | null
  /** When the oldest provider value must be refreshed or forgotten (LIFE-8). */
  readonly refreshAt: number | null
  readonly pinned: boolean
  readonly playingUntil: number | null
  readonly downgradedAt: number | null
}

export interface Statistics {
  readonly viewCount: number
  readonly lastAccess: number | null
  /** Decaying sum of weighted uses, as of `scoredAt`. */
  readonly popularityScore: number
  readonly scoredAt: number | null
  readonly searchHits: number
  readonly shown: number
  readonly plays: number
}

export interface Movie {
  readonly id: MovieId
  readonly identity: Identity
  readonly lifecycle: Lifecycle
  readonly statistics: Statistics
  readonly knowledge: Knowledge
}

export const newLifecycle: Lifecycle = {
  state: "initial",
  kept: null,
  wanted: "initial",
  attempts: 0,
  retryAt: null,
  gapAt: null,
  refreshAt: null,
  pinned: false,
  playingUntil: null,
  downgradedAt: null
}

export const newStatistics: Statistics = {
  viewCount: 0,
  lastAccess: null,
  popularityScore: 0,
  scoredAt: null,
  searchHits: 0,
  shown: 0,
  plays: 0
}

export interface Person {
  readonly id: PersonId
  readonly name: string
}

export interface Credit {
  readonly person: PersonId
  readonly kind: "played" | "directed" | "wrote" | "composed" | "crew"
  /** The character played, or the job done. */
  readonly as: string
  readonly order: number
}

/** The relations of one movie: who made it, and which movies it is related to. */
export interface Relations {
  readonly movie: MovieId
  readonly credits: ReadonlyArray<Credit>
  readonly related: ReadonlyArray<Alias>
}

export type ImageKind = "poster" | "backdrop"
export type ImageSize = "small" | "hd"

/** One image file: its name comes from our own hash of its bytes (SAFE-4). Only what is listed may be deleted (SAFE-1). */
export interface ImageEntry {
  readonly file: string
  readonly movie: MovieId
  readonly kind: ImageKind
  readonly size: ImageSize
  readonly source: string
  readonly bytes: number
  readonly fetchedAt: number
  /** Nobody needs it any more: the file is to be deleted, then the entry. */
  readonly doomed: boolean
}
