/**
 * All known movies, a row each in typed arrays: what their actors are rebuilt from, what housekeeping plans with, and
 * where the rest of the record lies. Rows are in the order of creation and never reused; a forgotten row has id -1.
 */
import { type MovieId, movieIdFrom, movieIdValue } from "../../domain/identity.ts"
import { levels, lifecycleStates } from "../../domain/level.ts"
import { type Lifecycle, newLifecycle, newStatistics, type Statistics } from "../../domain/movie.ts"
import type { MovieColumns } from "../../services/store.ts"
import { Columns, float64, uint32, uint8 } from "./columns.ts"
import { NumberIndex } from "./number-index.ts"

const keptValues = [null, "basic", "summary"] as const

const freshColumns = () => ({
  id: float64(),
  createdAt: float64(),
  flags: uint8(),
  revision: uint32(),
  attempts: uint32(),
  retryAt: float64(),
  gapAt: float64(),
  refreshAt: float64(),
  playingUntil: float64(),
  downgradedAt: float64(),
  viewCount: uint32(),
  lastAccess: float64(),
  popularityScore: float64(),
  scoredAt: float64(),
  searchHits: uint32(),
  shown: uint32(),
  plays: uint32(),
  identityBytes: uint32(),
  knowledgeBytes: uint32(),
  relationsBytes: uint32(),
  smallImageBytes: float64(),
  hdImageBytes: float64(),
  identityAt: float64(),
  identityLength: uint32(),
  knowledgeAt: float64(),
  knowledgeLength: uint32(),
  relationsAt: float64(),
  relationsLength: uint32()
})
type MovieTableColumns = ReturnType<typeof freshColumns>

/** Where a line lies. From 0 on in the journal; below 0 in the checkpoint, at -1 - `at`. Length 0: there is none. */
export interface Location {
  readonly at: number
  readonly length: number
}

const toColumn = (value: number | null): number => value ?? Number.NaN
const fromColumn = (value: number): number | null => (Number.isNaN(value) ? null : value)

export class MovieTable extends Columns<MovieTableColumns> {
  private readonly index = new NumberIndex()
  alive = 0

  constructor() {
    super(freshColumns())
  }

  override get bytes(): number {
    return super.bytes + this.index.bytes
  }

  rowOf(movie: MovieId): number {
    return this.index.first(movieIdValue(movie))
  }

  idOf(row: number): MovieId {
    return movieIdFrom(this.columns.id[row]!)
  }

  /** Another number whenever anything of the record was set; begins anew with every opening. */
  revision(row: number): number {
    return this.columns.revision[row]!
  }

  isAlive(row: number): boolean {
    return this.columns.id[row]! >= 0
  }

  add(movie: MovieId): number {
    const row = this.addRow()
    const id = movieIdValue(movie)
    this.columns.id[row] = id
    this.index.add(id, row)
    this.alive++
    this.setLifecycle(row, newLifecycle)
    this.setStatistics(row, newStatistics)
    return row
  }

  remove(row: number): void {
    this.index.remove(this.columns.id[row]!, row)
    this.columns.id[row] = -1
    this.alive--
  }

  setLifecycle(row: number, lifecycle: Lifecycle): void {
    const { columns } = this
    const state = lifecycleStates.indexOf(lifecycle.state)
    columns.revision[row]! += 1
    columns.flags[row] =
      state |
      (keptValues.indexOf(lifecycle.kept) << 3) |
      (levels.indexOf(lifecycle.wanted) << 5) |
      (lifecycle.pinned ? 128 : 0)
    columns.attempts[row] = lifecycle.attempts
    columns.retryAt[row] = toColumn(lifecycle.retryAt)
    columns.gapAt[row] = toColumn(lifecycle.gapAt)
    columns.refreshAt[row] = toColumn(lifecycle.refreshAt)
    columns.playingUntil[row] = toColumn(lifecycle.playingUntil)
    columns.downgradedAt[row] = toColumn(lifecycle.downgradedAt)
  }

  lifecycle(row: number): Lifecycle {
    const { columns } = this
    const flags = columns.flags[row]!
    return {
      state: lifecycleStates[flags & 7]!,
      kept: keptValues[(flags >> 3) & 3]!,
      wanted: levels[(flags >> 5) & 3]!,
      attempts: columns.attempts[row]!,
      retryAt: fromColumn(columns.retryAt[row]!),
      gapAt: fromColumn(columns.gapAt[row]!),
      refreshAt: fromColumn(columns.refreshAt[row]!),
      pinned: flags >= 128,
      playingUntil: fromColumn(columns.playingUntil[row]!),
      downgradedAt: fromColumn(columns.downgradedAt[row]!)
    }
  }

  setStatistics(row: number, statistics: Statistics): void {
    const { columns } = this
    columns.revision[row]! += 1
    columns.viewCount[row] = statistics.viewCount
    columns.lastAccess[row] = toColumn(statistics.lastAccess)
    columns.popularityScore[row] = statistics.popularityScore
    columns.scoredAt[row] = toColumn(statistics.scoredAt)
    columns.searchHits[row] = statistics.searchHits
    columns.shown[row] = statistics.shown
    columns.plays[row] = statistics.plays
  }

  statistics(row: number): Statistics {
    const { columns } = this
    return {
      viewCount: columns.viewCount[row]!,
      lastAccess: fromColumn(columns.lastAccess[row]!),
      popularityScore: columns.popularityScore[row]!,
      scoredAt: fromColumn(columns.scoredAt[row]!),
      searchHits: columns.searchHits[row]!,
      shown: columns.shown[row]!,
      plays: columns.plays[row]!
    }
  }

  setPiece(row: number, piece: "identity" | "knowledge" | "relations", location: Location, bytes: number): void {
    this.columns.revision[row]! += 1
    this.columns[`${piece}At`][row] = location.at
    this.columns[`${piece}Length`][row] = location.length
    this.columns[`${piece}Bytes`][row] = bytes
  }

  piece(row: number, piece: "identity" | "knowledge" | "relations"): Location {
    return { at: this.columns[`${piece}At`][row]!, length: this.columns[`${piece}Length`][row]! }
  }

  recordBytes(row: number): number {
    const { columns } = this
    return columns.identityBytes[row]! + columns.knowledgeBytes[row]! + columns.relationsBytes[row]!
  }

  view(row: number, id: MovieId): MovieColumns {
    return {
      id,
      createdAt: this.columns.createdAt[row]!,
      lifecycle: this.lifecycle(row),
      statistics: this.statistics(row),
      recordBytes: this.recordBytes(row),
      smallImageBytes: this.columns.smallImageBytes[row]!,
      hdImageBytes: this.columns.hdImageBytes[row]!
    }
  }

  /** The rows as they are now, for reading only: nothing can be looked up in it by id. */
  snapshot(): MovieTable {
    const copy = new MovieTable()
    copy.columns = this.copyColumns()
    copy.count = this.count
    copy.alive = this.alive
    return copy
  }
}
