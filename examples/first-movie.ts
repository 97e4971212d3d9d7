/** A movie is asked for, answered at once with what is known, and learnt to the depth that was asked. */
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Library, libraryLayer } from "../src/index.ts"

const directory = mkdtempSync(join(tmpdir(), "reelstate-example-"))
const fixtures = fileURLToPath(new URL("../fixtures/replay", import.meta.url))

const program = Effect.gen(function* () {
  const library = yield* Library
  const first = yield* library.request({ movie: "imdb:tt0109830", title: "Forrest Gump", year: 1994, level: "basic" })
  console.log(first.movie === undefined ? `nobody knew it; ${first.coming} is coming` : "known already")

  const outcome = yield* library.requestAndWait({ movie: "imdb:tt0109830", level: "deep" })
  if (!outcome.reached) return console.log(`not yet: ${outcome.reason}`)
  const { identity, knowledge, lifecycle } = outcome.movie
  console.log(`${identity.title} (${identity.year}) is ${lifecycle.state}; its fields and where they are from:`)
  for (const [field, { source }] of Object.entries(knowledge.fields)) console.log(`  ${field}: ${source}`)
})

const layer = libraryLayer({ directory, fixtures, latencyScale: 0.1, what: "example", isVirtual: false })
await Effect.runPromise(program.pipe(Effect.timeout("20 seconds"), Effect.provide(layer)))
rmSync(directory, { recursive: true })
