/**
 * The inside of each top-level state. The five are alike (rest, enrich, wait to try again) and differ only in where an
 * advance leads, so one function makes them from the state's name.
 */
import { levelAfter, type LifecycleState, lifecycleStates } from "../domain/level.ts"
import type { MovieSettings } from "./movie-context.ts"
import type { EnrichmentTask } from "./movie-events.ts"
import * as facts from "./movie-facts.ts"
import { taskAt } from "./movie-guards.ts"
import type { MovieSetup } from "./movie-setup.ts"
import {
  begin,
  downgrade,
  forgetOutdated,
  onDemand,
  type Settled,
  tellRequested,
  tellRestarted,
  tellSettled,
  within
} from "./movie-transitions.ts"

const again = (state: LifecycleState, task: EnrichmentTask) => [begin(task), tellRestarted(state, task)]

/** A resting movie is asked: it goes to work if it knows less, or lacks a piece that is due. */
const asked = (state: LifecycleState) => {
  const params = { state }
  const target = within(state, "enriching")
  return onDemand([
    {
      guard: { type: "asksMore" as const, params },
      target,
      actions: ["raiseWanted" as const, "notePlayback" as const, begin("advance"), tellRequested]
    },
    { guard: { type: "asksAgain" as const, params }, target, actions: ["notePlayback" as const, begin("advance")] },
    {
      guard: { type: "asksForGap" as const, params },
      target,
      actions: ["notePlayback" as const, ...again(state, "fill")]
    }
  ])
}

const resting = (base: MovieSetup, state: LifecycleState, settings: MovieSettings) => {
  const inThis = { state }
  const enriching = within(state, "enriching")
  return base.createStateConfig({
    tags: "resting",
    on: {
      ...asked(state),
      ProviderRefreshRequested: {
        guard: { type: "knowsSomething", params: inThis },
        target: enriching,
        actions: again(state, "refresh")
      },
      HousekeepingRequested: [
        { guard: { type: "mayDropImages", params: inThis }, actions: [downgrade[0]!, "dropImages"] },
        { guard: { type: "mayDowngrade", params: inThis }, target: within("downgraded", "resting"), actions: downgrade }
      ],
      DeadlineReached: [
        { guard: { type: "needsMore", params: inThis }, target: enriching, actions: again(state, "advance") },
        { guard: "isOutdatedAndMissed", target: enriching, actions: again(state, "refresh") },
        {
          guard: "isOutdated",
          target: within("downgraded", "resting"),
          actions: forgetOutdated(state, settings, "forget")
        },
        { guard: "hasGapDueAndIsRecent", target: enriching, actions: again(state, "fill") }
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
