/** Where small records (people) lie, by an exact number for their key. Rows of removed records are used again. */
import { Columns, float64, uint32 } from "./columns.ts"
import type { Location } from "./movie-table.ts"
import { NumberIndex } from "./number-index.ts"

const freshColumns = () => ({ key: float64(), at: float64(), length: uint32() })

export class PieceTable extends Columns<ReturnType<typeof freshColumns>> {
  private readonly index = new NumberIndex()
  private readonly free: Array<number> = []

  constructor() {
    super(freshColumns())
  }

  get size(): number {
    return this.count - this.free.length
  }

  rowOf(key: number): number {
    return this.index.first(key)
  }

  isAlive(row: number): boolean {
    return this.columns.key[row]! >= 0
  }

  location(row: number): Location {
    return { at: this.columns.at[row]!, length: this.columns.length[row]! }
  }

  put(key: number, location: Location): void {
    const row = this.rowFor(key)
    this.columns.at[row] = location.at
    this.columns.length[row] = location.length
  }

  private rowFor(key: number): number {
    const known = this.index.first(key)
    if (known >= 0) return known
    const row = this.free.pop() ?? this.addRow()
    this.columns.key[row] = key
    this.index.add(key, row)
    return row
  }

  remove(key: number): void {
    const row = this.index.first(key)
    if (row < 0) return
    this.index.remove(key, row)
    this.columns.key[row] = -1
    this.free.push(row)
  }

  /** Rows in the order of their keys, which no history can change. */
  sortedRows(): Uint32Array {
    const { key } = this.columns
    const rows = new Uint32Array(this.size)
    let filled = 0
    for (let row = 0; row < this.count; row++) if (key[row]! >= 0) rows[filled++] = row
    return rows.sort((a, b) => key[a]! - key[b]!)
  }

  /** A copy of the rows as they are now, for reading by row only. */
  snapshot(): PieceTable {
    const copy = new PieceTable()
    copy.columns = this.copyColumns()
    copy.count = this.count
    copy.free.push(...this.free)
    return copy
  }
}
