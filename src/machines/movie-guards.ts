/**
 * The rules of a movie's life as pure claims over its context and one event. They are exported so that invariants,
 * simulators and other executors judge by the same code.
 */
import { isAtLeast, knownLevel, levelAfter, type Level, type LifecycleState, rankOf } from "../domain/level.ts"
import type { MovieContext, MovieSettings } from "./movie-context.ts"
import type { EnrichmentTask, MovieEvent } from "./movie-events.ts"

type EventFor<T extends MovieEvent["type"]> = Extract<MovieEvent, { readonly type: T }>

/** The level that an advance from here reaches; deep has none above it. */
export const nextLevel = (state: LifecycleState, context: MovieContext): Level =>
  levelAfter(knownLevel(state, context.kept)) ?? "deep"

export const needsMore = (state: LifecycleState, context: MovieContext): boolean =>
  !isAtLeast(knownLevel(state, context.kept), context.wanted)

export const isPlaying = (context: MovieContext, at: number): boolean =>
  context.playingUntil !== null && context.playingUntil > at

const isInGrace = (context: MovieContext, at: number, settings: MovieSettings): boolean =>
  context.downgradedAt !== null && at - context.downgradedAt < settings.graceMs

/** Every fact the rule looked at could be looked up: unknown never qualifies (LIFE-5). */
const isEvident = ({ item }: EventFor<"HousekeepingRequested">): boolean =>
  item.evidence.length > 0 && item.evidence.every(({ value }) => value !== null && Number.isFinite(value))

const lowers = (state: LifecycleState, context: MovieContext, { item }: EventFor<"HousekeepingRequested">): boolean => {
  if (item.imagesOnly) return state === "deep"
  return rankOf(knownLevel("downgraded", item.kept)) < rankOf(knownLevel(state, context.kept))
}

export const mayDowngrade = (
  state: LifecycleState,
  context: MovieContext,
  event: EventFor<"HousekeepingRequested">,
  settings: MovieSettings
): boolean =>
  event.item.from === state &&
  !needsMore(state, context) &&
  !context.pinned &&
  !isPlaying(context, event.at) &&
  !isInGrace(context, event.at, settings) &&
  isEvident(event) &&
  lowers(state, context, event)

/** Worth a provider call at the limit of its terms, or better forgotten: has anybody used it lately? */
export const isMissed = (context: MovieContext, event: EventFor<"DeadlineReached">, settings: MovieSettings): boolean =>
  context.pinned ||
  isPlaying(context, event.at) ||
  (event.lastAccess !== null && event.at - event.lastAccess <= settings.missedMs)

/** In use right now, so that what is missing is missed. */
export const isRecent = (context: MovieContext, event: EventFor<"DeadlineReached">, settings: MovieSettings): boolean =>
  context.pinned || (event.lastAccess !== null && event.at - event.lastAccess <= settings.recentMs)

export const isRefreshDue = (context: MovieContext, at: number): boolean =>
  context.refreshAt !== null && context.refreshAt <= at

/** The provider's limit is passed: its values may be kept no longer, whatever the reason (LIFE-8). */
export const isExpired = (context: MovieContext, at: number, settings: MovieSettings): boolean =>
  context.refreshAt !== null && context.refreshAt + settings.refreshLeadMs <= at

export const isGapDue = (context: MovieContext, at: number): boolean => context.gapAt !== null && context.gapAt <= at

export const isRetryDue = (context: MovieContext, at: number): boolean =>
  context.retryAt !== null && context.retryAt <= at

/** What to do when work starts again after a wait. */
export const taskAt = (state: LifecycleState, context: MovieContext, at: number): EnrichmentTask => {
  if (needsMore(state, context)) return "advance"
  return isRefreshDue(context, at) ? "refresh" : "fill"
}
