/**
 * Tells events. What is to be told is written down together with the note that it was told, before anybody hears of it: a
 * watcher that dies in between tells it again when it comes back, with the same ids, also of files that have moved on since.
 */
import { Effect } from "effect"
import type { EventInput } from "../../domain/event.ts"
import type { RootWatch } from "./root-watch.ts"

export interface News {
  readonly event: EventInput
  /** Notes in the records that it was told. */
  readonly apply: () => void
}

const eventsMax = 256

const count = ({ told }: RootWatch, { type }: EventInput): void => {
  if (type === "VideoFileDetected") told.detected++
  else if (type === "VideoMoved") told.moved++
  else told.removed++
}

/** One by one, so that an event which is refused keeps no other from being told. */
const tellSingly = Effect.fnUntraced(function* (watch: RootWatch, events: ReadonlyArray<EventInput>) {
  for (const event of events) {
    yield* watch.bus.publish(event).pipe(
      Effect.tap(() => Effect.sync(() => count(watch, event))),
      Effect.catchTag("EventInvalid", (error) => Effect.sync(() => void (watch.tellProblem = error.message)))
    )
  }
})

/** Tells what was written down to be told; what could not be told stays written down. */
export const tellOutbox = Effect.fnUntraced(function* (watch: RootWatch) {
  const { index } = watch.kept
  const events = index.outbox
  if (events.length === 0) return
  const isTold = yield* watch.bus.publishAll(events).pipe(
    Effect.as(true),
    Effect.catchTag("EventInvalid", () => Effect.succeed(false))
  )
  if (isTold) for (const event of events) count(watch, event)
  else yield* tellSingly(watch, events)
  index.fillOutbox([])
})

const saveAll = (watch: RootWatch) =>
  Effect.forEach([watch, ...watch.all], ({ kept }) => (kept.index.hasChanges ? kept.save : Effect.void), {
    discard: true
  })

export const tell = Effect.fnUntraced(function* (watch: RootWatch, news: ReadonlyArray<News>) {
  if (news.length === 0) return
  yield* tellOutbox(watch)
  // The ids are made of when files were first seen: that must not change when what follows is torn.
  yield* saveAll(watch)
  for (let from = 0; from < news.length; from += eventsMax) {
    const some = news.slice(from, from + eventsMax)
    watch.kept.index.fillOutbox(some.map(({ event }) => event))
    for (const { apply } of some) apply()
    yield* saveAll(watch)
    yield* tellOutbox(watch)
  }
})
