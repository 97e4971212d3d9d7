/**
 * The file of an inbox: checksummed lines, appended one after the other. A line that is damaged is passed over, a tail that
 * was torn is cut; a write that fails is taken back before the next one (STORE-2).
 */
import { Effect, Exit, Scope } from "effect"
import type { StoreError } from "../../services/store.ts"
import { Disk, type DiskFile, directoryOf, replaceFile } from "../disk/disk.ts"
import { fromDisk } from "../json-store/files.ts"
import { encodeLine, parseLine, verifyLine } from "../json-store/journal-line.ts"
import { linesOf } from "../json-store/lines.ts"
import { reading } from "../json-store/reading.ts"
import type { InboxEntry } from "./inbox-entry.ts"

/** Where a line stands. */
export interface Place {
  readonly at: number
  readonly length: number
}

const mark = { startsFlush: true, endsTransaction: true }

export class InboxFile {
  readonly #path: string
  readonly #disk: Disk["Service"]
  #file: DiskFile | undefined
  #scope: Scope.Closeable | undefined
  #isTorn = false
  /** The end of what was written whole. */
  length = 0

  constructor(disk: Disk["Service"], path: string) {
    this.#disk = disk
    this.#path = path
  }

  /** Opens the file, visits every whole line, cuts a torn tail; returns how many lines were damaged. */
  readonly open = (visit: (entry: InboxEntry, place: Place) => void): Effect.Effect<number, StoreError> =>
    Effect.gen({ self: this }, function* () {
      yield* Effect.mapError(this.#disk.makeDirectory(directoryOf(this.#path)), fromDisk)
      const file = yield* this.#take()
      const damaged = yield* reading(() => this.#visitAll(file, visit))
      if (file.size() > this.length) yield* Effect.mapError(file.truncate(this.length), fromDisk)
      yield* Effect.mapError(this.#disk.syncDirectory(directoryOf(this.#path)), fromDisk)
      return damaged
    })

  /** One at a time. Durable when it returns, if it is asked to be. */
  readonly append = (entry: InboxEntry, isDurable: boolean): Effect.Effect<Place, StoreError> =>
    Effect.gen({ self: this }, function* () {
      const file = this.#file!
      if (this.#isTorn) yield* this.#takeBack(file)
      const at = this.length
      const bytes = Buffer.from(encodeLine(JSON.stringify(entry), mark, at))
      this.#isTorn = true
      yield* file.append(bytes)
      if (isDurable) yield* file.sync
      this.#isTorn = false
      this.length += bytes.length
      return { at, length: bytes.length - 1 }
    }).pipe(Effect.mapError(fromDisk))

  /** The entry of a line. Throws what the disk throws. */
  read({ at, length }: Place): InboxEntry {
    return parseLine(this.#file!.readAt(at, length)) as InboxEntry
  }

  /** Replaces the file by these entries; each is asked for when its turn comes. Returns where they stand now. */
  readonly rewrite = (entries: ReadonlyArray<() => InboxEntry>): Effect.Effect<ReadonlyArray<Place>, StoreError> =>
    Effect.gen({ self: this }, function* () {
      const places: Array<Place> = []
      yield* Effect.mapError(
        replaceFile(this.#path, linesFor(entries, places)).pipe(Effect.provideService(Disk, this.#disk)),
        fromDisk
      )
      yield* this.close
      const file = yield* this.#take()
      this.length = file.size()
      this.#isTorn = false
      return places
    })

  readonly close: Effect.Effect<void> = Effect.suspend(() =>
    this.#scope === undefined ? Effect.void : Scope.close(this.#scope, Exit.void)
  )

  #take = (): Effect.Effect<DiskFile, StoreError> =>
    Effect.gen({ self: this }, function* () {
      this.#scope = yield* Scope.make()
      const file = yield* this.#disk.open(this.#path).pipe(Scope.provide(this.#scope), Effect.mapError(fromDisk))
      this.#file = file
      return file
    })

  #takeBack(file: DiskFile) {
    return Effect.andThen(
      file.truncate(this.length),
      Effect.sync(() => void (this.#isTorn = false))
    )
  }

  #visitAll(file: DiskFile, visit: (entry: InboxEntry, place: Place) => void): number {
    let damaged = 0
    for (const { at, bytes } of linesOf(file, 0, file.size())) {
      this.length = at + bytes.length + 1
      if (verifyLine(bytes, at) === undefined) damaged++
      else visit(parseLine(bytes) as InboxEntry, { at, length: bytes.length })
    }
    return damaged
  }
}

function* linesFor(entries: ReadonlyArray<() => InboxEntry>, places: Array<Place>): Generator<Uint8Array> {
  let at = 0
  for (const entry of entries) {
    const bytes = Buffer.from(encodeLine(JSON.stringify(entry()), mark, at))
    places.push({ at, length: bytes.length - 1 })
    at += bytes.length
    yield bytes
  }
}
