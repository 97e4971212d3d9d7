/** Events of the journal as a stream that goes on: from a position on, then as they happen, at the reader's pace. */
import { Effect, Stream } from "effect"
import type { EventType } from "../../domain/event.ts"
import { EventBus } from "../../services/event-bus.ts"
import type { LoggedEvent, StoreError } from "../../services/store.ts"

export interface EventsAsked {
  /** The position after which to begin; what comes from now on when absent, everything when 0. */
  readonly after?: number
  /** Only events of these types. */
  readonly types?: ReadonlyArray<EventType>
}

/** A slow reader holds nobody up: it is caught up from the journal, and misses nothing. */
export const eventStream = ({ after, types }: EventsAsked): Stream.Stream<LoggedEvent, StoreError, EventBus> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const bus = yield* EventBus
      const subscription = yield* bus.subscribe("reader", after ?? bus.lastPosition(), "observer")
      const wanted = types === undefined ? undefined : new Set<EventType>(types)
      const batches = Stream.fromEffectRepeat(
        Effect.map(subscription.take, ({ events, last }) => {
          subscription.done(last)
          return wanted === undefined ? events : events.filter(({ event }) => wanted.has(event.type))
        })
      )
      return Stream.flattenIterable(batches)
    })
  )
