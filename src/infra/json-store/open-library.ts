/** Opens a library: format, lock, checkpoint, journal tail, repairs, in this order; nothing is changed before all was read. */
import { Clock, Effect } from "effect"
import { recordFormat } from "../../domain/movie.ts"
import { Disk, type DiskFile } from "../disk/disk.ts"
import { findDescriptors } from "./checkpoint-descriptor.ts"
import { type OpenedCheckpoint, openCheckpoint } from "./checkpoint-read.ts"
import { broken, fromDisk, type LibraryPaths } from "./files.ts"
import { replayJournal } from "./journal-replay.ts"
import { JournalWriter } from "./journal-writer.ts"
import { checkLibraryFile, writeLibraryFile } from "./library-file.ts"
import { lockLibrary } from "./library-lock.ts"
import { reading } from "./reading.ts"

export interface OpenedLibrary {
  readonly opened: OpenedCheckpoint
  readonly journal: DiskFile
  readonly end: number
  readonly tornBytes: number
  readonly repairs: Array<string>
}

/** Checkpoint and journal tail, read only. `fromStart` passes over every checkpoint. */
export const readLibrary = Effect.fnUntraced(function* (paths: LibraryPaths, journal: DiskFile, fromStart: boolean) {
  const repairs: Array<string> = []
  const opened = yield* openCheckpoint(paths, journal, repairs, fromStart)
  const from = opened.descriptor?.offset ?? 0
  const replayed = yield* reading(() => replayJournal(journal, from, opened.state))
  const library: OpenedLibrary = { opened, journal, repairs, ...replayed }
  return library
})

/** Without its journal a library would open empty and forget the rest. */
const refuseLostJournal = Effect.fnUntraced(function* (paths: LibraryPaths) {
  const known = yield* findDescriptors(paths, [])
  if (known.length === 0) return
  yield* broken(
    paths.journal,
    "open",
    `it is gone, while ${paths.checkpoint("current")} knows of ${known[0]!.descriptor.position} events. Restore it from a backup`
  )
})

const openJournal = Effect.fnUntraced(function* (paths: LibraryPaths) {
  const disk = yield* Disk
  if ((yield* Effect.mapError(disk.kindOf(paths.journal), fromDisk)) === "absent") yield* refuseLostJournal(paths)
  return yield* Effect.mapError(disk.open(paths.journal), fromDisk)
})

const cutTail = Effect.fnUntraced(function* (library: OpenedLibrary) {
  const { journal, end, tornBytes, repairs } = library
  if (tornBytes === 0) return
  yield* Effect.mapError(Effect.andThen(journal.truncate(end), journal.sync), fromDisk)
  repairs.push(`the journal's last ${tornBytes} bytes were torn and were cut off at byte ${end}`)
})

export const openLibrary = Effect.fnUntraced(function* (paths: LibraryPaths, what: string) {
  const disk = yield* Disk
  const description = yield* checkLibraryFile(paths)
  yield* Effect.mapError(disk.makeDirectory(paths.directory), fromDisk)
  yield* lockLibrary(paths.directory, paths.lock, what)
  const journal = yield* openJournal(paths)
  const library = yield* readLibrary(paths, journal, false)
  yield* Effect.mapError(disk.makeDirectory(paths.images), fromDisk)
  yield* cutTail(library)
  if (description === "damaged") library.repairs.push(`${paths.library} was damaged and was written again`)
  if (description !== "whole") yield* writeLibraryFile(paths)
  const writer = new JournalWriter(journal, library.opened.state, library.end)
  const at = yield* Clock.currentTimeMillis
  yield* writer.open({ opened: library.opened.state.opened + 1, format: recordFormat, at })
  yield* Effect.mapError(disk.syncDirectory(paths.directory), fromDisk)
  return { ...library, writer }
})
