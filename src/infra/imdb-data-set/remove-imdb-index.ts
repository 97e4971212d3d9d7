/** The index of IMDb's titles as files: how much there is, and its removal. Finished or not, all of it came from IMDb. */
import { Effect } from "effect"
import { readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { indexFiles } from "./build-imdb-index.ts"

const present = (directory: string): ReadonlyArray<string> => {
  const names = new Set(
    readdirSync(directory, { withFileTypes: true }).flatMap((each) => (each.isFile() ? each.name : []))
  )
  return indexFiles.filter((name) => names.has(name)).map((name) => join(directory, name))
}

const orNone = <A>(look: () => A, none: A): Effect.Effect<A> =>
  Effect.orElseSucceed(Effect.try({ try: look, catch: () => undefined }), () => none)

/** Bytes of the index in the directory; 0 when there is none. */
export const imdbIndexBytes = (directory: string): Effect.Effect<number> =>
  orNone(() => present(directory).reduce((sum, path) => sum + statSync(path).size, 0), 0)

/** Removes the index, and nothing else that lies in the directory. A process that has it open goes on with it until it ends. */
export const removeImdbIndex = (directory: string): Effect.Effect<void> =>
  Effect.flatMap(
    orNone(() => present(directory), []),
    (paths) => Effect.sync(() => paths.forEach((path) => rmSync(path, { force: true })))
  )
