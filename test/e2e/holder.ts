/** A process that opens the library it is told to and holds it until it is killed. */
import { Effect } from "effect"
import { writeSync } from "node:fs"
import { openDirectory } from "./real-library.ts"

const [directory] = process.argv.slice(2)
const hold = Effect.andThen(
  Effect.sync(() => writeSync(1, "open\n")),
  Effect.never
)
await Effect.runPromise(Effect.scoped(Effect.provide(hold, openDirectory(directory!, "the holder"))))
