/**
 * A durable subscriber: takes a batch, works out its effect, and commits effect and cursor in one write (STORE-1), so that
 * every event has its effect exactly once however often the process dies. What fails is tried again, with growing pauses
 * and visibly; nothing is passed over.
 */
import { Cause, Effect, Schedule, type Scope, type Semaphore } from "effect"
import { type Batch, EventBus, type Subscription } from "./event-bus.ts"
import { Store, type StoreError, type Transaction } from "./store.ts"

export interface SubscriberOptions<R> {
  /** The name of its cursor. */
  readonly name: string
  /**
   * The effect of a batch, or undefined when it has none. Must not write to the store itself, and must give the same
   * answer when it is asked again after a failure. An empty transaction saves the cursor and nothing else.
   */
  readonly handle: (batch: Batch) => Effect.Effect<Transaction | undefined, StoreError, R>
  /** Held from reading to committing, by a subscriber that shares what it writes with somebody. */
  readonly lock?: Semaphore.Semaphore
}

export interface SubscriberStatus {
  readonly name: string
  /** Everything up to here has had its effect. */
  readonly position: number
  /** Everything up to here is not looked at again after a restart. */
  readonly saved: number
  readonly state: "running" | "retrying"
  readonly retries: number
  /** What went wrong last, while it is being tried again. */
  readonly error: string | null
}

/** So many events without an effect may be looked at again after a restart. */
export const eventsUnsavedMax = 1_024

/** Doubles from 100 ms to 30 s, and stays there: a full disk is waited out. */
const pauses = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("30 seconds")])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Runs the effect until it succeeds; a defect is tried again like an error, because its events must not be lost. */
const untilItWorks = <A, R>(status: Mutable<SubscriberStatus>, effect: Effect.Effect<A, StoreError, R>) =>
  effect.pipe(
    Effect.sandbox,
    Effect.tapError((cause) =>
      Effect.sync(() => {
        status.state = "retrying"
        status.retries += 1
        status.error = Cause.pretty(cause)
      })
    ),
    Effect.retry(pauses),
    Effect.orDie,
    Effect.tap(() =>
      Effect.sync(() => {
        status.state = "running"
        status.error = null
      })
    )
  )

const consume = <R>(options: SubscriberOptions<R>, status: Mutable<SubscriberStatus>, subscription: Subscription) =>
  Effect.gen(function* () {
    const store = yield* Store
    const batch = yield* untilItWorks(status, subscription.take)
    const write = Effect.gen(function* () {
      const effect = yield* untilItWorks(
        status,
        Effect.suspend(() => options.handle(batch))
      )
      if (effect === undefined && batch.last - status.saved < eventsUnsavedMax) return
      const cursor = { subscriber: options.name, position: batch.last }
      yield* untilItWorks(status, store.commit({ ...effect, cursor }))
      status.saved = batch.last
    })
    yield* options.lock === undefined ? write : options.lock.withPermits(1)(write)
    status.position = batch.last
    subscription.done(batch.last)
    yield* Effect.yieldNow
  })

/**
 * Subscribes from the saved cursor on and consumes for as long as the Scope is open.
 * The subscription stands when this returns; the result tells how the subscriber is doing.
 */
export const runSubscriber = <R>(
  options: SubscriberOptions<R>
): Effect.Effect<() => SubscriberStatus, never, R | Store | EventBus | Scope.Scope> =>
  Effect.gen(function* () {
    const store = yield* Store
    const bus = yield* EventBus
    const start = store.cursorOf(options.name)
    const status: Mutable<SubscriberStatus> = {
      name: options.name,
      position: start,
      saved: start,
      state: "running",
      retries: 0,
      error: null
    }
    const subscription = yield* bus.subscribe(options.name, start)
    yield* Effect.forkScoped(Effect.forever(consume(options, status, subscription)))
    return () => ({ ...status })
  })
