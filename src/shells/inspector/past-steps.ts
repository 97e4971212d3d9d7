/**
 * A movie's past for an inspector: what the journal says happened to it, and where that led. Of the context there is as much
 * as the events tell; deadlines that only the record knew are left out and not guessed. Pure.
 */
import type { Event } from "../../domain/event.ts"
import type { MovieId } from "../../domain/identity.ts"
import { type Kept, type Level, type LifecycleState, rankOf } from "../../domain/level.ts"
import type { PastStep } from "../../infra/inspector/inspector-source.ts"
import type { Activity } from "../../machines/lifecycle.ts"
import type { LoggedEvent } from "../../services/store.ts"

interface Known {
  readonly state: LifecycleState
  readonly activity: Activity
  readonly wanted?: Level
  readonly attempts?: number
  readonly retryAt?: number | null
  readonly kept?: Kept | null
  readonly pinned?: boolean
  readonly downgradedAt?: number
}

const stateBefore = (event: Event): LifecycleState | undefined => {
  if (event.type === "MovieCreated") return "initial"
  if (event.type === "MovieEnriched" || event.type === "MovieDowngraded") return event.from
  return event.type === "MovieRestored" ? "downgraded" : undefined
}

const higher = (before: Level | undefined, asked: Level): Level =>
  before === undefined || rankOf(asked) > rankOf(before) ? asked : before

const settled = { activity: "resting", attempts: 0, retryAt: null } as const

const after = (known: Known, event: Event): Known => {
  switch (event.type) {
    case "MovieEnriched": {
      const rests = { ...known, ...settled }
      if (event.task !== "advance") return rests
      const isOnTheWay = rankOf(event.level) < rankOf(known.wanted ?? event.level)
      return { ...rests, state: event.level, kept: null, activity: isOnTheWay ? "enriching" : "resting" }
    }
    case "EnrichmentRequested":
      return { ...known, wanted: higher(known.wanted, event.level), activity: "enriching" }
    case "EnrichmentFailed":
      return { ...known, activity: "waiting", attempts: event.attempts, retryAt: event.retryAt }
    case "MovieDowngraded":
      if (event.imagesOnly) return { ...known, downgradedAt: event.at }
      return { ...known, ...settled, state: "downgraded", wanted: "initial", kept: event.kept, downgradedAt: event.at }
    case "MovieRestored":
      return { ...known, ...settled, state: event.to }
    case "MoviePinned":
      return { ...known, pinned: true }
    case "MovieUnpinned":
      return { ...known, pinned: false }
    default:
      return known
  }
}

const snapshotOf = (id: MovieId, { activity, state, ...context }: Known): unknown => ({
  status: "active",
  value: { [state]: activity },
  historyValue: {},
  tags: [activity],
  context: { id, ...context },
  children: {}
})

/** `events` are oldest first, and about this movie; `now` is the state it is in, for events that moved nothing. */
export const pastSteps = (
  id: MovieId,
  events: ReadonlyArray<LoggedEvent>,
  now: LifecycleState
): ReadonlyArray<PastStep> => {
  const first = events.map(({ event }) => stateBefore(event)).find((state) => state !== undefined)
  let known: Known = { state: first ?? now, activity: "resting" }
  return events.map(({ event, position }) => {
    known = after(known, event)
    return { position, at: event.at, event, snapshot: snapshotOf(id, known) }
  })
}
