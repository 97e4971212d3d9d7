/**
 * A list becomes known, 500 movies an event, each event durable before the next. How far it came is written beside the
 * library, so that an import that was killed goes on where it stopped, and nothing is there twice.
 */
import { Effect, Result, Stream } from "effect"
import { createHash } from "node:crypto"
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from "node:fs"
import { basename } from "node:path"
import { type EventInput, type Hint, itemsPerEventMax } from "../../domain/event.ts"
import { hintOfRow, type ImportRow, type RowRefused } from "./import-row.ts"
import { type ImportFormat, rowsOf, type SourceRow } from "./row-sources.ts"

export interface ImportOptions<E, R> {
  readonly path: string
  readonly format: ImportFormat
  /** Where the library is, for the note of how far it came. */
  readonly directory: string
  /** Begins anew, although the same file was imported before. */
  readonly again: boolean
  /** Notes nothing: a dry run. */
  readonly isDryRun?: boolean
  /** Must return when the event is durable. */
  readonly publish: (event: EventInput) => Effect.Effect<unknown, E, R>
  readonly onProgress: (progress: ImportProgress) => void
}

export interface ImportProgress {
  readonly rows: number
  readonly bytesRead: number
  readonly bytes: number
}

export interface ImportReport {
  readonly file: string
  readonly rows: number
  /** Movies that this run told the library of. */
  readonly movies: number
  /** Rows that an earlier run had brought in. */
  readonly before: number
  /** The first rows that could not be used, at most `refusedMax`; and how many there were. */
  readonly refused: ReadonlyArray<RowRefused>
  readonly refusedCount: number
}

/** So many refused rows are told in full. */
export const refusedMax = 100

const probeBytes = 65_536

/** The same bytes are the same list: its size, its head and its tail. */
const fingerprintOf = (path: string): { readonly fingerprint: string; readonly bytes: number } => {
  const file = openSync(path, "r")
  try {
    const { size } = fstatSync(file)
    const hash = createHash("sha256").update(String(size))
    const probe = Buffer.alloc(probeBytes)
    for (const position of [0, Math.max(0, size - probeBytes)]) {
      hash.update(probe.subarray(0, readSync(file, probe, 0, probeBytes, position)))
    }
    return { fingerprint: hash.digest("hex").slice(0, 24), bytes: size }
  } finally {
    closeSync(file)
  }
}

/** How many events of a file are durable. A note that cannot be read is none: movies are known by their ids anyway. */
const makeNote = (directory: string, fingerprint: string, file: string) => {
  const folder = `${directory}/imports`
  const path = `${folder}/${fingerprint}.json`
  const read = (): number => {
    try {
      const { events } = JSON.parse(readFileSync(path, "utf8")) as { readonly events?: unknown }
      return Number.isSafeInteger(events) ? (events as number) : 0
    } catch {
      return 0
    }
  }
  const write = (events: number) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.new`, `${JSON.stringify({ file, events })}\n`)
    renameSync(`${path}.new`, path)
  }
  return { read, write }
}

const isRefused = (row: SourceRow): row is RowRefused => "why" in row

const hintOf = (row: SourceRow): Result.Result<Hint, RowRefused> =>
  isRefused(row) ? Result.fail(row) : hintOfRow(row satisfies ImportRow)

/** Fails as `publish` does; a file that cannot be read is a defect of the stream, told as its Error. */
export const importFile = Effect.fnUntraced(function* <E, R>(options: ImportOptions<E, R>) {
  const { directory, format, onProgress, path, publish } = options
  const { bytes, fingerprint } = fingerprintOf(path)
  const note = makeNote(directory, fingerprint, basename(path))
  const done = options.again ? 0 : note.read()
  const source = rowsOf(path, format)
  const refused: Array<RowRefused> = []
  let [rows, movies, before, refusedCount, events] = [0, 0, 0, 0, 0]

  const publishBatch = Effect.fnUntraced(function* (batch: ReadonlyArray<SourceRow>) {
    const hints: Array<Hint> = []
    for (const row of batch) {
      const hint = hintOf(row)
      if (Result.isSuccess(hint)) hints.push(hint.success)
      else if (++refusedCount <= refusedMax) refused.push(hint.failure)
    }
    rows += batch.length
    events += 1
    if (events <= done) before += hints.length
    else {
      const id = `import:${fingerprint}:${events}${options.again ? `:${Date.now()}` : ""}`
      if (hints.length > 0) yield* publish({ type: "BulkImportRequested", movies: hints, id })
      movies += hints.length
      if (options.isDryRun !== true) note.write(events)
    }
    onProgress({ rows, bytesRead: source.bytesRead(), bytes })
  })

  yield* Stream.fromAsyncIterable(source.rows, (error) => error as Error).pipe(
    Stream.grouped(itemsPerEventMax),
    Stream.runForEach(publishBatch)
  )
  return { file: path, rows, movies, before, refused, refusedCount } satisfies ImportReport
})
