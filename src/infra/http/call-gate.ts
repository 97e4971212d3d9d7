/**
 * The one gate that every request to a provider passes, whoever sends it (RUN-4): so many at the same time, so many in any
 * second, none while the provider wants to be left alone. Who goes next is decided when a token is there, not before: a person
 * who comes at the last moment still goes first.
 */
import { Clock, Duration, Effect, Latch, Semaphore } from "effect"
import { RateLimiter } from "effect/persistence"
import { secondMs } from "../../domain/time.ts"
import type { Lane, ProviderError } from "../../services/data-provider.ts"
import type { ProviderHttpSettings } from "./http-settings.ts"
import { LaneQueue, lanes } from "./lane-queue.ts"
import { SecondWindow } from "./second-window.ts"

/** One call's place in the queue. The call may come back with it: for a retry, or to follow a redirect. */
export interface Ticket {
  lane: Lane
  state: "outside" | "waiting" | "inside"
  /** It had a turn already. */
  isAgain: boolean
  resume: (outcome: Effect.Effect<void, Dismissed>) => void
}

/** The call was not sent. */
export class Dismissed {
  readonly _tag = "Dismissed"
  readonly error: ProviderError
  constructor(error: ProviderError) {
    this.error = error
  }
}

export interface CallGate {
  readonly ticket: (lane: Lane) => Ticket
  /** Runs the call once it is its turn. Fails with Dismissed when the queue is full or is sent away. */
  readonly pass: <A, E>(ticket: Ticket, call: Effect.Effect<A, E>) => Effect.Effect<A, E | Dismissed>
  /** Moves a waiting call to a lane that goes earlier. */
  readonly promote: (ticket: Ticket, lane: Lane) => void
  /** Nobody passes before this moment, epoch milliseconds. A later moment outlives an earlier one. */
  readonly pauseUntil: (at: number) => void
  readonly pausedUntil: () => number
  /** Sends those away for whom there is an error. */
  readonly dismiss: (errorFor: (lane: Lane) => ProviderError | undefined) => void
  /** Tokens in the bucket now. */
  readonly tokensLeft: Effect.Effect<number>
  readonly lengths: () => Readonly<Record<Lane, number>>
  readonly inFlight: () => number
}

type GateSettings = Pick<
  ProviderHttpSettings,
  "ratePerSecond" | "burst" | "perSecondMax" | "concurrency" | "waitingMax"
>

/** Whole milliseconds, because timers know no smaller ones: 34 a second is one in 30 ms. */
const refillMs = (ratePerSecond: number): number => Math.max(Math.ceil(secondMs / ratePerSecond), 1)

/** Full queues are answered with this, made by the caller who knows the provider's name and speed. */
type Overfull = (waiting: number) => ProviderError

export const makeCallGate = Effect.fnUntraced(function* (key: string, settings: GateSettings, overfull: Overfull) {
  const limiter = yield* RateLimiter.RateLimiter
  const queue = new LaneQueue<Ticket>(settings.waitingMax)
  const somebody = yield* Latch.make(false)
  const places = yield* Semaphore.make(settings.concurrency)
  const state = { pausedUntil: 0, inFlight: 0 }
  const second = new SecondWindow(settings.perSecondMax)
  const bucket = {
    key,
    algorithm: "token-bucket" as const,
    onExceeded: "delay" as const,
    limit: settings.burst,
    window: settings.burst * refillMs(settings.ratePerSecond)
  }

  const token = Effect.gen(function* () {
    const { delay } = yield* limiter.consume(bucket)
    if (!Duration.isZero(delay)) yield* Effect.sleep(delay)
  })
  const pausedMs = Effect.map(Clock.currentTimeMillis, (now) => Math.max(state.pausedUntil - now, 0))
  /** What the provider asked for, and room in the second that may be counting at its door. */
  const heldMs = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    return Math.max(yield* pausedMs, second.waitMs(now, state.inFlight))
  })
  /** A token that was waited for and cannot be used at once is lost: kept, it would make the next burst larger. */
  const leaveToSend = Effect.gen(function* () {
    for (;;) {
      for (let ms = yield* heldMs; ms > 0; ms = yield* heldMs) yield* Effect.sleep(ms)
      yield* token
      if ((yield* pausedMs) === 0) return
    }
  })

  const letIn = (ticket: Ticket) => {
    state.inFlight += 1
    ticket.state = "inside"
    ticket.isAgain = true
    ticket.resume(Effect.void)
  }
  const turn = Effect.gen(function* () {
    yield* somebody.await
    yield* places.take(1)
    yield* leaveToSend
    const next = queue.take()
    if (queue.size === 0) yield* somebody.close
    if (next === undefined) yield* places.release(1)
    else letIn(next)
  })
  // The limiter can only fail when its store does, and the store is memory.
  yield* Effect.forkScoped(Effect.forever(Effect.orDie(turn)))

  const leave = (ticket: Ticket) =>
    Effect.suspend(() => {
      const { state: was } = ticket
      ticket.state = "outside"
      if (was === "waiting") queue.remove(ticket.lane, ticket)
      if (was !== "inside") return Effect.void
      state.inFlight -= 1
      return Effect.andThen(Effect.map(Clock.currentTimeMillis, second.left), places.release(1))
    })
  const wait = (ticket: Ticket) =>
    Effect.callback<void, Dismissed>((resume) => {
      if (!queue.add(ticket.lane, ticket, ticket.isAgain))
        return resume(Effect.fail(new Dismissed(overfull(queue.size))))
      ticket.state = "waiting"
      ticket.resume = resume
      somebody.openUnsafe()
    })

  const gate: CallGate = {
    ticket: (lane) => ({ lane, state: "outside", isAgain: false, resume: () => undefined }),
    pass: (ticket, call) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.andThen(restore(wait(ticket)), restore(call)).pipe(Effect.ensuring(leave(ticket)))
      ),
    promote: (ticket, lane) => {
      const isQueued = ticket.state === "waiting"
      if (isQueued && !queue.add(lane, ticket, ticket.isAgain)) return
      if (isQueued) queue.remove(ticket.lane, ticket)
      ticket.lane = lane
    },
    pauseUntil: (at) => void (state.pausedUntil = Math.max(state.pausedUntil, at)),
    pausedUntil: () => state.pausedUntil,
    dismiss: (errorFor) => {
      for (const lane of lanes) {
        const error = errorFor(lane)
        if (error === undefined) continue
        for (const ticket of queue.itemsOf(lane)) {
          queue.remove(lane, ticket)
          ticket.state = "outside"
          ticket.resume(Effect.fail(new Dismissed(error)))
        }
      }
    },
    tokensLeft: Effect.orDie(
      Effect.map(limiter.consume({ ...bucket, tokens: 0 }), ({ remaining }) => Math.max(Math.floor(remaining), 0))
    ),
    lengths: () => queue.lengths(),
    inFlight: () => state.inFlight
  }
  return gate
})
