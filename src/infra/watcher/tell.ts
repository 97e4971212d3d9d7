/** Tells events, and only then notes that they were told. What they are made from is durable before (see told.ts). */
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
const tellSingly = Effect.fnUntraced(function* (watch: RootWatch, news: ReadonlyArray<News>) {
  for (const each of news) {
    yield* watch.bus.publish(each.event).pipe(
      Effect.tap(() => Effect.sync(() => count(watch, each.event))),
      Effect.catchTag("EventInvalid", (error) => Effect.sync(() => void (watch.tellProblem = error.message)))
    )
    each.apply()
  }
})

const saveAll = (watch: RootWatch) =>
  Effect.forEach([...watch.all], ({ kept }) => (kept.index.hasChanges ? kept.save : Effect.void), { discard: true })

export const tell = Effect.fnUntraced(function* (watch: RootWatch, news: ReadonlyArray<News>) {
  if (news.length === 0) return
  yield* saveAll(watch)
  for (let from = 0; from < news.length; from += eventsMax) {
    const some = news.slice(from, from + eventsMax)
    const isTold = yield* watch.bus.publishAll(some.map(({ event }) => event)).pipe(
      Effect.as(true),
      Effect.catchTag("EventInvalid", () => Effect.succeed(false))
    )
    if (!isTold) {
      yield* tellSingly(watch, some)
      continue
    }
    for (const each of some) {
      count(watch, each.event)
      each.apply()
    }
  }
  yield* saveAll(watch)
})
