/**
 * People are forgotten too: whom no movie names any more, after downgrades, leaves people.json. Looked for when something was
 * forgotten, and not often, because it means looking at all relations. Who comes back in the meantime stays (the store sees
 * to it), and an undo brings its people along.
 */
import { Context, Effect, Latch, Layer } from "effect"
import type { Event } from "../domain/event.ts"
import type { Batch, EventBus } from "./event-bus.ts"
import { Store, type StoreError } from "./store.ts"
import { runSubscriber, type SubscriberStatus } from "./subscriber.ts"

export interface PeopleSettings {
  /** After something was forgotten, people are looked through when this has passed. */
  readonly sweepEveryMs: number
  /** The most people of one look, and of one transaction. */
  readonly sweepMax: number
  readonly transactionMax: number
}

export interface PeopleSweeperStatus extends SubscriberStatus {
  /** People who were to be forgotten, since this process started. */
  readonly swept: number
  readonly sweepPending: boolean
  /** Why the last look failed, or null. */
  readonly sweepError: string | null
}

export class PeopleSweeper extends Context.Service<
  PeopleSweeper,
  {
    /** Forgets the people whom nobody names, now. Returns how many were found. */
    readonly sweep: Effect.Effect<number, StoreError>
    readonly status: () => PeopleSweeperStatus
  }
>()("reelstate/services/PeopleSweeper") {
  static readonly layer = (settings: PeopleSettings): Layer.Layer<PeopleSweeper, never, Store | EventBus> =>
    Layer.effect(PeopleSweeper, makePeopleSweeper(settings))
}

/** Relations may have gone, or may name others now. */
const losesPeople = (event: Event): boolean =>
  event.type === "MovieForgotten" ||
  event.type === "ProviderPurged" ||
  (event.type === "MovieDowngraded" && !event.imagesOnly) ||
  (event.type === "MovieEnriched" && event.task === "refresh")

const makePeopleSweeper = Effect.fnUntraced(function* ({ sweepEveryMs, sweepMax, transactionMax }: PeopleSettings) {
  const store = yield* Store
  // What was forgotten before a restart may not have been looked through.
  const state = { swept: 0, isPending: true, error: null as string | null }
  const pending = yield* Latch.make(true)

  const setPending = (isPending: boolean) => {
    state.isPending = isPending
    if (isPending) pending.openUnsafe()
    else pending.closeUnsafe()
  }

  const sweep = Effect.gen(function* () {
    setPending(false)
    const { asOf, people } = yield* store.strayPeople(sweepMax)
    if (people.length === sweepMax) setPending(true)
    for (let from = 0; from < people.length; from += transactionMax) {
      const some = people.slice(from, from + transactionMax)
      yield* store.commit({ people: some.map((id) => ({ id, forgotten: true as const, asOf })) })
      state.swept += some.length
    }
    state.error = null
    return people.length
  }).pipe(
    Effect.tapError((error) =>
      Effect.sync(() => {
        setPending(true)
        state.error = error.message
      })
    )
  )

  const status = yield* runSubscriber({
    name: "people",
    handle: ({ events }: Batch) =>
      Effect.sync(() => {
        if (events.some(({ event }) => losesPeople(event))) setPending(true)
        return undefined
      })
  })

  const nextTurn = Effect.andThen(pending.await, Effect.sleep(sweepEveryMs))
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(nextTurn, Effect.ignore(sweep))))

  return PeopleSweeper.of({
    sweep,
    status: () => ({ ...status(), swept: state.swept, sweepPending: state.isPending, sweepError: state.error })
  })
})
