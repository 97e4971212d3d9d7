/** `reelstate events`: the journal as it was, and with --follow as it goes on. */
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { type EventType, factTypes, inboundTypes } from "../../domain/event.ts"
import type { MovieId } from "../../domain/identity.ts"
import { nearest } from "../../services/nearest.ts"
import { type LoggedEvent, Store } from "../../services/store.ts"
import { eventWords } from "../terminal/event-words.ts"
import { instant, shown } from "../terminal/format.ts"
import { CommandFailed } from "./failures.ts"
import { findMovie } from "./find-movie.ts"
import { httpClient, type HttpClient } from "../http/client.ts"
import { findServerFile } from "../http/server-file.ts"
import { type LibraryAccess, looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, warn } from "./output.ts"

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

interface Shown {
  /** Everything up to here has been looked at. */
  readonly position: number
  /** The movie that was asked for, by its id. */
  readonly movie: MovieId | undefined
}

/** Prints what was asked for as far as it has happened. */
const past = Effect.fnUntraced(function* (asked: Asked, json: boolean) {
  const store = yield* Store
  const lastPosition = store.lastPosition()
  const found = yield* eventsAsked(asked)
  print(found, json)
  const isCut = Option.isSome(asked.after) && found.length >= asked.limit
  const movie = Option.isSome(asked.movie) ? (yield* findMovie(asked.movie.value)).id : undefined
  return { position: isCut ? found.at(-1)!.position : lastPosition, movie } satisfies Shown as Shown
})

/** Prints what the server tells, until it ends; returns how far it came. */
const told = Effect.fnUntraced(function* (client: HttpClient, from: Shown, type: Asked["type"], json: boolean) {
  let { position } = from
  const query = {
    after: position,
    ...(Option.isSome(type) && { type: type.value }),
    ...(from.movie !== undefined && { movie: from.movie })
  }
  yield* Stream.runForEach(client.events(query), (each) =>
    Effect.gen(function* () {
      if (each.told === "end") return
      if (each.told === "gap") {
        position = each.to
        return yield* warn([`Events ${each.from} to ${each.to} are left out: ${each.why}.`])
      }
      position = each.position
      print([each], json)
    })
  ).pipe(
    // It went away, or is another one by now: the library itself tells how it went on.
    Effect.catchTag("ServerUnreachable", () => Effect.void)
  )
  return { ...from, position } satisfies Shown as Shown
})

/** One step of following: as long as a server tells, or one look at the library. */
const onward = Effect.fnUntraced(function* (access: LibraryAccess, asked: Asked, from: Shown, json: boolean) {
  const server = yield* findServerFile(access.directory)
  if (server !== undefined) return yield* told(httpClient(server), from, asked.type, json)
  return yield* looking(access, () => past({ ...asked, after: Option.some(from.position) }, json))
})

export const events = Command.make(
  "events",
  flags,
  Effect.fnUntraced(function* ({ follow, json, library, ...asked }) {
    const access = { directory: library, what: "reelstate events" }
    const type = yield* Effect.transposeOption(Option.map(asked.type, typeNamed))
    const limit = Math.min(Math.max(1, asked.limit), 100_000)
    const wanted = { ...asked, type, limit }
    let from = yield* looking(access, () => past(wanted, json))
    if (!follow) return
    for (;;) {
      from = yield* onward(access, wanted, from, json)
      yield* Effect.sleep(pollEvery)
    }
  })
).pipe(
  Command.withDescription("What happened in a library, and what happens: every event with its position and its time"),
  Command.withExamples([
    { command: "reelstate events --follow", description: "What happens in a library that is being served" },
    { command: "reelstate events --type MovieDowngraded --limit 20", description: "What was forgotten last" },
    { command: "reelstate events --after 0 --json > journal.ndjson", description: "For programs, one event a line" }
  ])
)
