/**
 * A table as a stream: header first, then rows, with a state from which reading can go on in another process. Rows that make
 * no sense are counted, and the first of them remembered with their line numbers; none of them ends the reading.
 */
import { Schema } from "effect"
import { columnsOf } from "./columns.ts"
import { lineBytesMax, lineSplitter } from "./line-splitter.ts"
import type { RowKind, RowReading } from "./row-kind.ts"

export const brokenShownMax = 20
const headerLengthMax = 2_000

/** How far a table has been read, and what was found. */
export const ReadState = Schema.Struct({
  /** The header row, once it was read. */
  header: Schema.NullOr(Schema.String),
  /** Bytes of the unpacked table, up to the end of the last line that was read. */
  offset: Schema.Int,
  lines: Schema.Int,
  kept: Schema.Int,
  broken: Schema.Int,
  /** The first of the broken lines. Lines count from 1, which is the header row. */
  brokenLines: Schema.Array(Schema.Struct({ line: Schema.Int, reason: Schema.String })),
  /** Cells that hold no readable value; the rest of their row was kept. */
  flawedCells: Schema.Int
})
export type ReadState = typeof ReadState.Type

export const nothingRead: ReadState = {
  header: null,
  offset: 0,
  lines: 0,
  kept: 0,
  broken: 0,
  brokenLines: [],
  flawedCells: 0
}

/** The header row does not fit; nothing of the table can be read. */
export class HeaderUnusable extends Error {}

export interface TableReader {
  readonly push: (chunk: Buffer) => void
  readonly end: () => void
  readonly state: () => ReadState
}

const tooLong = `it is longer than ${lineBytesMax.toLocaleString("en")} bytes`

/** Goes on from a state; the chunks begin at its offset. Throws HeaderUnusable. */
export const tableReader = <Row>(rows: RowKind<Row>, put: (row: Row) => void, from: ReadState): TableReader => {
  let { header, lines, kept, broken, flawedCells } = from
  const brokenLines = [...from.brokenLines]
  const report = (reason: string) => {
    broken += 1
    if (brokenLines.length < brokenShownMax) brokenLines.push({ line: lines, reason })
  }
  const readingOf = (text: string): RowReading => {
    const columns = columnsOf(text, rows.columns)
    if (typeof columns === "string") throw new HeaderUnusable(columns)
    return rows.reading(columns, put, () => void (flawedCells += 1))
  }
  let reading = header === null ? undefined : readingOf(header)

  const splitter = lineSplitter(
    (bytes, start, end) => {
      lines += 1
      if (reading === undefined) {
        const text = bytes.toString("utf8", start, Math.min(end, start + headerLengthMax))
        reading = readingOf(text)
        header = text
        return
      }
      const outcome = reading(bytes, start, end)
      if (outcome === "kept") kept += 1
      else if (outcome !== "skipped") report(outcome.broken)
    },
    () => {
      lines += 1
      if (reading === undefined) throw new HeaderUnusable(`its first line ${tooLong.slice(3)}`)
      report(tooLong)
    },
    from.offset
  )
  const state = (): ReadState => ({
    header,
    offset: splitter.offset(),
    lines,
    kept,
    broken,
    brokenLines: [...brokenLines],
    flawedCells
  })
  return { push: splitter.push, end: splitter.end, state }
}
