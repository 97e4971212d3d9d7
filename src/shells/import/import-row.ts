/** One row of somebody's list, and the movie it means: columns go by the names that lists in the wild give them. */
import { Result } from "effect"
import type { Hint } from "../../domain/event.ts"
import { type Alias, aliasOf } from "../../domain/identity.ts"
import { cleanLine, comparableTitle } from "../../domain/text.ts"

export interface ImportRow {
  /** Counted from 1, as an editor shows it. */
  readonly line: number
  readonly values: Readonly<Record<string, unknown>>
}

/** A row that could not be used, and why. */
export interface RowRefused {
  readonly line: number
  readonly why: string
}

/** The names of a column, folded: lower case, letters and digits only. The first that has a value counts. */
const columns = {
  title: ["title", "primarytitle", "name", "movie", "film", "movietitle", "filmtitle"],
  originalTitle: ["originaltitle"],
  year: ["year", "releaseyear", "startyear", "yearofrelease", "premiered", "releasedate"],
  tmdb: ["tmdb", "tmdbid", "themoviedb", "themoviedbid", "tmdburl"],
  imdb: ["imdb", "imdbid", "tconst", "const", "imdburl", "id"],
  wikidata: ["wikidata", "wikidataid", "qid"],
  aliases: ["aliases"]
} as const

export const foldedName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

type Folded = ReadonlyMap<string, unknown>

/** A movie of `movies.json` or of an export has who it is one step down. */
const flat = (values: ImportRow["values"]): ImportRow["values"] => {
  const { identity } = values
  return typeof identity === "object" && identity !== null ? { ...identity } : values
}

const folded = (values: ImportRow["values"]): Folded =>
  new Map(Object.entries(flat(values)).map(([name, value]) => [foldedName(name), value]))

/** `\N` is how IMDb writes nothing. */
const textOf = (value: unknown): string | undefined => {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : ""
  return text === "" || text === "\\N" ? undefined : text
}

const first = (row: Folded, names: ReadonlyArray<string>): string | undefined => {
  for (const name of names) {
    const text = textOf(row.get(name))
    if (text !== undefined) return text
  }
  return undefined
}

const found = (text: string | undefined, pattern: RegExp): string | undefined => pattern.exec(text ?? "")?.[1]

const ofAuthority = (authority: "tmdb" | "imdb" | "wikidata", value: string | undefined): ReadonlyArray<Alias> =>
  value === undefined ? [] : [aliasOf(authority, value)]

/** Not of a file: where one lies is another library's business. */
const statedAlias = /^(?:tmdb:\d{1,10}|imdb:tt\d{5,10}|wikidata:Q\d{1,12}|server:[^\0]{1,4000})$/

/** Ids stand alone or in an address, such as `https://www.imdb.com/title/tt0109830/`. */
const aliasesOf = (row: Folded): ReadonlyArray<Alias> => {
  const stated = row.get("aliases")
  return [
    ...ofAuthority("tmdb", found(first(row, columns.tmdb), /^(?:.*\/movie\/)?0*([1-9]\d{0,8})\b/)),
    ...ofAuthority("imdb", found(first(row, columns.imdb), /\b(tt\d{7,9})\b/)),
    ...ofAuthority("wikidata", found(first(row, columns.wikidata), /\b(Q[1-9]\d{0,9})\b/)),
    ...(Array.isArray(stated) ? stated.filter((each) => typeof each === "string" && statedAlias.test(each)) : [])
  ] as ReadonlyArray<Alias>
}

const yearOf = (row: Folded): number | undefined => {
  const year = Number(found(first(row, columns.year), /^((?:18[7-9]|19\d|20\d|21\d)\d)(?:$|[^\d])/))
  return year > 0 ? year : undefined
}

/** Who has no id yet goes by the title and year, so that two lists which name the same film mean the same movie. */
const titleAlias = (title: string, year: number | undefined): Alias =>
  aliasOf("server", `title/${comparableTitle(title) || title}${year === undefined ? "" : `/${year}`}`)

const whyNone = 'it has neither an id (columns "tmdb", "imdb", "wikidata") nor a title (column "title")'

/** The movie that a row means, or why it means none. Pure. */
export const hintOfRow = ({ line, values }: ImportRow): Result.Result<Hint, RowRefused> => {
  const row = folded(values)
  const aliases = [...new Set(aliasesOf(row))]
  const written = first(row, columns.title) ?? first(row, columns.originalTitle)
  // An export marks as text what a spreadsheet would take for a formula.
  const title = written === undefined ? undefined : cleanLine(written.replace(/^'(?=[=+\-@])/, ""), 300)
  const year = yearOf(row)
  const [movie] = aliases.length > 0 || title === undefined ? aliases : [titleAlias(title, year)]
  if (movie === undefined) return Result.fail({ line, why: whyNone })
  return Result.succeed({
    movie,
    ...(title === undefined ? {} : { title }),
    ...(year === undefined ? {} : { year }),
    ...(aliases.length > 1 ? { aliases } : {})
  })
}
