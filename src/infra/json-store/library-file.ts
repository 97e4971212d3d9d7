/** `library.json`: what this directory is, and in which format (STORE-4). Written once, checked before anything else. */
import { Clock, Effect } from "effect"
import { recordFormat } from "../../domain/movie.ts"
import { Disk, replaceFile } from "../disk/disk.ts"
import { broken, fromDisk, type LibraryPaths, tooNew } from "./files.ts"
import { textOf } from "./journal-line.ts"

const parse = (bytes: Uint8Array): { readonly format?: unknown; readonly kind?: unknown } | undefined => {
  try {
    const file = JSON.parse(textOf(bytes)) as unknown
    return typeof file === "object" && file !== null ? file : undefined
  } catch {
    return undefined
  }
}

/** True when the library is known already. Fails when it is newer than this code, or of another kind; only reads. */
export const checkLibraryFile = Effect.fnUntraced(function*(paths: LibraryPaths) {
  const disk = yield* Disk
  const bytes = yield* Effect.mapError(disk.read(paths.library), fromDisk)
  if (bytes === undefined) return false
  const file = parse(bytes)
  if (typeof file?.format !== "number") {
    return yield* broken(paths.library, "read", "it does not name a format. Restore it from a backup, or delete it to have it written again")
  }
  if (file.format > recordFormat) return yield* tooNew(paths.library, file.format, recordFormat)
  if (file.kind !== "json") return yield* broken(paths.library, "open", `it is a library of kind ${String(file.kind)}, not json`)
  return true
})

export const writeLibraryFile = Effect.fnUntraced(function*(paths: LibraryPaths) {
  const createdAt = yield* Clock.currentTimeMillis
  const text = `${JSON.stringify({ format: recordFormat, kind: "json", createdAt })}\n`
  yield* Effect.mapError(replaceFile(paths.library, [Buffer.from(text)]), fromDisk)
})
