/**
 * Writes the readable files as of one moment, while the library goes on. New files are written and synced beside the
 * old ones, the descriptor last; then names are exchanged one by one. At every moment the new set and the old set are both
 * there under some name, and the descriptor tells by size and checksum which file is whose (STORE-2).
 */
import { Effect, Semaphore } from "effect"
import { recordFormat } from "../../domain/movie.ts"
import { StoreError } from "../../services/store.ts"
import { Disk, type DiskFile } from "../disk/disk.ts"
import {
  type CheckpointDescriptor,
  type DataFileSummary,
  encodeDescriptor,
  headOfLine
} from "./checkpoint-descriptor.ts"
import type { OpenedCheckpoint } from "./checkpoint-read.ts"
import { type DataFile, dataFiles, fromDisk, type LibraryPaths, type Variant } from "./files.ts"
import type { LibraryState } from "./library-state.ts"
import { type LibrarySnapshot, snapshotOf, summedChunks } from "./record-files.ts"
import type { RecordReader } from "./record-reader.ts"

/** How far the journal is durable, and where its last line begins. */
export interface JournalEnd {
  readonly length: number
  readonly lastLineAt: number
}

interface Written {
  readonly summary: DataFileSummary
  readonly changes: number
}

export class CheckpointWriter {
  private readonly paths: LibraryPaths
  private readonly journal: DiskFile
  private readonly state: LibraryState
  private readonly reader: RecordReader
  private readonly journalEnd: () => JournalEnd
  private readonly one = Semaphore.makeUnsafe(1)
  private readonly written = new Map<DataFile, Written>()
  /** Files that still stand under another name than the one people look for. */
  private readonly misplaced = new Map<DataFile | "checkpoint", Variant>()
  position = 0
  /** Up to where the journal is in a checkpoint; -1 when there is none. */
  offset = -1

  constructor(
    paths: LibraryPaths,
    journal: DiskFile,
    opened: OpenedCheckpoint,
    reader: RecordReader,
    journalEnd: () => JournalEnd
  ) {
    this.paths = paths
    this.journal = journal
    this.state = opened.state
    this.reader = reader
    this.journalEnd = journalEnd
    const { descriptor } = opened
    if (descriptor === undefined) return
    this.remember(descriptor)
    for (const name of dataFiles) {
      this.written.set(name, { summary: descriptor.files[name], changes: 0 })
      if (opened.variants[name] !== "current") this.misplaced.set(name, opened.variants[name]!)
    }
    if (opened.descriptorVariant !== "current") this.misplaced.set("checkpoint", opened.descriptorVariant!)
  }

  /** Bytes of the readable files. */
  get bytes(): number {
    return [...this.written.values()].reduce((sum, { summary }) => sum + summary.size, 0)
  }

  readonly run: Effect.Effect<void, StoreError, Disk> = Effect.suspend(() => this.writeAll()).pipe(
    Effect.catchTag("DiskError", (error) => Effect.fail(fromDisk(error))),
    Effect.catchDefect((defect) => (defect instanceof StoreError ? Effect.fail(defect) : Effect.die(defect))),
    Effect.uninterruptible,
    (write) => this.one.withPermits(1)(write)
  )

  private pathOf(name: DataFile | "checkpoint", variant: Variant): string {
    return name === "checkpoint" ? this.paths.checkpoint(variant) : this.paths.data(name, variant)
  }

  private readonly writeAll = Effect.fnUntraced({ self: this }, function* () {
    const end = this.journalEnd()
    if (end.length === this.offset) return
    const changes = { ...this.state.changes }
    const partial = this.describe(end)
    const snapshot = snapshotOf(this.state)
    yield* this.settle
    const changed = dataFiles.filter((name) => this.written.get(name)?.changes !== changes[name])
    const summaries = yield* this.writeChanged(changed, snapshot)
    const descriptor: CheckpointDescriptor = { ...partial, files: this.summaries(summaries) }
    const disk = yield* Disk
    yield* disk.unlink(this.paths.checkpoint("next"))
    yield* disk.write(this.paths.checkpoint("next"), [encodeDescriptor(descriptor)])
    yield* this.syncNames
    for (const name of [...changed, "checkpoint"] as const) this.misplaced.set(name, "next")
    for (const [name, summary] of summaries) this.written.set(name, { summary, changes: changes[name] })
    this.remember(descriptor)
    yield* this.settle
  })

  private readonly writeChanged = Effect.fnUntraced(
    { self: this },
    function* (names: ReadonlyArray<DataFile>, snapshot: LibrarySnapshot) {
      const disk = yield* Disk
      const summaries = new Map<DataFile, DataFileSummary>()
      for (const name of names) {
        const { chunks, summary } = summedChunks(name, snapshot, this.reader)
        const path = this.pathOf(name, "next")
        yield* disk.unlink(path)
        yield* disk.write(path, chunks).pipe(Effect.tapError(() => Effect.ignore(disk.unlink(path))))
        summaries.set(name, summary)
      }
      return summaries
    }
  )

  /** Gives every file its name; the file that had it becomes the previous one. Goes on where a crash interrupted it. */
  private readonly settle = Effect.gen({ self: this }, function* () {
    if (this.misplaced.size === 0) return
    const disk = yield* Disk
    for (const [name, variant] of this.misplaced) {
      const current = this.pathOf(name, "current")
      const hasCurrent = (yield* disk.kindOf(current)) === "file"
      if (hasCurrent && variant === "next") yield* disk.rename(current, this.pathOf(name, "previous"))
      yield* disk.rename(this.pathOf(name, variant), current)
      this.misplaced.delete(name)
    }
    yield* this.syncNames
  })

  private readonly syncNames = Effect.gen({ self: this }, function* () {
    const disk = yield* Disk
    yield* disk.syncDirectory(this.paths.images)
    yield* disk.syncDirectory(this.paths.directory)
  })

  private summaries(changed: ReadonlyMap<DataFile, DataFileSummary>): Record<DataFile, DataFileSummary> {
    const of = (name: DataFile) => changed.get(name) ?? this.written.get(name)!.summary
    return { movies: of("movies"), people: of("people"), relations: of("relations"), images: of("images") }
  }

  private remember(descriptor: CheckpointDescriptor): void {
    this.position = descriptor.position
    this.offset = descriptor.offset
  }

  private describe(end: JournalEnd): Omit<CheckpointDescriptor, "files"> {
    const { state } = this
    return {
      format: recordFormat,
      position: state.lastPosition,
      offset: end.length,
      lastLine: { at: end.lastLineAt, head: headOfLine(this.journal, end.lastLineAt) },
      opened: state.opened,
      cursors: [...state.cursors],
      deadLetters: [...state.deadLetters.values()],
      bins: [...state.bins],
      positions: state.positions.all()
    }
  }
}
