/** Columns that stand under each other, and small plots of the same width. Pure. */
import { stripVTControlCharacters } from "node:util"

export type Align = "left" | "right"

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

const pad = (text: string, width: number, align: Align): string => {
  const space = " ".repeat(Math.max(0, width - widthOf(text)))
  return align === "right" ? space + text : text + space
}

/** Rows as lines; a row may be shorter than the others. `align` is repeated for the columns it does not name. */
export const table = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  align: ReadonlyArray<Align>
): ReadonlyArray<string> => {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? "")))
  )
  const alignOf = (column: number): Align => align[Math.min(column, align.length - 1)] ?? "left"
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!, alignOf(column)))
      .join("  ")
      .trimEnd()
  )
}

/** Facts by name: `name   value`, indented by two. */
export const facts = (rows: ReadonlyArray<readonly [string, string]>): ReadonlyArray<string> =>
  table(rows, ["left"]).map((line) => `  ${line}`)

const blocks = "▁▂▃▄▅▆▇█"

/** A value a column, from 0 to the largest. */
export const sparkline = (values: ReadonlyArray<number>): string => {
  const most = Math.max(0, ...values)
  return values
    .map((value) => blocks[most <= 0 ? 0 : Math.min(blocks.length - 1, Math.floor((value / most) * blocks.length))])
    .join("")
}

/** A bar of this many columns, filled to the share (0 to 1). */
export const bar = (share: number, width: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return "█".repeat(filled) + "░".repeat(width - filled)
}
