/**
 * The events that the watcher tells, and their ids: made of the path and of when the file was first seen as it is, which is
 * written down before anything is told. Told again after a crash, they are the same events (STORE-1).
 */
import { createHash } from "node:crypto"
import type { EventInput, Evidence } from "../../domain/event.ts"
import { type FileRecord, pathOf } from "./index/records.ts"
import type { Probe } from "./tree/file-tree.ts"

const idOf = (...parts: ReadonlyArray<string | number>): string =>
  `watcher:${createHash("sha256").update(parts.join("\0")).digest("base64url").slice(0, 27)}`

/** What was read of the file when it had settled. */
type Known = Pick<Probe & { readonly kind: "read" }, "fingerprint" | "nfo" | "runtimeSeconds">

export const detected = (file: FileRecord, root: string, { fingerprint, nfo, runtimeSeconds }: Known): EventInput => {
  const path = pathOf(file)
  return {
    type: "VideoFileDetected",
    id: idOf("detected", path, fingerprint, file.seenAt),
    path,
    sizeBytes: file.size,
    fingerprint,
    root,
    ...(nfo === null ? {} : { nfo }),
    ...(runtimeSeconds === null ? {} : { runtimeSeconds })
  }
}

export const moved = (from: FileRecord, to: FileRecord): EventInput => ({
  type: "VideoMoved",
  id: idOf("moved", pathOf(from), pathOf(to), to.seenAt),
  path: pathOf(from),
  to: pathOf(to)
})

export const removed = (file: FileRecord, evidence: ReadonlyArray<Evidence>): EventInput => ({
  type: "VideoRemoved",
  id: idOf("removed", pathOf(file), file.missingSince ?? 0),
  path: pathOf(file),
  evidence
})
