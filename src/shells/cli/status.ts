/** `reelstate status`: the library as a whole. */
import { Clock, Effect } from "effect"
import { Command } from "effect/cli"
import { noStates } from "../../lab/monthly-counts.ts"
import { ignoredFiles } from "../../services/ignored-files.ts"
import { Store } from "../../services/store.ts"
import type { RootStatus } from "../../services/file-watcher.ts"
import { httpClient } from "../http/client.ts"
import { findServerFile } from "../http/server-file.ts"
import { knownRoots } from "../watching-layer.ts"
import { watchingLines } from "../terminal/watch-lines.ts"
import { providerLines } from "../terminal/provider-lines.ts"
import { statusLines } from "../terminal/status-lines.ts"
import { looking, type Opened, sourceFor, sourceLooking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { providerFacts } from "../facts/provider-facts.ts"

const statusFacts = Effect.fnUntraced(function* (directory: string, { marker }: Opened) {
  const store = yield* Store
  const states = noStates()
  let pinned = 0
  let waiting = 0
  for (const { lifecycle } of store.all()) {
    states[lifecycle.state] += 1
    if (lifecycle.pinned) pinned += 1
    if (lifecycle.retryAt !== null) waiting += 1
  }
  const [last] = yield* store.read(store.lastPosition(), 1)
  return {
    directory,
    now: yield* Clock.currentTimeMillis,
    madeByStart: marker !== undefined,
    seed: marker?.seed ?? null,
    lastEventAt: last?.event.at ?? null,
    states,
    pinned,
    waiting,
    deadLetters: store.deadLetters().length,
    ignored: yield* ignoredFiles(),
    ...store.status()
  }
})

export type StatusFacts = Effect.Success<ReturnType<typeof statusFacts>>

/** The folders that a running server watches, and those that were looked at before and nobody watches now. */
const watchingOf = Effect.fnUntraced(function* (library: string) {
  const server = yield* findServerFile(library)
  const none: ReadonlyArray<RootStatus> = []
  const asked =
    server === undefined ? Effect.succeed(none) : Effect.map(httpClient(server).status, (said) => said.watching)
  const roots = yield* Effect.orElseSucceed(asked, () => none)
  return { roots, unwatched: knownRoots(library).filter((root) => !roots.some((each) => each.root === root)) }
})

export const status = Command.make(
  "status",
  { library: libraryFlag, ...sourceFlags, json: jsonFlag },
  Effect.fnUntraced(function* ({ json, library, ...asked }) {
    const facts = yield* looking({ directory: library, what: "reelstate status" }, (opened) =>
      Effect.gen(function* () {
        const source = yield* sourceFor(asked, opened.marker !== undefined)
        const providers = yield* Effect.provide(providerFacts, sourceLooking(library, source))
        const watching = yield* watchingOf(library)
        return { ...(yield* statusFacts(library, opened)), providers, notices: source.notices, watching }
      }).pipe(Effect.scoped)
    )
    yield* json
      ? printJson(facts)
      : printLines([
          ...statusLines(facts, paint),
          ...providerLines(facts, paint),
          ...watchingLines(facts.watching, paint)
        ])
  })
).pipe(
  Command.withDescription(
    "Tell how a library is: movies by state, bytes, journal, what waits, what was mended, and each provider"
  ),
  Command.withExamples([
    { command: "reelstate status", description: "The library of the lab" },
    { command: "reelstate status --library ~/films/.reelstate --json", description: "Another one, for a program" }
  ])
)
