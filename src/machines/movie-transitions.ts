/** The pieces that the transitions of every state are put together from: where they lead, what they change, what they tell. */
import type { LifecycleState } from "../domain/level.ts"
import type { MovieContext, MovieSettings } from "./movie-context.ts"
import { demandTypes, type EnrichmentTask, type MovieEvent, type Settlement } from "./movie-events.ts"
import * as facts from "./movie-facts.ts"

export interface Heard {
  readonly context: MovieContext
  readonly event: MovieEvent
}
export interface HeardAs<T extends MovieEvent["type"]> {
  readonly context: MovieContext
  readonly event: Extract<MovieEvent, { readonly type: T }>
}
export interface Settled {
  readonly context: MovieContext
  readonly event: { readonly output: Settlement }
}

export const within = (state: LifecycleState, activity: string) => `#movie.${state}.${activity}`

/** One and the same transition for every event that asks for a level. */
export const onDemand = <T>(transition: T) =>
  Object.fromEntries(demandTypes.map((type) => [type, transition])) as Record<(typeof demandTypes)[number], T>

export const begin = (task: EnrichmentTask) => ({ type: "begin" as const, params: { task } })

export const tellRequested = {
  type: "tell" as const,
  params: ({ context, event }: Heard) =>
    facts.requested(context, "level" in event ? event.level : context.wanted, event.type)
}

export const tellRestarted = (state: LifecycleState, task: EnrichmentTask) => ({
  type: "tell" as const,
  params: ({ context }: Heard) => facts.restarted(state, context, task)
})

export const tellSettled = (state: LifecycleState) => ({
  type: "tell" as const,
  params: ({ context, event }: Settled) => facts.settled(state, context, event.output)
})

/** The provider's terms ended: only a summary stays. */
export const forgetOutdated = <T extends "forget" | "forgetButWait">(
  state: LifecycleState,
  settings: MovieSettings,
  type: T
) => [
  {
    type: "tell" as const,
    params: ({ context, event }: HeardAs<"DeadlineReached">) => facts.outdated(state, context, event, settings)
  },
  {
    type,
    params: ({ event }: HeardAs<"DeadlineReached">) =>
      ({ kept: "summary", downgradedAt: event.at, refreshAt: null, state }) as const
  }
]

export const downgrade = [
  {
    type: "tell" as const,
    params: ({ context, event }: HeardAs<"HousekeepingRequested">) => facts.downgraded(context, event)
  },
  {
    type: "forget" as const,
    params: ({ context, event }: HeardAs<"HousekeepingRequested">) => ({
      kept: event.item.kept,
      downgradedAt: event.at,
      refreshAt: event.item.kept === "summary" ? null : context.refreshAt
    })
  }
]
