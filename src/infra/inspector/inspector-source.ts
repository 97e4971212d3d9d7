/**
 * What the inspector needs of a running library: its actors where they are, and its records where no actor is. Whoever opens
 * the library fills it; the bridge knows nothing else.
 */
import type { InspectionEvent, Subscription } from "xstate"
import type { MovieId, MovieRef } from "../../domain/identity.ts"

/** A step of a movie that the journal remembers: an event, and where the movie was after it. */
export interface PastStep {
  readonly position: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly event: { readonly type: string }
  readonly snapshot: unknown
}

/** What has to be read from the disk before a movie is shown. */
export interface AboutMovie {
  /** How a person calls it, or its id. */
  readonly name: string
  /** Oldest first. */
  readonly past: ReadonlyArray<PastStep>
}

export interface InspectorSource {
  /** Another object once the library was opened anew and its actors are others. */
  readonly epoch: () => unknown
  /** One observer hears all actors; while there is none, nothing is told and nothing costs. */
  readonly inspect: (observer: (event: InspectionEvent) => void) => Subscription
  /** The time of the library, epoch milliseconds; virtual in a simulated world. */
  readonly now: () => number
  /** The position of the newest event. */
  readonly position: () => number
  /** The machine's config, from which an inspector draws the chart. */
  readonly definition: unknown
  /** Every movie with the machine's value: from its record, or from its actor while that is at work. */
  readonly values: () => Iterable<readonly [MovieId, unknown]>
  /** The snapshot of the actor, or the one that an actor would begin with; undefined for a movie that is not known. */
  readonly snapshotOf: (movie: MovieId) => unknown
  readonly resolve: (ref: MovieRef) => Promise<MovieId | undefined>
  /** Never rejects: what cannot be read is left out. */
  readonly about: (movie: MovieId, steps: number) => Promise<AboutMovie>
}
