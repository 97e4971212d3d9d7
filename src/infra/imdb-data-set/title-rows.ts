/**
 * `title.basics`: nine of ten rows are episodes and series, so the type is looked at as bytes, before anything is decoded.
 * A row of another type is not looked at any further. Kept are films that come as one file: movies, television
 * movies, and films made for video. Shorts are left out: they are as many as these together, and bear the same names.
 */
import { yearMax, yearMin } from "../../domain/text.ts"
import type { ImdbKind } from "../../services/imdb-titles.ts"
import { flawed, listIn, textIn, wholeIn } from "./cells.ts"
import type { Columns } from "./columns.ts"
import { noId, notThatManyCells, type RowKind, type RowOutcome } from "./row-kind.ts"
import { titleNumber } from "./title-number.ts"

export const keptKinds: ReadonlyArray<ImdbKind> = ["movie", "tvMovie", "video"]

export interface TitleRow {
  readonly number: number
  /** Its place in `keptKinds`. */
  readonly kind: number
  readonly title: string
  /** Null when it is the same as the title. */
  readonly originalTitle: string | null
  readonly year: number | null
  readonly runtimeMinutes: number | null
  readonly genres: string | null
  readonly isAdult: boolean
}

const tab = 9
const [letterM, letterT, letterV] = [109, 116, 118]
const noType: RowOutcome = { broken: "it has no type" }
const noTitle: RowOutcome = { broken: "it has no title" }

/** The place of the kind among the kept ones, -1 for another, -2 for none. */
const kindIn = (bytes: Buffer, start: number, end: number): number => {
  let until = start
  while (until < end && bytes[until] !== tab) until++
  const first = bytes[start]
  if (until === start) return -2
  if (first !== letterM && first !== letterT && first !== letterV) return -1
  const length = until - start
  return length === 5 || length === 7 ? keptKinds.indexOf(bytes.toString("latin1", start, until) as ImdbKind) : -1
}

/** Where the cell begins, or -1 when the row ends before it. */
const cellStart = (bytes: Buffer, start: number, end: number, column: number): number => {
  let at = start
  for (let left = column; left > 0; at++) {
    if (at >= end) return -1
    if (bytes[at] === tab) left--
  }
  return at
}

/** Whole rows are only read for the kinds that are kept. */
const rowReading = (columns: Columns, onFlaw: () => void) => {
  const names = ["tconst", "primaryTitle", "originalTitle", "startYear", "runtimeMinutes", "genres", "isAdult"]
  const [id, title, original, year, runtime, genres, adult] = names.map(columns.at) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number
  ]
  const whole = (cell: string | undefined, min: number, max: number): number | null => {
    const value = wholeIn(cell, min, max)
    if (value === flawed) onFlaw()
    return value === flawed ? null : value
  }
  return (line: string, kind: number): TitleRow | RowOutcome => {
    const cells = line.split("\t")
    if (cells.length !== columns.count) return notThatManyCells
    const number = titleNumber(cells[id]!)
    if (number === undefined) return noId
    const called = textIn(cells[title]) ?? textIn(cells[original])
    if (called === null) return noTitle
    const originalTitle = textIn(cells[original])
    return {
      number,
      kind,
      title: called,
      originalTitle: originalTitle === called ? null : originalTitle,
      year: whole(cells[year], yearMin, yearMax),
      runtimeMinutes: whole(cells[runtime], 1, 60_000),
      genres: listIn(cells[genres]),
      isAdult: whole(cells[adult], 0, 1) === 1
    }
  }
}

export const titleRows: RowKind<TitleRow> = {
  kind: "titles",
  columns: {
    required: ["tconst", "titleType", "primaryTitle"],
    optional: ["originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes", "genres"]
  },
  reading: (columns, put, onFlaw) => {
    const typeColumn = columns.at("titleType")
    const rowIn = rowReading(columns, onFlaw)
    return (bytes, start, end) => {
      const at = cellStart(bytes, start, end, typeColumn)
      const kind = at < 0 ? -2 : kindIn(bytes, at, end)
      if (kind < 0) return kind === -1 ? "skipped" : noType
      const row = rowIn(bytes.toString("utf8", start, end), kind)
      if (typeof row === "string" || "broken" in row) return row
      put(row)
      return "kept"
    }
  }
}
