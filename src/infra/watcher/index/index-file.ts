/**
 * The index on the disk: changes are appended, and the whole is written anew, atomically, when the appended part has grown
 * larger than it (STORE-5). A memory only: what cannot be read is looked at again.
 */
import { createHash } from "node:crypto"
import { Clock, Effect, Exit, Scope } from "effect"
import { Disk, type DiskError, type DiskFile, replaceFile } from "../../disk/disk.ts"
import { linesOf as linesIn } from "../../json-store/lines.ts"
import { FileIndex } from "./file-index.ts"
import { identityLine, indexReader, indexVersion, linesOf, outboxLine, wholeIndex } from "./index-lines.ts"

const appendedBytesMin = 256 * 1024
const chunkBytes = 64 * 1024
const linesPerSlice = 2_000

export interface KeptIndex {
  readonly index: FileIndex
  /** Writes down what has changed; durable when it returns. */
  readonly save: Effect.Effect<void, DiskError>
  /** What could not be read of it, or null. */
  readonly problem: string | null
}

export const indexPath = (directory: string, root: string): string =>
  `${directory}/files-${createHash("sha256").update(root).digest("hex").slice(0, 12)}.index`

function* chunked(texts: Iterable<string>): Generator<Uint8Array> {
  let text = ""
  for (const each of texts) {
    text += each
    if (text.length < chunkBytes) continue
    yield Buffer.from(text)
    text = ""
  }
  if (text !== "") yield Buffer.from(text)
}

const headProblem = (line: string, index: FileIndex): string | null => {
  const head = JSON.parse(line) as { readonly version?: unknown; readonly root?: unknown }
  if (head.version !== indexVersion) return `it has the format ${String(head.version)}, this is ${indexVersion}`
  return head.root === index.root.path ? null : `it is of ${String(head.root)}`
}

interface Read {
  readonly problem: string | null
  /** Up to where it can be used. */
  readonly end: number
}

const readInto = Effect.fnUntraced(function* (index: FileIndex, file: DiskFile) {
  const read = indexReader(index, yield* Clock.currentTimeMillis)
  let end = 0
  let lines = 0
  for (const { at, bytes } of linesIn(file, 0, file.size())) {
    try {
      const text = Buffer.from(bytes).toString()
      const problem = at === 0 ? headProblem(text, index) : null
      if (problem !== null) return { problem, end } satisfies Read as Read
      if (at > 0) read(text)
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause)
      return { problem: `line ${lines + 1} cannot be read: ${detail}`, end } satisfies Read as Read
    }
    end = at + bytes.length + 1
    if (++lines % linesPerSlice === 0) yield* Effect.yieldNow
  }
  const torn = file.size() - end
  return { problem: torn === 0 ? null : `${torn} bytes at its end were torn`, end } satisfies Read as Read
})

/** What is in the outbox counts as told, also when the records that say so are not there. */
const noteOutbox = (index: FileIndex): void => {
  for (const event of index.outbox) {
    const file = event.type === "VideoFileDetected" ? index.fileAt(event.path) : undefined
    if (file?.published !== null || event.type !== "VideoFileDetected") continue
    index.publish(file, event.fingerprint ?? "")
  }
}

/** Opens the index of a root in the library's directory, until the Scope closes. */
export const openIndex = Effect.fnUntraced(function* (directory: string, root: string) {
  const disk = yield* Disk
  const outer = yield* Scope.Scope
  const path = indexPath(directory, root)
  const index = new FileIndex(root)
  let inner = yield* Scope.fork(outer)
  let file = yield* Scope.provide(disk.open(path), inner)
  let wholeBytes = file.size()
  let isBehind = false
  const { end, problem } = yield* readInto(index, file)
  noteOutbox(index)
  index.takeChanges()
  index.isUnwritten = end === 0
  if (end < file.size()) yield* file.truncate(end)

  const writeWhole = Effect.gen(function* () {
    index.takeChanges()
    yield* replaceFile(path, chunked(wholeIndex(index))).pipe(Effect.provideService(Disk, disk))
    yield* Scope.close(inner, Exit.void)
    inner = yield* Scope.fork(outer)
    file = yield* Scope.provide(disk.open(path), inner)
    wholeBytes = file.size()
    isBehind = false
  })

  const save = Effect.gen(function* () {
    if (!index.hasChanges && !isBehind && file.size() > 0) return
    if (isBehind || file.size() === 0 || file.size() > 2 * Math.max(wholeBytes, appendedBytesMin))
      return yield* writeWhole
    const text = outboxLine(index) + linesOf(index.takeChanges()) + identityLine(index)
    yield* file.append(Buffer.from(text))
    yield* file.sync
  }).pipe(
    // What was taken and not written is in no file: the next one is written whole.
    Effect.tapError(() => Effect.sync(() => void (isBehind = true)))
  )

  return { index, save, problem: problem === null ? null : `${path}: ${problem}` } satisfies KeptIndex as KeptIndex
})
