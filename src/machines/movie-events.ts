/**
 * What a movie's machine hears: the events of the bus, reduced to what one movie needs to decide, and the settlement
 * of its work. Spelled as on the bus.
 */
import type { Candidate, FactBody, PlanItem } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import type { Level } from "../domain/level.ts"
import type { Lifecycle } from "../domain/movie.ts"

/** Events that ask for a level of knowledge. `at` is epoch milliseconds. */
export const demandTypes = [
  "MovieRequested",
  "RelatedMovieRequested",
  "PlaybackStarted",
  "RecommendationTriggered",
  "BulkEnrichRequested",
  "EnrichmentRequested"
] as const
export type DemandType = (typeof demandTypes)[number]

export type MovieEvent =
  | { readonly type: DemandType; readonly at: number; readonly level: Level }
  | { readonly type: "ProviderRefreshRequested"; readonly at: number }
  | { readonly type: "MoviePinned"; readonly at: number }
  | { readonly type: "MovieUnpinned"; readonly at: number }
  | {
      readonly type: "HousekeepingRequested"
      readonly at: number
      readonly item: PlanItem
      readonly plan: string | null
    }
  /** A person took a downgrade back: the lifecycle as it was before. */
  | { readonly type: "HousekeepingUndone"; readonly at: number; readonly before: Lifecycle; readonly plan: string }
  /** A deadline of the record has come: a retry, a gap, or the provider's limit. */
  | { readonly type: "DeadlineReached"; readonly at: number; readonly lastAccess: number | null }

export type EnrichmentTask = "advance" | "refresh" | "fill"

/** What the port "enrich" is asked. */
export interface EnrichmentAsk {
  readonly movie: MovieId
  readonly level: Level
  readonly task: EnrichmentTask
  readonly wanted: Level
  readonly attempts: number
}

/** How the work ended, as far as a transition needs to know. What was learnt goes to the record, not through here. */
export type Settlement =
  | {
      readonly ok: true
      readonly at: number
      readonly fields: ReadonlyArray<string>
      readonly gaps: ReadonlyArray<string>
      readonly gapAt: number | null
      readonly refreshAt: number | null
      readonly providerCalls: number
      readonly bytes: number
      readonly durationMs: number
    }
  | {
      readonly ok: false
      readonly at: number
      readonly reason: string
      readonly message: string
      readonly retryAt: number
      readonly candidates: ReadonlyArray<Candidate>
    }

/** Facts that the machine states; the supervisor stamps, commits and publishes them. */
export type MovieFact =
  | Extract<
      FactBody,
      { readonly type: "MovieEnriched" | "EnrichmentFailed" | "MovieDowngraded" | "MovieRestored" | "MatchNeeded" }
    >
  | {
      readonly type: "EnrichmentRequested"
      readonly movie: MovieId
      readonly level: Level
      readonly reason: string
      /** Stated by the movie itself, and not to be heard by it again. Nobody can publish this. */
      readonly origin: "movie"
    }
