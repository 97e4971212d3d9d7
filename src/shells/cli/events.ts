/** `reelstate events`: the journal as it was, and with --follow as it goes on. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { type EventType, factTypes, inboundTypes } from "../../domain/event.ts"
import { nearest } from "../../services/nearest.ts"
import { type LoggedEvent, Store } from "../../services/store.ts"
import { eventWords } from "../terminal/event-words.ts"
import { instant, shown } from "../terminal/format.ts"
import { CommandFailed } from "./failures.ts"
import { findMovie } from "./find-movie.ts"
import { looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint } from "./output.ts"

const eventTypes: ReadonlyArray<string> = [...inboundTypes, ...factTypes]

const flags = {
  after: Flag.Int("after").pipe(
    Flag.withDescription("Begin after this position of the journal; the last --limit events when absent"),
    Flag.optional
  ),
  limit: Flag.Int("limit").pipe(Flag.withDescription("How many events at most"), Flag.withDefault(100)),
  type: Flag.String("type").pipe(
    Flag.withDescription("Only events of this type, such as MovieDowngraded"),
    Flag.optional
  ),
  movie: Flag.String("movie").pipe(Flag.withDescription("Only events about this movie"), Flag.optional),
  follow: Flag.Boolean("follow").pipe(
    Flag.withAlias("f"),
    Flag.withDescription("Go on until Ctrl-C with what happens in the library that somebody else holds"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  json: jsonFlag
}

const typeNamed = (name: string): Effect.Effect<EventType, CommandFailed> => {
  if (eventTypes.includes(name)) return Effect.succeed(name as EventType)
  const near = nearest(name, eventTypes, 3)
  return new CommandFailed({ detail: `There is no event ${shown(name)}. The nearest are ${near.join(", ")}.` })
}

const pageSize = 1_024

interface Asked {
  readonly after: Option.Option<number>
  readonly limit: number
  readonly movie: Option.Option<string>
  readonly type: Option.Option<EventType>
}

/** From a position forwards, or the newest. */
const eventsAsked = Effect.fnUntraced(function* ({ after, limit, movie, type }: Asked) {
  const store = yield* Store
  const isWanted = ({ event }: LoggedEvent) => Option.isNone(type) || event.type === type.value
  if (Option.isSome(movie)) {
    const { id } = yield* findMovie(movie.value)
    const from = Option.getOrElse(after, () => 0)
    const life = yield* store.history(id, pageSize * 16)
    return life.filter((logged) => logged.position > from && isWanted(logged)).slice(-limit)
  }
  const found: Array<LoggedEvent> = []
  if (Option.isSome(after)) {
    for (let from = after.value + 1; found.length < limit && from <= store.lastPosition(); from += pageSize) {
      found.push(...(yield* store.read(from, pageSize)).filter(isWanted))
    }
    return found.slice(0, limit)
  }
  for (let to = store.lastPosition(); found.length < limit && to > 0; to -= pageSize) {
    const from = Math.max(1, to - pageSize + 1)
    found.unshift(...(yield* store.read(from, to - from + 1)).filter(isWanted))
  }
  return found.slice(-limit)
})

const print = (events: ReadonlyArray<LoggedEvent>, json: boolean) => {
  for (const { event, position } of events) {
    const line = json
      ? JSON.stringify({ position, ...event })
      : `${paint("dim", `${position}  ${instant(event.at)}`)}  ${paint("bold", event.type)}  ${eventWords(event)}`
    process.stdout.write(`${line}\n`)
  }
}

const pollEvery = "500 millis"

export const events = Command.make(
  "events",
  flags,
  Effect.fnUntraced(function* ({ follow, json, library, ...asked }) {
    const access = { directory: library, what: "reelstate events" }
    const type = yield* Effect.transposeOption(Option.map(asked.type, typeNamed))
    const limit = Math.min(Math.max(1, asked.limit), 100_000)
    const page = (after: Option.Option<number>) =>
      looking(access, () =>
        Effect.map(eventsAsked({ ...asked, type, limit, after }), (found) => {
          print(found, json)
          return found.at(-1)?.position
        })
      )
    let last = yield* page(asked.after)
    if (!follow) return
    const next = Effect.suspend(() => page(Option.some(last ?? 0)))
    const goOn = Effect.map(next, (position) => void (last = position ?? last))
    yield* Effect.forever(Effect.delay(goOn, pollEvery))
  })
).pipe(
  Command.withDescription("What happened in a library, and what happens: every event with its position and its time"),
  Command.withExamples([
    { command: "reelstate events --follow", description: "What happens in a library that is being served" },
    { command: "reelstate events --type MovieDowngraded --limit 20", description: "What was forgotten last" },
    { command: "reelstate events --after 0 --json > journal.ndjson", description: "For programs, one event a line" }
  ])
)
