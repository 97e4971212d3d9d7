/** The service over an open library: what is answered from memory, and what is read from the disk. */
import { Effect } from "effect"
import { isMovieId, type MovieId, movieIdValue, type MovieRef, type PersonId } from "../../domain/identity.ts"
import type { ImageEntry } from "../../domain/movie.ts"
import { type MovieColumns, Store, type StoreError } from "../../services/store.ts"
import type { DiskFile } from "../disk/disk.ts"
import type { OpenedCheckpoint } from "./checkpoint-read.ts"
import type { CheckpointWriter } from "./checkpoint-writer.ts"
import { namesOf } from "./entry.ts"
import { EventLog } from "./event-log.ts"
import type { JournalWriter } from "./journal-writer.ts"
import { aliasKey, imageSlots, personKey } from "./keys.ts"
import { reading } from "./reading.ts"
import type { RecordReader } from "./record-reader.ts"
import { RelationsScan } from "./relations-scan.ts"

export interface StoreParts {
  readonly kind: "json" | "memory"
  readonly opened: OpenedCheckpoint
  readonly journal: DiskFile
  readonly reader: RecordReader
  readonly writer: JournalWriter
  readonly checkpoint: CheckpointWriter
  readonly write: Effect.Effect<void, StoreError>
  readonly repairs: ReadonlyArray<string>
}

const ifKnown = <A>(row: number, read: () => A): Effect.Effect<A | undefined, StoreError> =>
  row < 0 ? Effect.succeed(undefined) : reading(read)

const lookups = ({ opened: { state }, reader }: StoreParts) => {
  const { movies, people } = state
  const resolve = (ref: MovieRef): MovieId | undefined => {
    if (isMovieId(ref) && movies.rowOf(ref) >= 0) return ref
    // The id of a movie that was merged into another is a name of that one.
    const row = state.aliases
      .all(aliasKey(ref))
      .find((candidate) => movies.isAlive(candidate) && namesOf(reader.identity(movies, candidate)).includes(ref))
    return row === undefined ? undefined : movies.idOf(row)
  }
  return {
    has: (movie: MovieId) => movies.rowOf(movie) >= 0,
    revision: (movie: MovieId) => {
      const row = movies.rowOf(movie)
      return row < 0 ? undefined : movies.revision(row)
    },
    columns: (movie: MovieId) => {
      const row = movies.rowOf(movie)
      return row < 0 ? undefined : movies.view(row, movie)
    },
    lifecycle: (movie: MovieId) => {
      const row = movies.rowOf(movie)
      return row < 0 ? undefined : movies.lifecycle(row)
    },
    movie: (movie: MovieId) => {
      const row = movies.rowOf(movie)
      return ifKnown(row, () => reader.movie(movies, row))
    },
    resolve: (ref: MovieRef) => reading(() => resolve(ref)),
    person: (person: PersonId) => {
      const row = people.rowOf(personKey(person))
      return ifKnown(row, () => reader.person(people, row))
    },
    relations: (movie: MovieId) => {
      const row = movies.rowOf(movie)
      return ifKnown(row, () => reader.relations(movies, row))
    }
  }
}

const imageLookups = ({ opened: { state }, reader }: StoreParts) => {
  const { images } = state
  const imagesOf = (movie: MovieId): ReadonlyArray<ImageEntry> => {
    const found: Array<ImageEntry> = []
    const first = movieIdValue(movie) * imageSlots
    for (let slot = 0; slot < imageSlots; slot++) {
      for (const row of images.rowsOf(first + slot)) found.push(reader.image(images, row))
    }
    return found.sort((a, b) => Number(a.doomed) - Number(b.doomed))
  }
  function* all(only?: "doomed"): Generator<ImageEntry> {
    for (let row = 0; row < images.count; row++) {
      const isAsked = only === undefined || images.columns.doomed[row] === 1
      if (isAsked && images.isAlive(row)) yield reader.image(images, row)
    }
  }
  return { imagesOf, images: all, isShown: (file: string) => images.isShown(file) }
}

const history =
  ({ opened: { state }, reader }: StoreParts, log: EventLog) =>
  (movie: MovieId, limit: number) =>
    reading(() => {
      const row = state.movies.rowOf(movie)
      return row < 0 ? [] : namesOf(reader.identity(state.movies, row))
    }).pipe(Effect.flatMap((aliases) => log.history(movie, aliases, limit)))

const statusOf = ({ kind, opened: { state }, writer, checkpoint, repairs }: StoreParts) => ({
  kind,
  movies: state.movies.alive,
  people: state.people.size,
  lastPosition: state.lastPosition,
  journalBytes: writer.length,
  recordBytes: state.recordBytes,
  imageBytes: state.imageBytes,
  checkpointPosition: checkpoint.position,
  repairs: [...repairs]
})

export const makeStore = (parts: StoreParts) => {
  const { state } = parts.opened
  const { writer } = parts
  const log = new EventLog(parts.journal, state.positions, () => writer.length)
  const scan = new RelationsScan(state, parts.reader, () => writer.length)
  function* all(): Generator<MovieColumns> {
    for (let row = 0; row < state.movies.count; row++) {
      if (state.movies.isAlive(row)) yield state.movies.view(row, state.movies.idOf(row))
    }
  }
  return Store.of({
    commit: (transaction) => writer.commit(transaction),
    onDurable: (listener) => void (writer.listener = listener),
    read: (from, limit) => reading(() => log.read(from, limit)),
    history: history(parts, log),
    lastPosition: () => state.lastPosition,
    cursorOf: (subscriber) => state.cursors.get(subscriber) ?? 0,
    opened: state.opened,
    ...lookups(parts),
    ...imageLookups(parts),
    eachRelations: scan.each,
    strayPeople: scan.strayPeople,
    all,
    deadLetters: () => [...state.deadLetters.values()],
    bin: (plan) => {
      const range = state.bins.get(plan)
      return range === undefined ? Effect.succeed([]) : reading(() => log.bin(plan, range))
    },
    checkpoint: parts.write,
    status: () => statusOf(parts)
  })
}
