/**
 * Opens the newest checkpoint that is whole and belongs to this journal. A damaged one falls back to the one before, and
 * that to a full replay of the journal (STORE-2).
 */
import { Effect, type Scope } from "effect"
import { crc32 } from "node:zlib"
import { type ImageEntry, type Person, recordFormat, type Relations } from "../../domain/movie.ts"
import { isMovieId } from "../../domain/identity.ts"
import type { StoreError } from "../../services/store.ts"
import { Disk, type DiskFile } from "../disk/disk.ts"
import { namesOf } from "./entry.ts"
import { type CheckpointDescriptor, findDescriptors, headOfLine } from "./checkpoint-descriptor.ts"
import { type DataFile, dataFiles, fromDisk, type LibraryPaths, tooNew, type Variant, variants } from "./files.ts"
import { textOf } from "./journal-line.ts"
import { imageSlot } from "./keys.ts"
import { LibraryState } from "./library-state.ts"
import { linesOf } from "./lines.ts"
import type { MovieRecord } from "./movie-record.ts"
import type { Location } from "./movie-table.ts"

export interface OpenedCheckpoint {
  readonly state: LibraryState
  readonly descriptor: CheckpointDescriptor | undefined
  readonly base: { readonly [file in DataFile]?: DiskFile }
  /** Under which names the descriptor and its files were found. */
  readonly variants: { readonly [file in DataFile]?: Variant }
  readonly descriptorVariant: Variant | undefined
}

const loadMovie = (state: LibraryState, record: MovieRecord, location: Location): void => {
  if (!isMovieId(record.id)) throw new Error(`${String(record.id)} is no movie id`)
  const row = state.addMovie(record.id)
  state.movies.columns.createdAt[row] = record.createdAt
  state.addAliases(row, namesOf(record))
  state.movies.setLifecycle(row, record.lifecycle)
  state.movies.setStatistics(row, record)
  state.setPiece(row, "identity", location, record.bytes[0])
  if (record.bytes[1] > 0) state.setPiece(row, "knowledge", location, record.bytes[1])
}

const loadRelations = (state: LibraryState, relations: Relations, location: Location): void => {
  const row = state.movies.rowOf(relations.movie)
  if (row < 0) return
  state.relationsCount++
  state.setPiece(row, "relations", location, location.length)
}

const loadImage = (state: LibraryState, image: ImageEntry, location: Location): void => {
  const slot = imageSlot(image.movie, image.kind, image.size)
  state.images.put(slot, image.file, location, image.bytes, image.doomed)
  state.imageBytes += image.bytes
}

const loaders: Record<DataFile, (state: LibraryState, record: unknown, location: Location) => void> = {
  images: (state, record, location) => loadImage(state, record as ImageEntry, location),
  movies: (state, record, location) => loadMovie(state, record as MovieRecord, location),
  relations: (state, record, location) => loadRelations(state, record as Relations, location),
  people: (state, record, location) => state.applyPerson(record as Person, location)
}

/** Images before movies: a new row counts the images that are there. */
const loadOrder: ReadonlyArray<DataFile> = ["images", "movies", "relations", "people"]

const comma = 0x2c
const brace = 0x7b

/** Throws when the file is not what the descriptor says. */
const loadFile = (state: LibraryState, name: DataFile, file: DiskFile, crcExpected: number): void => {
  let crc = 0
  const load = loaders[name]
  for (const line of linesOf(file, 0, file.size(), (chunk) => void (crc = crc32(chunk, crc)))) {
    if (line.bytes[0] !== brace) continue
    const length = line.bytes.length - (line.bytes[line.bytes.length - 1] === comma ? 1 : 0)
    const record = JSON.parse(textOf(line.bytes.subarray(0, length))) as { readonly format?: number }
    if (name === "movies" && (record.format ?? 1) > recordFormat) throw tooNew(file.path, record.format!, recordFormat)
    load(state, record, { at: -1 - line.at, length })
  }
  if (crc !== crcExpected) throw new Error("its checksum does not fit")
}

const openSized = Effect.fnUntraced(function* (paths: LibraryPaths, name: DataFile, size: number, first: Variant) {
  const disk = yield* Disk
  for (const variant of [first, ...variants.filter((other) => other !== first)]) {
    const file = yield* Effect.mapError(disk.openExisting(paths.data(name, variant)), fromDisk)
    if (file?.size() === size) return { file, variant }
  }
  return undefined
})

type Attempt = Effect.Effect<OpenedCheckpoint | string, StoreError, Disk | Scope.Scope>

const openOne = (paths: LibraryPaths, descriptor: CheckpointDescriptor, first: Variant): Attempt =>
  Effect.gen(function* () {
    const state = new LibraryState()
    const base: { [file in DataFile]?: DiskFile } = {}
    const where: { [file in DataFile]?: Variant } = {}
    for (const name of loadOrder) {
      const found = yield* openSized(paths, name, descriptor.files[name].size, first)
      if (found === undefined) return `${paths.data(name, first)} has the wrong size`
      const problem = yield* loading(state, name, found.file, descriptor.files[name].crc)
      if (problem !== undefined) return problem
      base[name] = found.file
      where[name] = found.variant
    }
    loadSmall(state, descriptor)
    return { state, descriptor, base, variants: where, descriptorVariant: first }
  })

const loading = (
  state: LibraryState,
  name: DataFile,
  file: DiskFile,
  crc: number
): Effect.Effect<string | undefined, StoreError> =>
  Effect.suspend(() => {
    try {
      loadFile(state, name, file, crc)
      return Effect.succeed(undefined)
    } catch (cause) {
      if ((cause as { readonly _tag?: string })._tag === "StoreError") return Effect.fail(cause as StoreError)
      return Effect.succeed(`${file.path} is damaged (${(cause as Error).message})`)
    }
  })

const loadSmall = (state: LibraryState, descriptor: CheckpointDescriptor): void => {
  state.lastPosition = descriptor.position
  state.opened = descriptor.opened
  for (const [subscriber, position] of descriptor.cursors) state.cursors.set(subscriber, position)
  for (const letter of descriptor.deadLetters) state.deadLetters.set(`${letter.movie} ${letter.position}`, letter)
  for (const [plan, range] of descriptor.bins) state.bins.set(plan, range)
  state.positions.load(descriptor.positions)
  for (const name of dataFiles) state.changes[name] = 0
}

const fitsJournal = (journal: DiskFile, descriptor: CheckpointDescriptor): boolean =>
  descriptor.offset <= journal.size() && headOfLine(journal, descriptor.lastLine.at) === descriptor.lastLine.head

/** The state at the newest good checkpoint, or an empty one at the start of the journal. */
export const openCheckpoint = Effect.fnUntraced(function* (
  paths: LibraryPaths,
  journal: DiskFile,
  repairs: Array<string>,
  fromStart: boolean
) {
  const found = fromStart ? [] : yield* findDescriptors(paths, repairs)
  for (const { descriptor, variant } of found) {
    if (!fitsJournal(journal, descriptor)) {
      repairs.push(`the checkpoint at event ${descriptor.position} does not fit the journal and was passed over`)
      continue
    }
    const opened = yield* openOne(paths, descriptor, variant)
    if (typeof opened !== "string") return opened
    repairs.push(`${opened}; the checkpoint at event ${descriptor.position} was passed over`)
  }
  const nothing: OpenedCheckpoint = {
    state: new LibraryState(),
    descriptor: undefined,
    base: {},
    variants: {},
    descriptorVariant: undefined
  }
  return nothing
})
