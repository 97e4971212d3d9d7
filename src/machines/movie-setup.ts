/**
 * The vocabulary of the movie's machine: its types, its one port, its guards and its actions, all named, so that the chart
 * can be drawn from them and other executors can be compiled from them.
 */
import { assign, setup } from "xstate"
import type { MovieId } from "../domain/identity.ts"
import { higherOf, isAtLeast, type Kept, knownLevel, type LifecycleState } from "../domain/level.ts"
import type { Lifecycle } from "../domain/movie.ts"
import type { MovieContext, MovieSettings } from "./movie-context.ts"
import type { EnrichmentAsk, EnrichmentTask, MovieEvent, MovieFact, Settlement } from "./movie-events.ts"
import * as claims from "./movie-guards.ts"
import { port } from "./port.ts"

export interface InState {
  readonly state: LifecycleState
}
/** An advance out of `state`; out of downgraded it depends on what was kept. */
export interface Climb extends InState {
  readonly kept: Kept | null
}
type Downgrade = Pick<MovieContext, "kept" | "downgradedAt" | "refreshAt">

const levelAsked = (event: MovieEvent) => ("level" in event ? event.level : "initial")

/** The setup for one set of settings; `createMovieMachine` completes it. */
export const movieSetup = (settings: MovieSettings) =>
  setup({
    types: {} as {
      context: MovieContext
      events: MovieEvent
      input: { readonly id: MovieId }
      tags: "resting" | "enriching" | "waiting"
    },
    actors: { enrich: port<Settlement, EnrichmentAsk>() },
    guards: {
      asksMore: ({ context, event }, { state }: InState) =>
        !isAtLeast(knownLevel(state, context.kept), levelAsked(event)) && !isAtLeast(context.wanted, levelAsked(event)),
      /** Asked before and not reached: after a restart, or by somebody who will not wait for the retry. */
      asksAgain: ({ context, event }, { state }: InState) =>
        !isAtLeast(knownLevel(state, context.kept), levelAsked(event)),
      asksHigher: ({ context, event }) => !isAtLeast(context.wanted, levelAsked(event)),
      needsMore: ({ context }, { state }: InState) => claims.needsMore(state, context),
      knowsSomething: ({ context }, { state }: InState) => knownLevel(state, context.kept) !== "initial",
      failed: (_, output: Settlement) => !output.ok,
      isUnmatched: (_, output: Settlement) => !output.ok && output.candidates.length > 0,
      /** The advance that was in flight leads to the next level. */
      climbs: ({ context }, { kept }: Climb) => context.task === "advance" && (kept === null || kept === context.kept),
      climbsOn: ({ context }, { state, kept }: Climb) =>
        context.task === "advance" &&
        (kept === null || kept === context.kept) &&
        !isAtLeast(claims.nextLevel(state, context), context.wanted),
      mayDowngrade: ({ context, event }, { state }: InState) =>
        event.type === "HousekeepingRequested" &&
        !event.item.imagesOnly &&
        claims.mayDowngrade(state, context, event, settings),
      mayDropImages: ({ context, event }, { state }: InState) =>
        event.type === "HousekeepingRequested" &&
        event.item.imagesOnly &&
        claims.mayDowngrade(state, context, event, settings),
      isExpired: ({ context, event }) => claims.isExpired(context, event.at, settings),
      /** The terms ended while somebody waits for more, or misses what is there: it is learnt again by itself. */
      isExpiredAndWanted: ({ context, event }, { state }: InState) =>
        event.type === "DeadlineReached" &&
        claims.isExpired(context, event.at, settings) &&
        (claims.needsMore(state, context) || claims.isMissed(context, event, settings)),
      isOutdatedAndMissed: ({ context, event }) =>
        event.type === "DeadlineReached" &&
        claims.isRefreshDue(context, event.at) &&
        claims.isMissed(context, event, settings),
      isOutdated: ({ context, event }) => claims.isRefreshDue(context, event.at),
      /** All that was asked is known, but for a piece that is due to be tried again. */
      asksForGap: ({ context, event }, { state }: InState) =>
        claims.isGapDue(context, event.at) &&
        knownLevel(state, context.kept) !== "initial" &&
        isAtLeast(levelAsked(event), knownLevel(state, context.kept)),
      hasGapDueAndIsRecent: ({ context, event }) =>
        event.type === "DeadlineReached" &&
        claims.isGapDue(context, event.at) &&
        claims.isRecent(context, event, settings),
      isRetryDue: ({ context, event }) => claims.isRetryDue(context, event.at),
      returnsTo: ({ event }, { state }: InState) => event.type === "HousekeepingUndone" && event.before.state === state
    },
    actions: {
      raiseWanted: assign({ wanted: ({ context, event }) => higherOf(context.wanted, levelAsked(event)) }),
      notePlayback: assign({
        playingUntil: ({ context, event }) =>
          event.type === "PlaybackStarted" ? event.at + settings.playingMs : context.playingUntil
      }),
      pin: assign({ pinned: true }),
      unpin: assign({ pinned: false }),
      begin: assign((_, { task }: { readonly task: EnrichmentTask }) => ({ task, retryAt: null })),
      resume: assign(({ context, event }, { state }: InState) => ({
        task: claims.taskAt(state, context, event.at),
        retryAt: null
      })),
      succeed: assign(({ context }, output: Settlement) => {
        if (!output.ok) return {}
        const { gapAt, refreshAt } = output
        return { attempts: 0, retryAt: null, gapAt, refreshAt, kept: context.task === "advance" ? null : context.kept }
      }),
      postpone: assign(({ context }, output: Settlement) =>
        output.ok ? {} : { attempts: context.attempts + 1, retryAt: output.retryAt }
      ),
      forget: assign((_, { kept, downgradedAt, refreshAt }: Downgrade) => ({
        kept,
        downgradedAt,
        refreshAt,
        wanted: "initial" as const,
        attempts: 0,
        retryAt: null,
        gapAt: null
      })),
      /** What is known goes, what is wanted and missed stays wanted: the next try is when it was to be (LIFE-3). */
      forgetButWait: assign(({ context }, { kept, downgradedAt, refreshAt, state }: Downgrade & InState) => ({
        wanted: higherOf(context.wanted, knownLevel(state, context.kept)),
        kept,
        downgradedAt,
        refreshAt,
        gapAt: null
      })),
      dropImages: assign(({ context, event }) => ({
        downgradedAt: event.at,
        gapAt: Math.min(context.gapAt ?? Infinity, event.at + settings.droppedImagesPauseMs)
      })),
      /** What an undo cannot bring back, the images, is a gap that is due. */
      restore: assign(({ event }, { before }: { readonly before: Lifecycle }) => ({
        kept: before.kept,
        gapAt: Math.min(before.gapAt ?? Infinity, event.at),
        refreshAt: before.refreshAt,
        downgradedAt: before.downgradedAt
      })),
      /** States a fact. By default nobody listens: whoever runs the machine provides it. */
      tell: (_, _fact: MovieFact) => {}
    }
  })

export type MovieSetup = ReturnType<typeof movieSetup>
