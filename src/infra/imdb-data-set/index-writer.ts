/**
 * The index while it grows. Rows and the place up to which the sources were read are committed together, so that a build
 * that was killed goes on where it last committed. Memory: one page cache of fixed size and one filter of 16 MB.
 */
import type { StatementSync } from "node:sqlite"
import { type BuildState, decodeBuildState } from "./build-state.ts"
import type { RatingRow } from "./rating-rows.ts"
import { openDatabase } from "./sqlite.ts"
import { titleKey } from "./title-key.ts"
import type { TitleRow } from "./title-rows.ts"

const tables = `
  CREATE TABLE IF NOT EXISTS films (
    number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, title TEXT NOT NULL, original_title TEXT, year INTEGER,
    runtime_minutes INTEGER, genres TEXT, adult INTEGER NOT NULL, key INTEGER NOT NULL, original_key INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ratings (number INTEGER PRIMARY KEY, tenths INTEGER NOT NULL, votes INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS build (only INTEGER PRIMARY KEY CHECK (only = 1), state TEXT NOT NULL) STRICT;
`
const indexes = `
  CREATE INDEX IF NOT EXISTS films_by_key ON films (key);
  CREATE INDEX IF NOT EXISTS films_by_original_key ON films (original_key) WHERE original_key IS NOT NULL;
`
const cacheKibi = 16_000

/** Which numbers may be films: exact enough to spare a look for nearly all others, and never larger. */
const filterBits = 2 ** 27

export interface IndexWriter {
  /** What was committed when the file was opened. */
  readonly found: BuildState | undefined
  readonly putTitle: (row: TitleRow) => void
  /** Keeps the rating when it is one of a film that is there. */
  readonly putRating: (row: RatingRow) => void
  readonly commit: (state: BuildState) => void
  /** Makes what searching needs, and the file one that nothing else belongs to. */
  readonly finish: (state: BuildState) => void
  readonly counts: () => { readonly titles: number; readonly rated: number }
  readonly close: () => void
}

const maybeFilm = (filter: Uint8Array, number: number): boolean => {
  const bit = number % filterBits
  return (filter[bit >>> 3]! & (1 << (bit & 7))) !== 0
}

const mark = (filter: Uint8Array, number: number): void => {
  const bit = number % filterBits
  filter[bit >>> 3]! |= 1 << (bit & 7)
}

const putTitleWith = (statement: StatementSync, row: TitleRow): void => {
  const { genres, isAdult, kind, number, originalTitle, runtimeMinutes, title, year } = row
  const key = titleKey(title)
  const originalKey = originalTitle === null ? key : titleKey(originalTitle)
  const otherKey = originalKey === key ? null : originalKey
  statement.run(number, kind, title, originalTitle, year, runtimeMinutes, genres, isAdult ? 1 : 0, key, otherKey)
}

const foundIn = (row: unknown): BuildState | undefined =>
  row === undefined ? undefined : decodeBuildState((row as { readonly state: unknown }).state)

/** Opens or begins the file, for this process alone. Throws what SQLite throws. */
export const openIndexWriter = (path: string): IndexWriter => {
  const database = openDatabase(path, false)
  const run = (sql: string) => database.exec(sql)
  const prepared = () => {
    run(`PRAGMA page_size = 8192; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE;
      PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${cacheKibi}; BEGIN EXCLUSIVE; ${tables}`)
    const filter = new Uint8Array(filterBits / 8)
    for (const row of database.prepare("SELECT number FROM films").iterate()) mark(filter, Number(row["number"]))
    return { filter, found: foundIn(database.prepare("SELECT state FROM build").get()) }
  }
  try {
    const { filter, found } = prepared()
    const title = database.prepare("INSERT OR REPLACE INTO films VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    const rating = database.prepare(
      "INSERT OR REPLACE INTO ratings SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM films WHERE number = ?1)"
    )
    const note = database.prepare("INSERT OR REPLACE INTO build VALUES (1, ?)")
    const commit = (state: BuildState) => {
      note.run(JSON.stringify(state))
      run("COMMIT; BEGIN EXCLUSIVE")
    }
    const countOf = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!["n"])
    return {
      found,
      putTitle: (row) => {
        mark(filter, row.number)
        putTitleWith(title, row)
      },
      putRating: ({ averageTenths, number, votes }) => {
        if (maybeFilm(filter, number)) rating.run(number, averageTenths, votes)
      },
      commit,
      finish: (state) => {
        run(indexes)
        commit(state)
        run("COMMIT; PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = DELETE")
      },
      counts: () => ({ titles: countOf("films"), rated: countOf("ratings") }),
      close: () => database.close()
    }
  } catch (error) {
    database.close()
    throw error
  }
}
