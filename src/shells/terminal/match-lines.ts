/** Movies that need a match, and the films that they may be. Pure. */
import type { Candidate } from "../../domain/event.ts"
import { counted, shown } from "./format.ts"
import type { Paint } from "./style.ts"
import { table } from "./table.ts"

export interface MatchRow {
  readonly id: string
  readonly title: string | null
  readonly year: number | null
  readonly file: string | null
  /** Why nobody could tell; null when somebody could. */
  readonly reason: string | null
  readonly candidates: ReadonlyArray<Candidate>
}

const named = (title: string | null, year: number | null): string =>
  `${title === null ? "(no title)" : shown(title, 80)}${year === null ? "" : ` (${year})`}`

const candidateLines = (row: MatchRow): ReadonlyArray<string> =>
  table(
    row.candidates.map(({ reason, ref, score, title, year }) => [
      `    ${ref}`,
      score.toFixed(3),
      named(title, year),
      shown(reason, 120)
    ]),
    ["left", "right", "left"]
  )

const rowLines = (row: MatchRow, paint: Paint): ReadonlyArray<string> => [
  `${paint("bold", named(row.title, row.year))}  ${paint("dim", row.id)}`,
  ...(row.file === null ? [] : [`  ${shown(row.file, 200)}`]),
  ...(row.reason === null || row.reason === "" ? [] : [`  ${shown(row.reason, 300)}`]),
  ...(row.candidates.length === 0 ? ["    no candidates"] : candidateLines(row)),
  ""
]

export const matchLines = (rows: ReadonlyArray<MatchRow>, paint: Paint): ReadonlyArray<string> => {
  if (rows.length === 0) return ["No movie needs a match."]
  const many = rows.length === 1 ? [] : [`${counted(rows.length, "movie")}.`]
  return [...rows.flatMap((row) => rowLines(row, paint)), ...many, "Decide: reelstate match <id> <film>"]
}
