import { Effect, Schema } from "effect"
import { type EventInput, inboundTypes } from "../../../domain/event.ts"
import { EventBus } from "../../../services/event-bus.ts"
import { endpoint } from "../endpoint.ts"
import { Problem } from "../problem.ts"
import { json } from "../reply.ts"
import { unknownNote } from "./known-movie.ts"

const batchMax = 1_000

const One = Schema.Record(Schema.String, Schema.Unknown)
const Body = Schema.Union([One, Schema.Array(One)])

export const publish = endpoint({
  method: "POST",
  path: "/v1/events",
  name: "publishEvents",
  summary: "Publish an event, or a list of up to 1,000: all of them or none",
  details:
    `An event is an object with a \`type\` (${inboundTypes.join(", ")}) and its fields. Give it an \`id\` of your own, and ` +
    "sending it again has no second effect. The answer comes when the events are durable.",
  parts: {},
  query: {},
  body: Body,
  answers: {
    200: "A receipt for each, in the same order: its id, its position in the journal, and whether it was known before; a `note` when it is about a movie that nobody knows",
    422: "event-refused: nothing was published"
  },
  handle: Effect.fnUntraced(function* ({ body }) {
    const bus = yield* EventBus
    const inputs = (Array.isArray(body) ? body : [body]) as ReadonlyArray<unknown> as ReadonlyArray<EventInput>
    if (inputs.length > batchMax) {
      const detail = `${inputs.length} events are too many for one request: send at most ${batchMax}.`
      return yield* new Problem({ kind: "body-too-large", detail })
    }
    // Before they are published: a movie that is forgotten by one of them was known.
    const notes = yield* Effect.forEach(inputs, unknownNote)
    // What is no event is told by the bus, which knows them all.
    const receipts = yield* bus.publishAll(inputs)
    const told = receipts.map((receipt, place) =>
      notes[place] === undefined ? receipt : { ...receipt, note: notes[place] }
    )
    return json({ receipts: told })
  })
})
