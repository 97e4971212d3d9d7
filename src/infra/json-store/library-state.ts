/**
 * What the library holds in memory: columns, indexes and small counters, no record. Every change is an entry of the
 * journal, applied here in order: live and at replay by the same code, so that both end in the same state (STORE-3).
 */
import type { DeadLetter } from "../../services/store.ts"
import {
  type Entry,
  type ImageLine,
  type MovieEntry,
  namesOf,
  type PersonEntry,
  pieceBytes,
  type RelationsEntry
} from "./entry.ts"
import { lineHeadBytes } from "./journal-line.ts"
import { ImageTable } from "./image-table.ts"
import { aliasKey, imageSlot, imageSlots, isListable, personKey } from "./keys.ts"
import { type Location, MovieTable } from "./movie-table.ts"
import { NumberIndex } from "./number-index.ts"
import { PieceTable } from "./piece-table.ts"
import { PositionIndex } from "./position-index.ts"

/** The stretch of the journal where the bin entries of one plan lie. */
export interface BinRange {
  readonly from: number
  readonly to: number
  readonly entries: number
}

export class LibraryState {
  readonly movies = new MovieTable()
  readonly aliases = new NumberIndex()
  readonly people = new PieceTable()
  readonly images = new ImageTable()
  readonly cursors = new Map<string, number>()
  readonly deadLetters = new Map<string, DeadLetter>()
  readonly bins = new Map<string, BinRange>()
  readonly positions = new PositionIndex()
  lastPosition = 0
  opened = 0
  recordBytes = 0
  imageBytes = 0
  relationsCount = 0
  /** Changes so far, by file: a file without a change is not written again. */
  readonly changes = { movies: 0, people: 0, relations: 0, images: 0 }

  apply(entry: Entry, location: Location): void {
    if ("position" in entry) return this.applyPosition(entry.position, location.at)
    if ("movie" in entry) return this.applyMovie(entry, location)
    if ("cursor" in entry) return void this.cursors.set(entry.cursor.subscriber, entry.cursor.position)
    if ("relations" in entry) return this.applyRelations(entry.relations, location)
    if ("person" in entry) return this.applyPerson(entry.person, location)
    if ("image" in entry) return this.applyImage(entry.image, location)
    if ("bin" in entry) return this.applyBin(entry.bin.plan, location)
    if ("deadLetter" in entry) return this.applyDeadLetter(entry.deadLetter)
    this.opened = entry.opened
  }

  applyPosition(position: number, at: number): void {
    this.lastPosition = position
    this.positions.note(position, at)
  }

  addAliases(row: number, aliases: ReadonlyArray<string>): void {
    for (const alias of aliases) this.aliases.add(aliasKey(alias), row)
  }

  /** A new row for a movie, with the images that the manifest lists of it already. */
  addMovie(movie: MovieEntry["movie"]): number {
    const row = this.movies.add(movie)
    this.eachImage(row, (image, slot) => this.countImage(row, slot, this.images.columns.bytes[image]!))
    return row
  }

  setPiece(row: number, piece: "identity" | "knowledge" | "relations", location: Location, bytes: number): void {
    this.recordBytes += bytes - this.movies.columns[`${piece}Bytes`][row]!
    this.movies.setPiece(row, piece, location, bytes)
  }

  /** A removal of what is shown, or not listed, changes nothing: a file must be listed for as long as it is there (SAFE-1). */
  applyImage(image: ImageLine["image"], location: Location): void {
    if (!isListable(image)) return
    const slot = imageSlot(image.movie, image.kind, image.size)
    const known = this.images.rowOf(slot, image.file)
    if ("removed" in image && (known < 0 || this.images.columns.doomed[known] === 0)) return
    this.changes.images++
    const before = known < 0 ? 0 : this.images.columns.bytes[known]!
    const bytes = "removed" in image ? 0 : image.bytes
    if ("removed" in image) this.images.remove(known)
    if (!("removed" in image)) this.images.put(slot, image.file, location, bytes, image.doomed)
    this.imageBytes += bytes - before
    const row = this.movies.rowOf(image.movie)
    if (row >= 0) this.countImage(row, slot % imageSlots, bytes - before)
  }

