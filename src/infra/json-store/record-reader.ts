/** Reads pieces of records from where they lie: a line of the journal, or a line of the checkpoint that was opened. */
import type { Knowledge } from "../../domain/knowledge.ts"
import { emptyKnowledge } from "../../domain/knowledge.ts"
import type { Identity, ImageEntry, Movie, Person, Relations } from "../../domain/movie.ts"
import type { DiskFile } from "../disk/disk.ts"
import { imageOf, identityOf } from "./entry.ts"
import { broken, type DataFile } from "./files.ts"
import { parseLine, textOf, verifyLine } from "./journal-line.ts"
import type { ImageTable } from "./image-table.ts"
import type { Location, MovieTable } from "./movie-table.ts"
import type { PieceTable } from "./piece-table.ts"
import { identityOfRecord, knowledgeOfRecord, type MovieRecord } from "./movie-record.ts"

export interface LibraryFiles {
  readonly journal: DiskFile
  /** The checkpoint that was opened. It stays readable when a newer one takes its names. */
  readonly base: { readonly [file in DataFile]?: DiskFile }
}

/** Reads one movie's pieces from a table: the live one, or a snapshot of it. All of them throw StoreError. */
export class RecordReader {
  private readonly files: LibraryFiles

  constructor(files: LibraryFiles) {
    this.files = files
  }

  identity(movies: MovieTable, row: number): Identity {
    const location = movies.piece(row, "identity")
    if (location.at < 0) return identityOfRecord(this.base("movies", location) as MovieRecord)
    return identityOf((this.journal(location) as { identity: Identity }).identity)
  }

  knowledge(movies: MovieTable, row: number): Knowledge {
    const location = movies.piece(row, "knowledge")
    if (location.length === 0) return emptyKnowledge
    if (location.at < 0) return knowledgeOfRecord(this.base("movies", location) as MovieRecord)
    return (this.journal(location) as { knowledge: Knowledge }).knowledge
  }

  movie(movies: MovieTable, row: number): Movie {
    const identityAt = movies.piece(row, "identity")
    const knowledgeAt = movies.piece(row, "knowledge")
    const id = movies.idOf(row)
    const rest = { lifecycle: movies.lifecycle(row), statistics: movies.statistics(row) }
    if (identityAt.at < 0 && identityAt.at === knowledgeAt.at) {
      const record = this.base("movies", identityAt) as MovieRecord
      return { id, identity: identityOfRecord(record), ...rest, knowledge: knowledgeOfRecord(record) }
    }
    return { id, identity: this.identity(movies, row), ...rest, knowledge: this.knowledge(movies, row) }
  }

  /** With a needle, undefined as well when the line does not hold that text. */
  relations(movies: MovieTable, row: number, needle?: string): Relations | undefined {
    const location = movies.piece(row, "relations")
    if (location.length === 0 || (needle !== undefined && !this.holds(location, needle))) return undefined
    if (location.at < 0) return this.base("relations", location) as Relations
    return (this.journal(location) as { relations: Relations }).relations
  }

  person(people: PieceTable, row: number): Person {
    const location = people.location(row)
    if (location.at < 0) return this.base("people", location) as Person
    return (this.journal(location) as { person: Person }).person
  }

  image(images: ImageTable, row: number): ImageEntry {
    const location = images.location(row)
    const entry =
      location.at < 0
        ? (this.base("images", location) as ImageEntry)
        : (this.journal(location) as { image: ImageEntry }).image
    return imageOf({ ...entry, doomed: images.columns.doomed[row] === 1 })
  }

  private holds(location: Location, needle: string): boolean {
    const inBase = location.at < 0
    const file = inBase ? this.files.base.relations : this.files.journal
    const line = file?.readAt(inBase ? -1 - location.at : location.at, location.length)
    // A file that is not there is for the read that follows to complain about.
    return line === undefined || Buffer.from(line.buffer, line.byteOffset, line.byteLength).includes(needle)
  }

  private journal(location: Location): unknown {
    const { journal } = this.files
    const line = journal.readAt(location.at, location.length)
    if (line.length === location.length && verifyLine(line, location.at) !== undefined) return parseLine(line)
    throw broken(journal.path, "read", `the line at byte ${location.at} is damaged. Restore the file from a backup.`)
  }

  private base(name: DataFile, location: Location): unknown {
    const file = this.files.base[name]
    const offset = -1 - location.at
    try {
      return JSON.parse(textOf(file!.readAt(offset, location.length)))
    } catch {
      throw broken(
        file?.path ?? name,
        "read",
        `the line at byte ${offset} is damaged. Open the library again to mend it.`
      )
    }
  }
}
