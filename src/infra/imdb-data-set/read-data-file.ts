/** One data set into the index: from where it was left, with a commit now and then. */
import { Effect, type Scope } from "effect"
import { attempt, ImdbBuildFailed } from "./build-failed.ts"
import type { SourceState } from "./build-state.ts"
import { openByteSource } from "./byte-source.ts"
import { columnsOf, type ColumnNames } from "./columns.ts"
import type { DataFile } from "./data-files.ts"
import type { IndexWriter } from "./index-writer.ts"
import { ratingRows } from "./rating-rows.ts"
import { nothingRead, type ReadState, type TableReader, tableReader } from "./table-reader.ts"
import { titleRows } from "./title-rows.ts"

export interface ReadingSettings {
  /** Bytes of one chunk of unpacked text. */
  readonly chunkBytes: number
  /** Bytes of unpacked text between two commits: what a killed build reads again at most. */
  readonly commitEveryBytes: number
  /** More films than this in a data set are not believed. */
  readonly filmsMax: number
}

export interface Reading {
  readonly file: DataFile
  readonly writer: IndexWriter
  readonly settings: ReadingSettings
  /** What was committed of this very file before. */
  readonly before: SourceState | undefined
  readonly commit: (source: SourceState) => void
  /** After every chunk. `bytesRead` counts bytes of the file as it lies on the disk. */
  readonly onChunk: (bytesRead: number, read: ReadState) => Effect.Effect<void>
}

const columnNames: Readonly<Record<DataFile["kind"], ColumnNames>> = {
  titles: titleRows.columns,
  ratings: ratingRows.columns
}

const readerFor = ({ before, file, writer }: Reading): TableReader => {
  const from = before?.read ?? nothingRead
  return file.kind === "titles"
    ? tableReader(titleRows, writer.putTitle, from)
    : tableReader(ratingRows, writer.putRating, from)
}

const sourceState = ({ kind, path, fingerprint, bytes, asOf }: DataFile, read: ReadState, done: boolean) => {
  const columns = read.header === null ? "" : columnsOf(read.header, columnNames[kind])
  const { missing = [], unknown = [] } = typeof columns === "string" ? {} : columns
  return { path, fingerprint, bytes, asOf, missingColumns: missing, unknownColumns: unknown, read, done }
}

const tooMany = ({ path }: DataFile, filmsMax: number) =>
  new ImdbBuildFailed({ path, detail: `it holds more than ${filmsMax.toLocaleString("en")} films; IMDb does not.` })

/** Fails when the file ends before the place from which reading should go on. */
export const readDataFile = Effect.fnUntraced(function* (
  reading: Reading
): Effect.fn.Return<SourceState, ImdbBuildFailed, Scope.Scope> {
  const { before, commit, file, onChunk, settings } = reading
  const source = yield* openByteSource(file, settings.chunkBytes)
  const reader = yield* attempt(file.path, () => readerFor(reading))
  let toSkip = before?.read.offset ?? 0
  let committed = toSkip
  for (let chunk = yield* source.next; chunk !== undefined; chunk = yield* source.next) {
    const unread = chunk.subarray(Math.min(toSkip, chunk.length))
    toSkip -= chunk.length - unread.length
    yield* attempt(file.path, () => reader.push(unread))
    const read = reader.state()
    if (read.kept > settings.filmsMax && file.kind === "titles") return yield* tooMany(file, settings.filmsMax)
    if (read.offset - committed >= settings.commitEveryBytes) {
      committed = read.offset
      yield* attempt(file.path, () => commit(sourceState(file, read, false)))
    }
    yield* onChunk(source.bytesRead(), read)
  }
  yield* attempt(file.path, reader.end)
  const done = sourceState(file, reader.state(), true)
  yield* attempt(file.path, () => commit(done))
  return done
}, Effect.scoped)
