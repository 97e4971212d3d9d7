/**
 * The record is the snapshot: a movie's lifecycle piece becomes a machine snapshot and comes back out of one.
 * Work in flight is not part of it; it is the fact that more is wanted than known, and starts again on demand.
 */
import type { MovieId } from "../domain/identity.ts"
import { type LifecycleState, lifecycleStates } from "../domain/level.ts"
import type { Lifecycle } from "../domain/movie.ts"
import { refreshLeadMs } from "../domain/terms.ts"
import type { MovieContext } from "./movie-context.ts"
import type { MovieMachine } from "./movie-machine.ts"

export type Activity = "resting" | "enriching" | "waiting"

/** The two words a movie's state is made of, for example deep and resting. */
export interface Position {
  readonly state: LifecycleState
  readonly activity: Activity
}

export const positionOf = (value: unknown): Position => {
  const [state, activity] = Object.entries(value as Record<LifecycleState, Activity>)[0]!
  return { state: state as LifecycleState, activity }
}

export const lifecycleOf = (state: LifecycleState, context: MovieContext): Lifecycle => ({
  state,
  kept: context.kept,
  wanted: context.wanted,
  attempts: context.attempts,
  retryAt: context.retryAt,
  gapAt: context.gapAt,
  refreshAt: context.refreshAt,
  pinned: context.pinned,
  playingUntil: context.playingUntil,
  downgradedAt: context.downgradedAt
})

export const contextOf = (id: MovieId, lifecycle: Lifecycle): MovieContext => ({
  id,
  task: "advance",
  wanted: lifecycle.wanted,
  attempts: lifecycle.attempts,
  retryAt: lifecycle.retryAt,
  gapAt: lifecycle.gapAt,
  refreshAt: lifecycle.refreshAt,
  kept: lifecycle.kept,
  pinned: lifecycle.pinned,
  playingUntil: lifecycle.playingUntil,
  downgradedAt: lifecycle.downgradedAt
})

type Value = { readonly [state in LifecycleState]?: Activity }
const valuesOf = (activity: Activity) =>
  Object.fromEntries(lifecycleStates.map((state) => [state, { [state]: activity }])) as Record<LifecycleState, Value>
const restingValues = valuesOf("resting")
const waitingValues = valuesOf("waiting")
const none = Object.freeze({})

/**
 * The persisted snapshot to start an actor from: waiting when a retry is set, otherwise resting. Everything but the context
 * is shared by all movies, because an actor holds on to what it was started from.
 */
export const persistedOf = (id: MovieId, lifecycle: Lifecycle) =>
  ({
    status: "active",
    output: undefined,
    error: undefined,
    value: (lifecycle.retryAt === null ? restingValues : waitingValues)[lifecycle.state],
    context: contextOf(id, lifecycle),
    children: none,
    historyValue: none
  }) as const

/** The same as a live snapshot, for stepping the machine without an actor. */
export const snapshotOf = (machine: MovieMachine, id: MovieId, lifecycle: Lifecycle) =>
  machine.resolveState(persistedOf(id, lifecycle))

/** The moment after which the provider's values may be kept no longer, whatever the movie waits for (LIFE-8). */
export const limitOf = ({ refreshAt }: Lifecycle): number | null =>
  refreshAt === null ? null : refreshAt + refreshLeadMs

/**
 * The next moment at which the record wants to hear DeadlineReached, or null. A gap that is past already waits for
 * somebody to ask.
 */
export const deadlineOf = (lifecycle: Lifecycle, now: number): number | null => {
  const { retryAt, gapAt, refreshAt } = lifecycle
  if (retryAt !== null) return Math.min(retryAt, limitOf(lifecycle) ?? retryAt)
  if (gapAt === null || gapAt <= now) return refreshAt
  return refreshAt === null ? gapAt : Math.min(gapAt, refreshAt)
}
