/** `reelstate status`: the library as a whole. */
import { Clock, Effect } from "effect"
import { Command } from "effect/cli"
import { noStates } from "../../lab/monthly-counts.ts"
import { Store } from "../../services/store.ts"
import { providerLines } from "../terminal/provider-lines.ts"
import { statusLines } from "../terminal/status-lines.ts"
import { looking, type Opened, sourceFor, sourceLooking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { providerFacts } from "./provider-facts.ts"

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
    ...store.status()
  }
})

export type StatusFacts = Effect.Success<ReturnType<typeof statusFacts>>

export const status = Command.make(
  "status",
  { library: libraryFlag, ...sourceFlags, json: jsonFlag },
  Effect.fnUntraced(function* ({ json, library, ...asked }) {
    const facts = yield* looking({ directory: library, what: "reelstate status" }, (opened) =>
      Effect.gen(function* () {
        const source = yield* sourceFor(asked, opened.marker !== undefined)
        const providers = yield* Effect.provide(providerFacts, sourceLooking(library, source))
        return { ...(yield* statusFacts(library, opened)), providers, notices: source.notices }
      }).pipe(Effect.scoped)
    )
    yield* json ? printJson(facts) : printLines([...statusLines(facts, paint), ...providerLines(facts, paint)])
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
