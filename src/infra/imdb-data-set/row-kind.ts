/** One kind of data set: its columns, and what becomes of its rows. */
import type { Columns, ColumnNames } from "./columns.ts"

/** What became of a row: kept, left out on purpose, or the reason why it makes no sense. */
export type RowOutcome = "kept" | "skipped" | { readonly broken: string }

/** Reads a line that lies in `bytes` from `start` to before `end`. */
export type RowReading = (bytes: Buffer, start: number, end: number) => RowOutcome

export interface RowKind<Row> {
  readonly kind: DataSetKind
  readonly columns: ColumnNames
  /** `put` gets each row that is kept; `onFlaw` hears of each cell that is not readable. */
  readonly reading: (columns: Columns, put: (row: Row) => void, onFlaw: () => void) => RowReading
}

/** In the order in which they are read. */
export const dataSetKinds = ["titles", "ratings"] as const
export type DataSetKind = (typeof dataSetKinds)[number]

export const notThatManyCells: RowOutcome = { broken: "it has another number of cells than the header row" }
export const noId: RowOutcome = { broken: "its id is none" }
