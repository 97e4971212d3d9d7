/**
 * `reelstate inspect`: the address at which chosen movies are seen in an inspector. A server that holds the library already
 * shows them; otherwise the library is opened and served here, until somebody ends it.
 */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { randomBytes } from "node:crypto"
import { findServerFile, keepServerFile } from "../http/server-file.ts"
import { serveHttp } from "../http/server.ts"
import { statelyUi } from "../inspector/inspector-endpoints.ts"
import { readInspectorQuery } from "../inspector/inspector-query.ts"
import { facts } from "../terminal/table.ts"
import { CommandFailed } from "./failures.ts"
import { findMovie } from "./find-movie.ts"
import { changingAlone, looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { portFlag } from "./world-flags.ts"

const optionalInt = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.optional)

const flags = {
  movies: Argument.String("movie").pipe(
    Argument.withDescription("Titles in quotes, ids or aliases"),
    Argument.variadic({ min: 0 })
  ),
  library: libraryFlag,
  state: Flag.String("state").pipe(
    Flag.withDescription("All movies in this state, followed as they enter it: deep, or deep.enriching"),
    Flag.optional
  ),
  sample: optionalInt("sample", "So many movies, whichever; the same ones every time"),
  history: optionalInt("history", "So many past steps of each, from memory and the journal (default: 20)"),
  max: optionalInt("max", "At most so many movies at a time (default: 100)"),
  ui: Flag.String("ui").pipe(
    Flag.withDescription(`The page that shows them: one that speaks the protocol of ${statelyUi}`),
    Flag.optional
  ),
  port: portFlag(0),
  ...sourceFlags,
  json: jsonFlag
}

const historyDefault = 20

interface Asked {
  readonly movies: ReadonlyArray<string>
  readonly state: Option.Option<string>
  readonly sample: Option.Option<number>
  readonly history: Option.Option<number>
  readonly max: Option.Option<number>
}

/** The words of the address. Says what is wrong before anything is opened. */
const queryOf = Effect.fnUntraced(function* ({ history, max, movies, sample, state }: Asked) {
  const query = new URLSearchParams()
  if (movies.length > 0) query.set("movies", movies.join(","))
  if (Option.isSome(state)) query.set("state", state.value)
  if (Option.isSome(sample)) query.set("sample", String(sample.value))
  if (Option.isSome(max)) query.set("max", String(max.value))
  query.set("history", String(Option.getOrElse(history, () => historyDefault)))
  if (movies.length === 0 && Option.isNone(state) && Option.isNone(sample))
    return yield* new CommandFailed({ detail: "Name movies, or a state with --state, or a number with --sample." })
  const read = readInspectorQuery(query.toString())
  return typeof read === "string" ? yield* new CommandFailed({ detail: read }) : query.toString()
})

interface Shown {
  readonly url: string
  readonly token?: string
  readonly query: string
  readonly ui: string | undefined
}

const addressesOf = ({ query, token, ui, url }: Shown) => {
  const secret = token === undefined ? "" : `#token=${token}`
  const withUi = ui === undefined ? query : `${query}&ui=${encodeURIComponent(ui)}`
  return {
    inspector: `${url}/inspect?${withUi}${secret}`,
    local: `${url}/inspect/local?${query}${secret}`,
    socket: `${url.replace("http", "ws")}/inspect?${query}`
  }
}

const tell = (
  addresses: ReturnType<typeof addressesOf>,
  ui: string | undefined,
  json: boolean,
  lines: ReadonlyArray<string>
) =>
  json
    ? printJson(addresses)
    : printLines([
        paint("bold", "The movies are shown"),
        ...facts([
          ["without a network", addresses.local],
          [`in ${ui ?? statelyUi}`, addresses.inspector],
          ["for programs", addresses.socket]
        ]),
        ...lines
      ])

const named = (library: string, words: ReadonlyArray<string>) =>
  looking({ directory: library, what: "reelstate inspect" }, () =>
    Effect.forEach(words, (each) => Effect.map(findMovie(each), ({ id }) => id))
  )

/** A running server shows the pages that it was started with. */
const shownBy = Effect.fnUntraced(function* (url: string, ui: string | undefined) {
  if (ui === undefined) return
  const page = `${url}/inspect?ui=${encodeURIComponent(ui)}`
  const status = yield* Effect.promise(() =>
    fetch(page)
      .then((answer) => answer.status)
      .catch(() => 0)
  )
  if (status === 200) return
  const detail = `The server at ${url} does not show ${ui}. Start it with \`reelstate serve --inspector-ui ${ui}\`.`
  return yield* new CommandFailed({ detail })
})

interface Served {
  readonly library: string
  readonly query: string
  readonly port: number
  readonly ui: string | undefined
  readonly json: boolean
}

const served = Effect.fnUntraced(function* ({ json, library, port, query, ui }: Served) {
  const localToken = randomBytes(24).toString("base64url")
  const running = yield* serveHttp({ port, localToken, inspectorUis: ui === undefined ? [] : [ui] })
  const { instance, url } = running
  // Other commands work through this process meanwhile, and what they do is seen.
  yield* keepServerFile(library, { url, token: localToken, pid: process.pid, instance, startedAt: Date.now() })
  yield* tell(addressesOf({ url, query, ui }), ui, json, ["Ctrl-C ends it."])
  yield* Effect.never
})

export const inspect = Command.make(
  "inspect",
  flags,
  Effect.fnUntraced(function* ({ history, json, library, max, movies, port, sample, state, ui: asked, ...source }) {
    const ui = Option.getOrUndefined(asked)
    const ids = movies.length === 0 ? [] : yield* named(library, movies)
    const query = yield* queryOf({ history, max, movies: ids, sample, state })
    const server = yield* findServerFile(library)
    if (server !== undefined) {
      const { token, url } = server
      yield* shownBy(url, ui)
      return yield* tell(addressesOf({ url, token, query, ui }), ui, json, [])
    }
    yield* changingAlone({ directory: library, what: "reelstate inspect" }, { ...source, json }, () =>
      Effect.scoped(served({ library, query, port, ui, json }))
    )
  })
).pipe(
  Command.withDescription("See the actors of chosen movies in Stately's inspector, or in a page that needs no network"),
  Command.withExamples([
    { command: 'reelstate inspect "Forrest Gump"', description: "One movie, and its last 20 steps" },
    { command: "reelstate inspect --state deep.enriching", description: "Whatever is learning at the moment" },
    {
      command: "reelstate inspect --sample 20 --json",
      description: "Twenty movies, the same every time; for a program"
    }
  ])
)
