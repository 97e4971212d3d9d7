/** A build that cannot go on, with the file that is to blame; what was committed stays for the next attempt. */
import { Effect, Schema } from "effect"
import { HeaderUnusable } from "./table-reader.ts"
import { isBusy, isDamaged, isDiskFull } from "./sqlite.ts"

export class ImdbBuildFailed extends Schema.TaggedError<ImdbBuildFailed>()("ImdbBuildFailed", {
  path: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.path}: ${this.detail}`
  }
}

const goesOn = "Build again when that is mended: it goes on where it stopped."

const detailOf = (error: unknown): string => {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  if (error instanceof HeaderUnusable) return `this is no data set that can be read: ${error.message}.`
  if (isBusy(error)) return "another build is at work on this index. Let it end, or end it."
  if (isDiskFull(error) || code === "ENOSPC") return `the disk is full. ${goesOn}`
  if (isDamaged(error)) return "the index is damaged. Delete this file and build again."
  if (code === "Z_BUF_ERROR") return "the file ends in the middle. Download it again."
  if (code === "Z_DATA_ERROR") return "the compressed data is damaged. Download it again."
  if (code === "ENOENT") return "there is no such file."
  if (code === "EACCES") return "it may not be read or written by this user."
  return typeof message === "string" ? message : String(error)
}

export const failedAt =
  (path: string) =>
  (error: unknown): ImdbBuildFailed =>
    new ImdbBuildFailed({ path, detail: detailOf(error) })

/** Work that throws, with the file it is about. */
export const attempt = <A>(path: string, work: () => A): Effect.Effect<A, ImdbBuildFailed> =>
  Effect.try({ try: work, catch: failedAt(path) })
