/** What a change brought about: the events since a position, as a tree of causes or as JSON. */
import { Effect } from "effect"
import { AtRest } from "../../services/at-rest.ts"
import { Store } from "../../services/store.ts"
import { eventsAfter } from "../../lab/step-recorder.ts"
import { eventTree } from "../terminal/event-tree.ts"
import { paint, printJson, printLines } from "./output.ts"

/** Does something, waits until all that follows is done, and gives its result and the events. */
export const withEvents = Effect.fnUntraced(function* <A, E, R>(change: Effect.Effect<A, E, R>) {
  const store = yield* Store
  const atRest = yield* AtRest
  const before = store.lastPosition()
  const result = yield* change
  yield* atRest.wait
  return { result, events: yield* eventsAfter(before) }
})

type WithEvents = Effect.Success<ReturnType<typeof withEvents>>

export const tellEvents = (sentence: string, { events }: Pick<WithEvents, "events">, json: boolean) =>
  json
    ? printJson({ done: sentence, events: events.map(({ event, position }) => ({ position, ...event })) })
    : printLines([sentence, ...eventTree(events, paint).map((line) => `  ${line}`)])
