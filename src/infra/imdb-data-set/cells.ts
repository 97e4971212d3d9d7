/** What the cells of the data sets say. `\N` and nothing are nothing; quotes mean themselves; text is cleaned (SAFE-4). */
import { cleanLine } from "../../domain/text.ts"

const none = "\\N"
const titleLengthMax = 500
const listMax = 20
/** Text that cleaning would leave as it is, in ASCII and Latin-1 without the soft hyphen: by far the most of it. */
const clean = /^[!-~\u{a1}-\u{ac}\u{ae}-\u{ff}]+(?: [!-~\u{a1}-\u{ac}\u{ae}-\u{ff}]+)*$/u

/** A cell that holds something which cannot be read; its field stays unknown. */
export const flawed = Symbol("flawed")

export const isNothing = (cell: string | undefined): cell is undefined | "" | "\\N" =>
  cell === undefined || cell === none || cell === ""

export const textIn = (cell: string | undefined): string | null => {
  if (isNothing(cell)) return null
  if (cell.length <= titleLengthMax && clean.test(cell)) return cell
  return cleanLine(cell, titleLengthMax) ?? null
}

/** A whole number in a range. */
export const wholeIn = (cell: string | undefined, min: number, max: number): number | null | typeof flawed => {
  if (isNothing(cell)) return null
  const value = /^\d{1,10}$/.test(cell) ? Number(cell) : Number.NaN
  return value >= min && value <= max ? value : flawed
}

/** A number with one or no decimal, in tenths. */
export const tenthsIn = (cell: string | undefined, maxTenths: number): number | null | typeof flawed => {
  if (isNothing(cell)) return null
  const value = /^\d{1,3}(?:\.\d{1,4})?$/.test(cell) ? Math.round(Number(cell) * 10) : Number.NaN
  return value >= 0 && value <= maxTenths ? value : flawed
}

const fromJson = (cell: string): ReadonlyArray<string> | undefined => {
  try {
    const value: unknown = JSON.parse(cell)
    return Array.isArray(value) ? value.map(String) : undefined
  } catch {
    return undefined
  }
}

/** Names as nearly all lists have them. */
const plainList = /^[A-Za-z-]{1,40}(?:,[A-Za-z-]{1,40}){0,19}$/

/** `Action,Crime`, or `["Action","Crime"]`: some columns hold JSON. At most 20 items, cleaned, with commas between them. */
export const listIn = (cell: string | undefined): string | null => {
  if (isNothing(cell)) return null
  if (plainList.test(cell)) return cell
  const items = (cell.startsWith("[") ? fromJson(cell) : undefined) ?? cell.split(",")
  const cleaned = items.slice(0, listMax).flatMap((item) => cleanLine(item.replaceAll(",", " "), 40) ?? [])
  return cleaned.join(",") || null
}
