/**
 * The bus is the journal with a memory of its newest events. A subscriber is a position in it: nothing is copied for
 * anybody, a slow one is caught up from the journal, and nobody can make another wait (RUN-1).
 * `publish` returns when the event is durable (STORE-1).
 */
import { Context, type Effect, Schema, type Scope } from "effect"
import type { Event, EventBody, EventInput } from "../domain/event.ts"
import type { LoggedEvent, StoreError } from "./store.ts"

export interface Receipt {
  readonly id: string
  readonly position: number
  /** The event was known already, by its id: nothing happened a second time. */
  readonly duplicate: boolean
}

export interface Batch {
  readonly events: ReadonlyArray<LoggedEvent>
  /** The position of the newest event in the batch. */
  readonly last: number
}

export interface Subscription {
  /** The next events, oldest first, at most 1,024; waits until there is one. */
  readonly take: Effect.Effect<Batch, StoreError>
  /** The same without waiting: undefined when there is nothing new. */
  readonly poll: Effect.Effect<Batch | undefined, StoreError>
  /** Calls back at every arrival of new events, in place of waiting in `take`. Must not throw. */
  readonly onAvailable: (wake: () => void) => void
  /** Tells the bus that everything up to here has had its effect; for `atRest` and for lag. */
  readonly done: (position: number) => void
  /** Goes back to what was last done, to take it again after a failure. */
  readonly rewind: () => void
  readonly position: () => number
}

/**
 * A worker's lag keeps the system from rest; an observer may be as slow as it likes. Publishers wait for the core when it
 * is far behind, so a core subscriber must not publish; it commits what it emits.
 */
export type SubscriberRole = "core" | "worker" | "observer"

export class EventInvalid extends Schema.TaggedError<EventInvalid>()("EventInvalid", {
  type: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The event ${this.type} was refused: ${this.detail}`
  }
}

export interface BusStatus {
  readonly lastPosition: number
  readonly subscribers: ReadonlyArray<{ readonly name: string; readonly position: number; readonly lag: number }>
  /** How often a subscriber had fallen so far behind that it was caught up from the journal. */
  readonly catchUps: number
}

export class EventBus extends Context.Service<
  EventBus,
  {
    readonly publish: (input: EventInput) => Effect.Effect<Receipt, EventInvalid | StoreError>
    /** All or nothing: one invalid event refuses them all. */
    readonly publishAll: (
      inputs: ReadonlyArray<EventInput>
    ) => Effect.Effect<ReadonlyArray<Receipt>, EventInvalid | StoreError>
    /** Stamps a body that a subscriber will commit itself, caused by the given event. */
    readonly stamp: (body: EventBody, cause: Event | undefined) => Event
    /** A position of one's own, from the given position on (exclusive). Closing the Scope ends it. */
    readonly subscribe: (
      name: string,
      after: number,
      role?: SubscriberRole
    ) => Effect.Effect<Subscription, never, Scope.Scope>
    readonly lastPosition: () => number
    readonly status: () => BusStatus
  }
>()("reelstate/services/EventBus") {}