  /** Visits what the manifest lists of a movie. */
  private eachImage(movieRow: number, visit: (row: number, slot: number) => void): void {
    const first = this.movies.columns.id[movieRow]! * imageSlots
    for (let slot = 0; slot < imageSlots; slot++) {
      for (const row of this.images.rowsOf(first + slot)) visit(row, slot)
    }
  }

  applyPerson(person: PersonEntry["person"], location: Location): void {
    const key = personKey(person.id)
    if (key < 0) return
    this.changes.people++
    if ("forgotten" in person) return this.people.remove(key)
    this.people.put(key, location)
  }

  /** Where the journal states the person; -1 when that was before the library was opened, or never. */
  personStatedAt(id: PersonEntry["person"]["id"]): number {
    const row = this.people.rowOf(personKey(id))
    return row < 0 ? -1 : Math.max(-1, this.people.location(row).at)
  }

  private applyMovie(entry: MovieEntry, location: Location): void {
    let row = this.movies.rowOf(entry.movie)
    if (row < 0 && entry.identity === undefined) return
    this.changes.movies++
    if (entry.forgotten === true) return this.forget(row)
    if (row < 0) row = this.addMovie(entry.movie)
    if (entry.lifecycle !== undefined) this.movies.setLifecycle(row, entry.lifecycle)
    if (entry.statistics !== undefined) this.movies.setStatistics(row, entry.statistics)
    if (entry.identity !== undefined) {
      this.movies.columns.createdAt[row] = entry.identity.createdAt
      this.addAliases(row, namesOf(entry.identity))
      this.setPiece(row, "identity", location, location.length - lineHeadBytes - pieceBytes.identity)
    }
    if (entry.knowledge !== undefined) {
      this.setPiece(row, "knowledge", location, location.length - lineHeadBytes - pieceBytes.knowledge)
    }
  }

  /** The movie goes; its image files are still there, so the manifest keeps them, doomed. */
  private forget(row: number): void {
    this.eachImage(row, (image) => {
      this.images.columns.doomed[image] = 1
      this.changes.images++
    })
    this.dropRelations(row)
    this.recordBytes -= this.movies.recordBytes(row)
    this.movies.remove(row)
  }

  private dropRelations(row: number): void {
    if (this.movies.columns.relationsLength[row] === 0) return
    this.changes.relations++
    this.relationsCount--
    this.setPiece(row, "relations", { at: 0, length: 0 }, 0)
  }

  private applyRelations(relations: RelationsEntry["relations"], location: Location): void {
    const row = this.movies.rowOf(relations.movie)
    if (row < 0) return
    if ("forgotten" in relations) return this.dropRelations(row)
    this.changes.relations++
    if (this.movies.columns.relationsLength[row] === 0) this.relationsCount++
    this.setPiece(row, "relations", location, location.length - lineHeadBytes - pieceBytes.relations)
  }

  private countImage(row: number, slot: number, bytes: number): void {
    const column = slot % 2 === 0 ? this.movies.columns.smallImageBytes : this.movies.columns.hdImageBytes
    column[row] = column[row]! + bytes
  }

  private applyBin(plan: string, location: Location): void {
    const known = this.bins.get(plan)
    const to = location.at + location.length + 1
    this.bins.set(plan, { from: known?.from ?? location.at, to, entries: (known?.entries ?? 0) + 1 })
  }

  private applyDeadLetter(
    letter: { readonly movie: string; readonly position: number } & (DeadLetter | { readonly removed: true })
  ): void {
    const key = `${letter.movie} ${letter.position}`
    if ("removed" in letter) return void this.deadLetters.delete(key)
    this.deadLetters.set(key, letter)
  }
}
