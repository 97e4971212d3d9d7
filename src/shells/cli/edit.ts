/** `reelstate edit <movie> <field> <value>`: a person's word outranks every provider, and can be taken back (LIFE-7). */
import { Effect, Option, type Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type FieldName, fieldNames } from "../../domain/knowledge.ts"
import { EventBus } from "../../services/event-bus.ts"
import { shown } from "../terminal/format.ts"
import { CommandFailed } from "./failures.ts"
import { findMovie, titleOf } from "./find-movie.ts"
import { changing } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, quotedMovieArgument, sourceFlags } from "./options.ts"
import { tellEvents, withEvents } from "./tell-events.ts"

const flags = {
  movie: quotedMovieArgument,
  field: Argument.Literals("field", fieldNames).pipe(Argument.withDescription("Which field")),
  value: Argument.String("value").pipe(
    Argument.withDescription("The new value; lists are written with commas between"),
    Argument.optional
  ),
  undo: Flag.Boolean("undo").pipe(
    Flag.withDescription("Take the edit of this field back: the newest value of a provider shows again"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

const numeric: ReadonlySet<FieldName> = new Set(["year", "runtimeMinutes"])
const listed: ReadonlySet<FieldName> = new Set(["genres", "keywords"])
const texts: ReadonlySet<FieldName> = new Set([
  "title",
  "originalTitle",
  "releaseDate",
  "language",
  "overview",
  "tagline",
  "status"
])

/** The value that a text means for this field, or undefined when the field cannot be written like that. Pure. */
export const valueFor = (field: FieldName, text: string): Schema.Json | undefined => {
  if (texts.has(field)) return text === "" ? undefined : text
  if (listed.has(field))
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
  const value = Number(text)
  return numeric.has(field) && Number.isInteger(value) && text !== "" ? value : undefined
}

const change = (field: FieldName, value: Option.Option<string>, undo: boolean) => {
  if (undo) return Effect.succeed({ field, undo: true, by: "command line" })
  if (Option.isNone(value)) return new CommandFailed({ detail: `Give a value for ${field}, or --undo.` })
  const meant = valueFor(field, value.value)
  if (meant !== undefined) return Effect.succeed({ field, value: meant, by: "command line" })
  return new CommandFailed({ detail: `"${shown(value.value, 60)}" is no value for ${field}.` })
}

export const edit = Command.make(
  "edit",
  flags,
  Effect.fnUntraced(function* ({ field, library, movie, undo, value, ...asked }) {
    const body = yield* change(field, value, undo)
    yield* changing({ directory: library, what: "reelstate edit" }, asked, () =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id, identity } = yield* findMovie(movie)
        const told = yield* withEvents(bus.publish({ type: "MovieEdited", movie: id, ...body }))
        const done = undo ? "is what the providers say again" : "is as you say, whatever a provider says"
        yield* tellEvents(`The ${field} of ${titleOf(identity)} ${done}.`, told, asked.json)
      })
    )
  })
).pipe(
  Command.withDescription("Correct a field of a movie; an edit survives refresh, downgrade and regeneration"),
  Command.withExamples([
    { command: 'reelstate edit "Forrest Gump" tagline "Run!"', description: "A person outranks every provider" },
    { command: 'reelstate edit "Forrest Gump" tagline --undo', description: "Take it back" }
  ])
)
