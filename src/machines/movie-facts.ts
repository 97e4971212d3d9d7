/** The facts a movie states about its own transitions: each carries the why as data. Pure. */
import { type Kept, knownLevel, type Level, type LifecycleState } from "../domain/level.ts"
import type { Lifecycle } from "../domain/movie.ts"
import type { MovieContext, MovieSettings } from "./movie-context.ts"
import type { EnrichmentTask, MovieEvent, MovieFact, Settlement } from "./movie-events.ts"
import { nextLevel } from "./movie-guards.ts"

type EventFor<T extends MovieEvent["type"]> = Extract<MovieEvent, { readonly type: T }>

/** The level that the work in flight is to reach, or to stay at. */
export const levelAimedAt = (state: LifecycleState, context: MovieContext): Level =>
  context.task === "advance" ? nextLevel(state, context) : knownLevel(state, context.kept)

export const requested = (context: MovieContext, level: Level, reason: string): MovieFact => ({
  type: "EnrichmentRequested",
  movie: context.id,
  level,
  reason,
  origin: "movie"
})

/** Nobody asked now: the movie itself goes to work, because a deadline came or its data must be renewed. */
export const restarted = (state: LifecycleState, context: MovieContext, task: EnrichmentTask): MovieFact =>
  task === "advance"
    ? requested(context, context.wanted, "retry")
    : requested(context, knownLevel(state, context.kept), task)

export const settled = (state: LifecycleState, context: MovieContext, output: Settlement): MovieFact => {
  const about = { movie: context.id, level: levelAimedAt(state, context) }
  if (!output.ok) {
    const { reason, message, retryAt } = output
    return { type: "EnrichmentFailed", ...about, reason, message, attempts: context.attempts + 1, retryAt }
  }
  const { fields, gaps, providerCalls, bytes, durationMs } = output
  return {
    type: "MovieEnriched",
    ...about,
    from: state,
    task: context.task,
    fields,
    gaps,
    providerCalls,
    bytes,
    durationMs
  }
}

export const unmatched = (context: MovieContext, output: Settlement): MovieFact => ({
  type: "MatchNeeded",
  movie: context.id,
  candidates: output.ok ? [] : output.candidates
})

export const downgraded = (context: MovieContext, event: EventFor<"HousekeepingRequested">): MovieFact => {
  const { from, kept, imagesOnly, rule, evidence, rank, bytes } = event.item
  const { plan } = event
  return {
    type: "MovieDowngraded",
    movie: context.id,
    from,
    kept,
    imagesOnly,
    rule,
    evidence,
    rank,
    bytesFreed: bytes,
    plan
  }
}

/** The provider's terms ended: its values are forgotten; whoever misses them asks again (LIFE-8). */
export const outdated = (
  state: LifecycleState,
  context: MovieContext,
  event: EventFor<"DeadlineReached">,
  settings: MovieSettings
): MovieFact => ({
  type: "MovieDowngraded",
  movie: context.id,
  from: state,
  kept: "summary" satisfies Kept,
  imagesOnly: false,
  rule: "provider-limit",
  evidence: [
    { name: "now", value: event.at, threshold: context.refreshAt, unit: "epoch ms" },
    {
      name: "unused",
      value: event.lastAccess === null ? null : event.at - event.lastAccess,
      threshold: settings.missedMs,
      unit: "ms"
    }
  ],
  rank: 0,
  bytesFreed: 0,
  plan: null
})

export const restored = (context: MovieContext, before: Lifecycle, plan: string): MovieFact => ({
  type: "MovieRestored",
  movie: context.id,
  to: before.state,
  plan
})
