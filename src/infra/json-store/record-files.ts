/** The readable files as bytes: valid JSON arrays, one record a line, in an order that no history can change. */
import { crc32 } from "node:zlib"
import type { DataFileSummary } from "./checkpoint-descriptor.ts"
import type { DataFile } from "./files.ts"
import type { ImageTable } from "./image-table.ts"
import type { LibraryState } from "./library-state.ts"
import { recordOf } from "./movie-record.ts"
import type { MovieTable } from "./movie-table.ts"
import type { PieceTable } from "./piece-table.ts"
import type { RecordReader } from "./record-reader.ts"

const chunkCharacters = 128 * 1024

export interface LibrarySnapshot {
  readonly movies: MovieTable
  readonly people: PieceTable
  readonly images: ImageTable
}

/** The columns as they are now. The library may go on while the files are written from this. */
export const snapshotOf = (state: LibraryState): LibrarySnapshot => ({
  movies: state.movies.snapshot(),
  people: state.people.snapshot(),
  images: state.images.snapshot()
})

function* movieLines({ movies }: LibrarySnapshot, reader: RecordReader): Generator<string> {
  for (let row = 0; row < movies.count; row++) {
    if (!movies.isAlive(row)) continue
    const bytes = [movies.columns.identityBytes[row]!, movies.columns.knowledgeBytes[row]!] as const
    yield JSON.stringify(recordOf(reader.movie(movies, row), bytes))
  }
}

function* relationsLines({ movies }: LibrarySnapshot, reader: RecordReader): Generator<string> {
  for (let row = 0; row < movies.count; row++) {
    const relations = movies.isAlive(row) ? reader.relations(movies, row) : undefined
    if (relations !== undefined) yield JSON.stringify(relations)
  }
}

function* peopleLines({ people }: LibrarySnapshot, reader: RecordReader): Generator<string> {
  for (const row of people.sortedRows()) yield JSON.stringify(reader.person(people, row))
}

function* imageLines({ images }: LibrarySnapshot, reader: RecordReader): Generator<string> {
  for (const row of images.sortedRows()) yield JSON.stringify(reader.image(images, row))
}

const lines = { movies: movieLines, relations: relationsLines, people: peopleLines, images: imageLines }

/** One file, piece by piece. Throws StoreError when a record cannot be read. */
export function* fileChunks(name: DataFile, snapshot: LibrarySnapshot, reader: RecordReader): Generator<string> {
  let text = "["
  let separator = "\n"
  for (const line of lines[name](snapshot, reader)) {
    text += separator + line
    separator = ",\n"
    if (text.length < chunkCharacters) continue
    yield text
    text = ""
  }
  yield `${text}\n]\n`
}

/** The same as bytes; the summary is complete when the last chunk was taken. */
export const summedChunks = (name: DataFile, snapshot: LibrarySnapshot, reader: RecordReader) => {
  const summary = { size: 0, crc: 0 }
  function* chunks(): Generator<Uint8Array> {
    for (const text of fileChunks(name, snapshot, reader)) {
      const bytes = Buffer.from(text)
      summary.size += bytes.length
      summary.crc = crc32(bytes, summary.crc)
      yield bytes
    }
  }
  return { chunks: chunks(), summary: summary satisfies DataFileSummary as DataFileSummary }
}
