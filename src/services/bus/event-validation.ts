/** What may be published: only inbound events, only well-formed, with unknown keys dropped. */
import { Exit, Result, Schema } from "effect"
import {
  type EventInput,
  type InboundBody,
  inboundSchemas,
  type InboundType,
  inboundTypes,
  stampFields
} from "../../domain/event.ts"
import { enable as compile } from "effect/schema/SchemaJITCompiler"
import { cleanLine } from "../../domain/text.ts"
import { readEdit } from "../../domain/edit-values.ts"
import { EventInvalid } from "../event-bus.ts"
import { nearest } from "../nearest.ts"
import { isOwnId } from "./stamping.ts"

const provenance = {
  id: Schema.optionalKey(stampFields.id),
  causedBy: Schema.optionalKey(stampFields.id),
  firstCause: Schema.optionalKey(stampFields.id)
}

/** Compiled where code may be made at run time, otherwise interpreted: publishing is the hottest of all paths. */
const decoderOf = (type: InboundType) => {
  const schema = Schema.Struct({ type: Schema.Literal(type), ...inboundSchemas[type], ...provenance })
  compile(schema.ast)
  return Schema.decodeUnknownExit(schema)
}

const decoders = new Map(inboundTypes.map((type) => [type as string, decoderOf(type)]))

/** Long values make long messages: a person needs the path and the beginning. */
const messageLengthMax = 600
const shorten = (text: string) => (text.length > messageLengthMax ? `${text.slice(0, messageLengthMax)} ...` : text)

/** Ids of the library's own form are counted, so one from outside would be given a second time one day. */
const ownIdRefused = (id: string) =>
  `the id ${id} has the form of the library's own ids; put who sent it before it, for example plex:${id}`

const refuse = (type: string, detail: string) => Result.fail(new EventInvalid({ type, detail: shorten(detail) }))

type Valid = InboundBody & Pick<EventInput, "id" | "causedBy" | "firstCause">

/** What a schema cannot say: an edit fits its field, and is either a value or an undo. */
const withOneMeaning = (event: Valid): Result.Result<Valid, EventInvalid> => {
  if (event.type === "MovieMatched" && (event.to === undefined) !== (event.undo === true)) {
    return refuse(event.type, "say either the film that it is (null for none), or undo")
  }
  if (event.type === "MovieSplit" && (event.merged === undefined) === (event.file === undefined)) {
    return refuse(event.type, "say either the movie that was merged, or the file that is a film of its own")
  }
  if (event.type === "MoviesMerged" && event.movie === event.merged) {
    return refuse(event.type, "a movie cannot be merged with itself")
  }
  return withCleanEdit(event)
}

const withCleanEdit = (event: Valid): Result.Result<Valid, EventInvalid> => {
  if (event.type !== "MovieEdited" || event.undo === true) return Result.succeed(event)
  if (event.value === undefined) return refuse(event.type, `an edit of ${event.field} needs a value, or undo`)
  const reading = readEdit(event.field, event.value)
  if ("wants" in reading) return refuse(event.type, `${event.field} wants ${reading.wants}`)
  return Result.succeed({ ...event, value: reading.value })
}

/** The body and provenance as they may be stamped, or why not. Never throws. */
export const validateEvent = (input: unknown): Result.Result<Valid, EventInvalid> => {
  if (typeof input !== "object" || input === null) return refuse("?", "an event is an object with a type")
  const type = (input as { readonly type?: unknown }).type
  if (typeof type !== "string") return refuse("?", "an event needs a type that is a text")
  const decode = decoders.get(type)
  if (decode === undefined) {
    const known = nearest(type, inboundTypes, 1)
    return refuse(
      cleanLine(type, 80) ?? "?",
      `there is no such event to publish; did you mean ${known[0] ?? inboundTypes[0]}?`
    )
  }
  const exit = decode(input)
  if (Exit.isSuccess(exit)) {
    const { id } = exit.value
    if (id !== undefined && isOwnId(id)) return refuse(type, ownIdRefused(id))
    return withOneMeaning(exit.value as unknown as Valid)
  }
  const [reason] = exit.cause.reasons
  return refuse(type, reason?._tag === "Fail" ? reason.error.message : "it could not be read")
}
