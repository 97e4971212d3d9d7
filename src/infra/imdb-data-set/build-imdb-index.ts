/**
 * The data sets become an index beside the one that serves: it takes its place when it is whole, in one step. Killed at
 * any moment, the next build of the same files goes on from the last commit. A gz archive cannot be entered in the
 * middle: what was read before is unpacked again, which is quick, and not read again, which is not.
 */
import { Clock, Effect } from "effect"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { Disk, type DiskError } from "../disk/disk.ts"
import { attempt, type ImdbBuildFailed } from "./build-failed.ts"
import { type BuildState, currentRules, newBuild, type SourceState } from "./build-state.ts"
import type { DataFile } from "./data-files.ts"
import { type IndexWriter, openIndexWriter } from "./index-writer.ts"
import { type BuildProgress, progressTold } from "./build-progress.ts"
import { readDataFile, type ReadingSettings } from "./read-data-file.ts"
import { isBusy } from "./sqlite.ts"

export const indexName = "titles.sqlite"
const partName = "titles.part.sqlite"

/** Every file that an index may consist of, finished or not. */
export const indexFiles = [indexName, partName].flatMap((name) => [name, `${name}-journal`])

export const defaultReadingSettings: ReadingSettings = {
  chunkBytes: 256 * 1024,
  commitEveryBytes: 64 * 1024 * 1024,
  filmsMax: 50_000_000
}

export interface BuildOrders {
  /** As `findDataFiles` found them. */
  readonly files: ReadonlyArray<DataFile>
  /** Where the index is to be; made when absent. */
  readonly directory: string
  readonly onProgress: (progress: BuildProgress) => void
  readonly settings?: Partial<ReadingSettings>
}

export interface BuildReport {
  readonly path: string
  readonly titles: number
  readonly rated: number
  readonly sources: ReadonlyArray<SourceState>
  /** Lines that an earlier build, which did not end, had read already. */
  readonly linesResumed: number
  readonly durationMs: number
}

const isOf = (state: SourceState | null, file: DataFile | undefined): boolean =>
  state === null || state.fingerprint === file?.fingerprint

/** Rows of other files or other rules are of no use. */
const goesOn = ({ found }: IndexWriter, files: ReadonlyArray<DataFile>): boolean => {
  if (found === undefined) return true
  const of = (kind: DataFile["kind"]) => files.find((file) => file.kind === kind)
  return found.rules === currentRules && isOf(found.titles, of("titles")) && isOf(found.ratings, of("ratings"))
}

const removePart = (path: string): void => {
  for (const name of [path, `${path}-journal`]) rmSync(name, { force: true })
}

/** The unfinished index, or a new one where that cannot be gone on with. */
const openPart = (path: string, files: ReadonlyArray<DataFile>): IndexWriter => {
  const opened = (() => {
    try {
      return openIndexWriter(path)
    } catch (error) {
      if (isBusy(error)) throw error
      return undefined
    }
  })()
  if (opened !== undefined && goesOn(opened, files)) return opened
  opened?.close()
  removePart(path)
  return openIndexWriter(path)
}

const readAll = Effect.fnUntraced(function* (
  { directory, files, onProgress, settings }: BuildOrders,
  writer: IndexWriter
): Effect.fn.Return<Omit<BuildReport, "durationMs">, ImdbBuildFailed> {
  const path = join(directory, indexName)
  const build: { -readonly [key in keyof BuildState]: BuildState[key] } = { ...(writer.found ?? newBuild) }
  const linesResumed = files.reduce((sum, { kind }) => sum + (build[kind]?.read.lines ?? 0), 0)
  const progress = yield* progressTold(files, linesResumed, onProgress)
  for (const file of files) {
    const before = build[file.kind] ?? undefined
    if (before?.done === true) continue
    const commit = (source: SourceState) => {
      build[file.kind] = source
      writer.commit(build)
    }
    const onChunk = progress.chunk(file)
    const all = { ...defaultReadingSettings, ...settings }
    yield* readDataFile({ file, writer, before, commit, onChunk, settings: all })
  }
  yield* progress.indexing
  build.builtAt = yield* Clock.currentTimeMillis
  const counts = yield* attempt(path, () => {
    writer.finish(build)
    return writer.counts()
  })
  return { path, ...counts, sources: [build.titles, build.ratings].filter((each) => each !== null), linesResumed }
})

/** Builds the index. One build at a time for a directory: a second is refused. */
export const buildImdbIndex = Effect.fnUntraced(function* (
  orders: BuildOrders
): Effect.fn.Return<BuildReport, ImdbBuildFailed | DiskError, Disk> {
  const disk = yield* Disk
  const { directory, files } = orders
  const part = join(directory, partName)
  const startedAt = yield* Clock.currentTimeMillis
  yield* disk.makeDirectory(directory)
  const writer = Effect.acquireRelease(
    attempt(part, () => openPart(part, files)),
    (opened) => Effect.sync(opened.close)
  )
  const read = yield* Effect.scoped(Effect.flatMap(writer, (opened) => readAll(orders, opened)))
  yield* disk.rename(part, read.path)
  yield* disk.unlink(`${part}-journal`)
  yield* disk.syncDirectory(directory)
  return { ...read, durationMs: (yield* Clock.currentTimeMillis) - startedAt }
})
