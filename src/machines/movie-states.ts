/**
 * The inside of each top-level state. The five are alike (rest, enrich, wait to try again) and differ only in where an
 * advance leads, so one function makes them from the state's name.
 */
import { levelAfter, type LifecycleState, lifecycleStates } from "../domain/level.ts"
import type { MovieContext, MovieSettings } from "./movie-context.ts"
import { demandTypes, type EnrichmentTask, type MovieEvent, type Settlement } from "./movie-events.ts"
import * as facts from "./movie-facts.ts"
import { taskAt } from "./movie-guards.ts"
import type { MovieSetup } from "./movie-setup.ts"

interface Heard {
  readonly context: MovieContext
  readonly event: MovieEvent
}
interface HeardAs<T extends MovieEvent["type"]> {
  readonly context: MovieContext
  readonly event: Extract<MovieEvent, { readonly type: T }>
}
interface Settled {
  readonly context: MovieContext
  readonly event: { readonly output: Settlement }
}

const within = (state: LifecycleState, activity: string) => `#movie.${state}.${activity}`

/** One and the same transition for every event that asks for a level. */
const onDemand = <T>(transition: T) =>
  Object.fromEntries(demandTypes.map((type) => [type, transition])) as Record<(typeof demandTypes)[number], T>

const begin = (task: EnrichmentTask) => ({ type: "begin" as const, params: { task } })

const tellRequested = {
  type: "tell" as const,
  params: ({ context, event }: Heard) =>
    facts.requested(context, "level" in event ? event.level : context.wanted, event.type)
}

const tellRestarted = (state: LifecycleState, task: EnrichmentTask) => ({
  type: "tell" as const,
  params: ({ context }: Heard) => facts.restarted(state, context, task)
})

const tellSettled = (state: LifecycleState) => ({
  type: "tell" as const,
  params: ({ context, event }: Settled) => facts.settled(state, context, event.output)
})

/** The provider's terms ended and nobody misses the movie: only a summary stays. */
const forgetOutdated = <T extends "forget" | "forgetButWait">(
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
      ({ kept: "summary", downgradedAt: event.at, refreshAt: null }) as const
  }
]

