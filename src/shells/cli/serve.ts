/** `reelstate serve`: the library over HTTP, until somebody ends it. */
import { Context, Effect, Layer, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { randomBytes } from "node:crypto"
import { resolve } from "node:path"
import type { ProviderBudgets } from "../../infra/http/provider-budgets.ts"
import { FileWatcher } from "../../services/file-watcher.ts"
import { watchingEndpoints } from "../http/endpoints/watching.ts"
import { watchingLayer } from "../watching-layer.ts"
import { makeAccessLog } from "../http/access-log.ts"
import { keepServerFile } from "../http/server-file.ts"
import { type RunningServer, serveHttp } from "../http/server.ts"
import type { HttpSettings } from "../http/settings.ts"
import { facts } from "../terminal/table.ts"
import { changingAlone, type Opened } from "./open-for-commands.ts"
import { type Checks, extraFlags, extrasOf } from "./serve-extras.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { labEndpoints } from "../lab/lab-endpoints.ts"
import type { LabServices } from "../lab/lab-desk.ts"
import { libraryDesk } from "../lab/library-desk.ts"
import { paint, printJson, printLines } from "./output.ts"
import { portFlag } from "./world-flags.ts"

const portDefault = 8484

const flags = {
  library: libraryFlag,
  port: portFlag(portDefault),
  host: Flag.String("host").pipe(
    Flag.withDescription("The address to listen on; any but a loopback address needs a token"),
    Flag.withDefault("127.0.0.1")
  ),
  token: Flag.String("token").pipe(
    Flag.withDescription(
      "Who sends it may do everything; better set REELSTATE_TOKEN, which no list of processes shows"
    ),
    Flag.optional
  ),
  allow: Flag.Literals("allow", ["nothing", "read", "write"]).pipe(
    Flag.withDescription("What those may do who send no token (default: write without a token set, otherwise nothing)"),
    Flag.optional
  ),
  name: Flag.String("name").pipe(
    Flag.withDescription("Another host name under which the server is called; may be given several times"),
    Flag.atLeast(0)
  ),
  origin: Flag.String("origin").pipe(
    Flag.withDescription("An origin whose pages may call the server; may be given several times"),
    Flag.atLeast(0)
  ),
  inspectorUi: Flag.String("inspector-ui").pipe(
    Flag.withDescription("A page besides Stately's that may show actors at /inspect; may be given several times"),
    Flag.atLeast(0)
  ),
  accessLog: Flag.String("access-log").pipe(
    Flag.withDescription("Write a line for each answer to this file, or to stderr for -"),
    Flag.optional
  ),
  watch: Flag.String("watch").pipe(
    Flag.withDescription("A folder of films to watch meanwhile; may be given several times"),
    Flag.atLeast(0),
    Flag.map((roots) => roots.map((root) => resolve(root)))
  ),
  ...extraFlags,
  ...sourceFlags,
  json: jsonFlag
}

const introduction = ({ url }: RunningServer, library: string, hasToken: boolean): ReadonlyArray<string> => [
  paint("bold", "The library is served"),
  ...facts([
    ["page", url],
    ["to read", `${url}/docs`],
    ["library", library],
    ["token", hasToken ? "needed: Authorization: Bearer ..." : "none needed on this machine"]
  ]),
  "Ctrl-C ends it."
]

const tokenOf = (flag: Option.Option<string>): string | undefined =>
  Option.getOrUndefined(flag) ?? (process.env["REELSTATE_TOKEN"] || undefined)

const accessLogOf = (flag: Option.Option<string>) =>
  Option.isNone(flag) ? Effect.succeed(undefined) : makeAccessLog(flag.value === "-" ? {} : { file: flag.value })

interface Asked extends Pick<HttpSettings, "token" | "allow" | "origins"> {
  readonly host: string
  readonly port: number
  readonly hosts: ReadonlyArray<string>
  readonly watch: ReadonlyArray<string>
  readonly inspectorUis: ReadonlyArray<string>
  readonly checks: Checks
}

/** Beside the library, when there is something to watch; until the Scope closes. */
const watcherOf = Effect.fnUntraced(function* (directory: string, roots: ReadonlyArray<string>) {
  if (roots.length === 0) return undefined
  const context = yield* Layer.build(watchingLayer({ directory, roots, what: "reelstate serve" }))
  return Context.get(context, FileWatcher)
})

const served = Effect.fnUntraced(function* (
  library: string,
  { checks, watch, ...asked }: Asked,
  { thresholds }: Opened,
  accessLog: HttpSettings["accessLog"]
) {
  const localToken = randomBytes(24).toString("base64url")
  const services = yield* Effect.context<LabServices | ProviderBudgets>()
  const allow = (asked.allow ?? (asked.token === undefined ? "write" : "nothing")) === "write" ? "write" : "read"
  const watcher = yield* watcherOf(library, watch)
  if (watcher !== undefined) checks.look = Effect.ignore(watcher.rescan())
  const lab = labEndpoints(yield* libraryDesk({ services, directory: library, thresholds, allow }))
  const more = watcher === undefined ? lab : [...lab, ...watchingEndpoints(watcher)]
  const watching = () => watcher?.status() ?? []
  const running = yield* serveHttp({ ...asked, watching, localToken, thresholds, accessLog, more })
  const { instance, url } = running
  yield* keepServerFile(library, { url, token: localToken, pid: process.pid, instance, startedAt: Date.now() })
  return running
})

export const serve = Command.make(
  "serve",
  flags,
  Effect.fnUntraced(function* ({
    accessLog,
    allow,
    host,
    inspectorUi,
    jobs,
    json,
    library,
    name,
    origin,
    port,
    token,
    watch,
    webhooks,
    ...source
  }) {
    const { checks, extras } = yield* extrasOf({ jobs, webhooks })
    const asked: Asked = {
      host,
      port,
      token: tokenOf(token),
      allow: Option.getOrUndefined(allow),
      hosts: name,
      origins: origin,
      inspectorUis: inspectorUi,
      checks,
      watch
    }
    const access = { directory: library, what: "reelstate serve", mayCreate: true, extras } as const
    yield* changingAlone(access, { ...source, json }, (opened) =>
      Effect.gen(function* () {
        const running = yield* served(library, asked, opened, yield* accessLogOf(accessLog))
        const told = { url: running.url, docs: `${running.url}/docs`, library, pid: process.pid }
        yield* json ? printJson(told) : printLines(introduction(running, library, asked.token !== undefined))
        yield* Effect.never
      }).pipe(Effect.scoped)
    )
  })
).pipe(
  Command.withDescription("Serve the library over HTTP, on this machine only unless told otherwise"),
  Command.withExamples([
    { command: "reelstate serve --library films", description: "On http://127.0.0.1:8484; a new library is made" },
    {
      command: "REELSTATE_TOKEN=... reelstate serve --host 0.0.0.0 --name films.home --allow read",
      description: "For a whole house: everybody reads, who has the token writes"
    }
  ])
)
