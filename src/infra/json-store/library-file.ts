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

/**
 * Whether the file is there and whole. Fails when it is newer than this code, or of another kind; only reads. One that
 * cannot be read is written again: the journal tells its format too.
 */
export const checkLibraryFile = Effect.fnUntraced(function* (paths: LibraryPaths) {
  const disk = yield* Disk
  const bytes = yield* Effect.mapError(disk.read(paths.library), fromDisk)
  if (bytes === undefined) return "absent"
  const file = parse(bytes)
  if (typeof file?.format !== "number") return "damaged"
  if (file.format > recordFormat) return yield* tooNew(paths.library, file.format, recordFormat)
  if (file.kind !== "json")
    return yield* broken(paths.library, "open", `it is a library of kind ${String(file.kind)}, not json`)
  return "whole"
})

export const writeLibraryFile = Effect.fnUntraced(function* (paths: LibraryPaths) {
  const createdAt = yield* Clock.currentTimeMillis
  const text = `${JSON.stringify({ format: recordFormat, kind: "json", createdAt })}\n`
  yield* Effect.mapError(replaceFile(paths.library, [Buffer.from(text)]), fromDisk)
})