const downgrade = [
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

const resting = (base: MovieSetup, state: LifecycleState, settings: MovieSettings) => {
  const inThis = { state }
  const enriching = within(state, "enriching")
  const again = (task: EnrichmentTask) => [begin(task), tellRestarted(state, task)]
  return base.createStateConfig({
    tags: "resting",
    on: {
      ...onDemand([
        {
          guard: { type: "asksMore" as const, params: inThis },
          target: enriching,
          actions: ["raiseWanted" as const, "notePlayback" as const, begin("advance"), tellRequested]
        },
        {
          guard: { type: "asksAgain" as const, params: inThis },
          target: enriching,
          actions: ["notePlayback" as const, begin("advance")]
        },
        {
          guard: { type: "asksForGap" as const, params: inThis },
          target: enriching,
          actions: ["notePlayback" as const, ...again("fill")]
        }
      ]),
      ProviderRefreshRequested: {
        guard: { type: "knowsSomething", params: inThis },
        target: enriching,
        actions: again("refresh")
      },
      HousekeepingRequested: [
        { guard: { type: "mayDropImages", params: inThis }, actions: [downgrade[0]!, "dropImages"] },
        { guard: { type: "mayDowngrade", params: inThis }, target: within("downgraded", "resting"), actions: downgrade }
      ],
      DeadlineReached: [
        { guard: "isOutdatedAndMissed", target: enriching, actions: again("refresh") },
        {
          guard: "isOutdated",
          target: within("downgraded", "resting"),
          actions: forgetOutdated(state, settings, "forget")
        },
        { guard: "hasGapDueAndIsRecent", target: enriching, actions: again("fill") }
      ]
    }
  })
}

/** Where an advance leads: the next level; for a downgraded movie, the level above what it kept. */
const destinations = (state: LifecycleState) => {
  if (state === "downgraded")
    return [
      { to: "basic", kept: "summary" },
      { to: "medium", kept: "basic" }
    ] as const
  const to = levelAfter(state)
  return to === undefined ? [] : [{ to, kept: null }]
}

const afterWork = (state: LifecycleState) => {
  const output = ({ event }: Settled) => event.output
  const postpone = { type: "postpone" as const, params: output }
  const succeed = { type: "succeed" as const, params: output }
  const tell = tellSettled(state)
  const tellUnmatched = {
    type: "tell" as const,
    params: ({ context, event }: Settled) => facts.unmatched(context, event.output)
  }
  const waiting = within(state, "waiting")
  return [
    {
      guard: { type: "isUnmatched" as const, params: output },
      target: waiting,
      actions: [tell, tellUnmatched, postpone]
    },
    { guard: { type: "failed" as const, params: output }, target: waiting, actions: [tell, postpone] },
    ...destinations(state).flatMap(({ to, kept }) => [
      {
        guard: { type: "climbsOn" as const, params: { state, kept } },
        target: within(to, "enriching"),
        actions: [tell, succeed, begin("advance")]
      },
      {
        guard: { type: "climbs" as const, params: { state, kept } },
        target: within(to, "resting"),
        actions: [tell, succeed]
      }
    ]),
    {
      guard: { type: "needsMore" as const, params: { state } },
      target: within(state, "enriching"),
      reenter: true,
      actions: [tell, succeed, begin("advance")]
    },
    { target: within(state, "resting"), actions: [tell, succeed] }
  ]
}

/** Who asks for more while it is at work or waits only raises what is wanted. */
const raiseWhenHigher = {
  guard: "asksHigher" as const,
  actions: ["raiseWanted" as const, "notePlayback" as const, tellRequested]
}

const enriching = (base: MovieSetup, state: LifecycleState) =>
  base.createStateConfig({
    tags: "enriching",
    invoke: {
      id: "enrich",
      src: "enrich",
      input: ({ context }) => ({
        movie: context.id,
        level: facts.levelAimedAt(state, context),
        task: context.task,
        wanted: context.wanted,
        attempts: context.attempts
      }),
      onDone: afterWork(state)
    },
    on: onDemand(raiseWhenHigher)
  })

const waiting = (base: MovieSetup, state: LifecycleState, settings: MovieSettings) =>
  base.createStateConfig({
    tags: "waiting",
    on: {
      ...onDemand(raiseWhenHigher),
      /** Somebody insists: tried at once, whatever the backoff says. */
      EnrichmentRequested: {
        guard: { type: "asksAgain", params: { state } },
        target: within(state, "enriching"),
        actions: ["raiseWanted", begin("advance"), tellRequested]
      },
      DeadlineReached: [
        {
          guard: { type: "isExpiredAndWanted", params: { state } },
          target: within("downgraded", "waiting"),
          actions: forgetOutdated(state, settings, "forgetButWait")
        },
        {
          guard: "isExpired",
          target: within("downgraded", "resting"),
          actions: forgetOutdated(state, settings, "forget")
        },
        {
          guard: "isRetryDue",
          target: within(state, "enriching"),
          actions: [
            { type: "resume", params: { state } },
            {
              type: "tell",
              params: ({ context, event }) => facts.restarted(state, context, taskAt(state, context, event.at))
            }
          ]
        }
      ]
    }
  })

/** A person takes a downgrade back, if the movie still is as the downgrade left it. */
const undoing = (base: MovieSetup) =>
  base.createStateConfig({
    on: {
      HousekeepingUndone: lifecycleStates.map((state) => ({
        guard: { type: "returnsTo" as const, params: { state } },
        target: within(state, "resting"),
        actions: [
          { type: "tell" as const, params: ({ context, event }) => facts.restored(context, event.before, event.plan) },
          { type: "restore" as const, params: ({ event }) => ({ before: event.before }) }
        ]
      }))
    }
  })

const restingIn = (base: MovieSetup, state: LifecycleState, settings: MovieSettings) => {
  const config = resting(base, state, settings)
  return state === "downgraded" ? { ...config, on: { ...config.on, ...undoing(base).on } } : config
}

/** All five top-level states. */
export const movieStates = (base: MovieSetup, settings: MovieSettings) =>
  Object.fromEntries(
    lifecycleStates.map((state) => [
      state,
      base.createStateConfig({
        initial: "resting",
        states: {
          resting: restingIn(base, state, settings),
          enriching: enriching(base, state),
          waiting: waiting(base, state, settings)
        }
      })
    ])
  )
