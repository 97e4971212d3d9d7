/** The small plain data that a movie's machine decides by. Everything else is in the record. */
import type { MovieId } from "../domain/identity.ts"
import type { Kept, Level } from "../domain/level.ts"
import { refreshLeadMs } from "../domain/terms.ts"
import { dayMs, hourMs } from "../domain/time.ts"
import type { EnrichmentTask } from "./movie-events.ts"

export const droppedImagesPauseMs = 7 * dayMs

/** Times are epoch milliseconds; null means never, or none. */
export interface MovieContext {
  readonly id: MovieId
  readonly wanted: Level
  /** What the work in flight is for. */
  readonly task: EnrichmentTask
  readonly attempts: number
  readonly retryAt: number | null
  readonly gapAt: number | null
  readonly refreshAt: number | null
  readonly kept: Kept | null
  readonly pinned: boolean
  readonly playingUntil: number | null
  readonly downgradedAt: number | null
}

export interface MovieSettings {
  /** No second downgrade of the same movie within this time (LIFE-5). */
  readonly graceMs: number
  /** How long a movie counts as playing after a playback started. */
  readonly playingMs: number
  /** A movie used within this time is refreshed at the provider's limit; another is forgotten. */
  readonly missedMs: number
  /** How long before the provider's limit refreshing begins. */
  readonly refreshLeadMs: number
  /** A gap is tried again by itself only for a movie used within this time; for another when somebody asks. */
  readonly recentMs: number
  /** Images dropped to save space are not fetched again before this time has passed. */
  readonly droppedImagesPauseMs: number
}

export const defaultMovieSettings: MovieSettings = {
  graceMs: 30 * dayMs,
  playingMs: 4 * hourMs,
  missedMs: 180 * dayMs,
  refreshLeadMs,
  recentMs: 7 * dayMs,
  droppedImagesPauseMs
}
