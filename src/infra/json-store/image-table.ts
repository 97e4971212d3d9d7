/**
 * Where the entries of the image manifest lie. A movie's slot (kind and size) may hold several, told apart by file: the one
 * that is shown, and those that wait to be deleted. Rows of removed entries are used again.
 */
import { Columns, float64, uint32, uint8 } from "./columns.ts"
import type { Location } from "./movie-table.ts"
import { NumberIndex } from "./number-index.ts"

const freshColumns = () => ({
  slot: float64(),
  fileHigh: float64(),
  fileLow: float64(),
  at: float64(),
  length: uint32(),
  bytes: uint32(),
  doomed: uint8()
})

const digitsPerNumber = 13

/** The first 104 of the 160 bits of a file's name, which is a hash: no two files share them. */
const fileNumbers = (file: string): readonly [high: number, low: number] => [
  Number.parseInt(file.slice(0, digitsPerNumber), 16),
  Number.parseInt(file.slice(digitsPerNumber, 2 * digitsPerNumber), 16)
]

export class ImageTable extends Columns<ReturnType<typeof freshColumns>> {
  private readonly index = new NumberIndex()
  private readonly free: Array<number> = []

  constructor() {
    super(freshColumns())
  }

  isAlive(row: number): boolean {
    return this.columns.slot[row]! >= 0
  }

  location(row: number): Location {
    return { at: this.columns.at[row]!, length: this.columns.length[row]! }
  }

  /** The row of a slot's entry for this file, or -1. */
  rowOf(slot: number, file: string): number {
    const [high, low] = fileNumbers(file)
    const { fileHigh, fileLow } = this.columns
    return this.index.all(slot).find((row) => fileHigh[row] === high && fileLow[row] === low) ?? -1
  }

  /** The rows of a slot: what is shown before what is doomed, then in the order of the files' names. */
  rowsOf(slot: number): Array<number> {
    const { doomed } = this.columns
    return this.index.all(slot).sort((a, b) => doomed[a]! - doomed[b]! || this.compareFiles(a, b))
  }

  put(slot: number, file: string, location: Location, bytes: number, doomed: boolean): void {
    const row = this.rowFor(slot, file)
    const { columns } = this
    columns.at[row] = location.at
    columns.length[row] = location.length
    columns.bytes[row] = bytes
    columns.doomed[row] = doomed ? 1 : 0
  }

  remove(row: number): void {
    this.index.remove(this.columns.slot[row]!, row)
    this.columns.slot[row] = -1
    this.free.push(row)
  }

  /** Whether any entry that is not doomed names the file. Looks at every row, in memory. */
  isShown(file: string): boolean {
    const [high, low] = fileNumbers(file)
    const { doomed, fileHigh, fileLow } = this.columns
    for (let row = 0; row < this.count; row++) {
      if (fileHigh[row] === high && fileLow[row] === low && doomed[row] === 0 && this.isAlive(row)) return true
    }
    return false
  }

  /** Rows in the order of slots and files, which no history can change. */
  sortedRows(): Uint32Array {
    const { slot } = this.columns
    const rows = new Uint32Array(this.count - this.free.length)
    let filled = 0
    for (let row = 0; row < this.count; row++) if (slot[row]! >= 0) rows[filled++] = row
    return rows.sort((a, b) => slot[a]! - slot[b]! || this.compareFiles(a, b))
  }

  /** A copy of the rows as they are now, for reading by row only. */
  snapshot(): ImageTable {
    const copy = new ImageTable()
    copy.columns = this.copyColumns()
    copy.count = this.count
    copy.free.push(...this.free)
    return copy
  }

  private compareFiles(a: number, b: number): number {
    const { fileHigh, fileLow } = this.columns
    return fileHigh[a]! - fileHigh[b]! || fileLow[a]! - fileLow[b]!
  }

  private rowFor(slot: number, file: string): number {
    const known = this.rowOf(slot, file)
    if (known >= 0) return known
    const row = this.free.pop() ?? this.addRow()
    const [high, low] = fileNumbers(file)
    this.columns.slot[row] = slot
    this.columns.fileHigh[row] = high
    this.columns.fileLow[row] = low
    this.index.add(slot, row)
    return row
  }
}
