/**
 * Where a running server can be found: a file beside the library, for its owner's eyes only, with a token that is made anew
 * at every start. A file whose process is gone, or whose server is another one, is stale and is passed over.
 */
import { Effect, Schema } from "effect"
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"

const ServerFile = Schema.Struct({
  url: Schema.String.check(Schema.isPattern(/^http:\/\/[\w.:[\]-]+$/)),
  token: Schema.String,
  pid: Schema.Int.check(Schema.isGreaterThan(0)),
  instance: Schema.String,
  startedAt: Schema.Finite
})
export type ServerFile = typeof ServerFile.Type

const fileOf = (library: string): string => `${library}/server.json`
const decode = Schema.decodeUnknownOption(Schema.fromJsonString(ServerFile))

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    // It lives, and belongs to somebody else.
    return (fault as NodeJS.ErrnoException).code === "EPERM"
  }
}

const read = (library: string): ServerFile | undefined => {
  try {
    const found = decode(readFileSync(fileOf(library), "utf8"))
    return found._tag === "Some" ? found.value : undefined
  } catch {
    return undefined
  }
}

/** What the file says, if its process is alive. Whether that is a server, and this one, only asking it can tell. */
export const findServerFile = (library: string): Effect.Effect<ServerFile | undefined> =>
  Effect.sync(() => {
    const found = read(library)
    return found !== undefined && isAlive(found.pid) ? found : undefined
  })

/** Writes the file, and removes it when the Scope closes, if it is still ours. */
export const keepServerFile = (library: string, file: ServerFile) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const path = fileOf(library)
      const part = `${path}.${file.pid}.part`
      rmSync(part, { force: true })
      // Nobody else may read it at any moment, so it is made with its mode, and then given its name.
      writeFileSync(part, `${JSON.stringify(file)}\n`, { mode: 0o600, flag: "wx" })
      chmodSync(part, 0o600)
      renameSync(part, path)
    }),
    () =>
      Effect.sync(() => {
        if (read(library)?.instance === file.instance) rmSync(fileOf(library), { force: true })
      })
  )
