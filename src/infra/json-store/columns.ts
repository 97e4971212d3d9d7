/** Typed-array columns that grow together, by an eighth at a time: a row costs its bytes and little more. */

type Column = Float64Array | Uint32Array | Uint8Array

const rowsMin = 64
const growth = 1.125

export abstract class Columns<C extends Record<string, Column>> {
  columns: C
  count = 0
  private capacity = 0

  constructor(columns: C) {
    this.columns = columns
  }

  get bytes(): number {
    return Object.values(this.columns).reduce((sum, column) => sum + column.byteLength, 0)
  }

  /** The number of a new row of zeros. */
  protected addRow(): number {
    if (this.count === this.capacity) this.resize(Math.max(rowsMin, Math.ceil(this.capacity * growth)))
    return this.count++
  }

  /** A copy of the rows as they are now, for a checkpoint that is written while the library goes on. */
  protected copyColumns(): C {
    return mapColumns(this.columns, (column) => column.slice(0, this.count))
  }

  private resize(capacity: number): void {
    this.capacity = capacity
    this.columns = mapColumns(this.columns, (column) => {
      const grown =
        column instanceof Float64Array
          ? new Float64Array(capacity)
          : column instanceof Uint32Array
            ? new Uint32Array(capacity)
            : new Uint8Array(capacity)
      grown.set(column)
      return grown
    })
  }
}

const mapColumns = <C extends Record<string, Column>>(columns: C, change: (column: Column) => Column): C =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column)])) as C

export const float64 = (): Float64Array => new Float64Array(0)
export const uint32 = (): Uint32Array => new Uint32Array(0)
export const uint8 = (): Uint8Array => new Uint8Array(0)
