/** The finished index, for reading: one open file, no rows in memory. A newer one that is built meanwhile serves from the next opening on. */
import { Effect, Layer, type Scope } from "effect"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { type ImdbFilm, ImdbTitles, ImdbTitlesUnreadable } from "../../services/imdb-titles.ts"
import { indexName } from "./build-imdb-index.ts"
import { type BuildState, currentRules, decodeBuildState } from "./build-state.ts"
import { filmColumns, filmOf } from "./film-rows.ts"
import { type Database, openDatabase } from "./sqlite.ts"
import { spellingOf, titleKey } from "./title-key.ts"
import { titleNumber } from "./title-number.ts"

export interface ImdbIndex extends ImdbTitles {
  readonly path: string
  readonly build: BuildState
  readonly counts: Effect.Effect<{ readonly titles: number; readonly rated: number }, ImdbTitlesUnreadable>
}

const candidatesMax = 20
const cacheKibi = 4_000

const joined = `SELECT ${filmColumns} FROM films LEFT JOIN ratings USING (number)`
// Two look-ups, so that SQLite uses one index for each.
const byTitle = `${joined} WHERE films.number IN (
    SELECT number FROM films WHERE key = ?1 UNION SELECT number FROM films WHERE original_key = ?1
  ) ORDER BY adult, CASE WHEN ?2 IS NULL THEN 0 ELSE coalesce(abs(year - ?2), 1000) END, coalesce(votes, 0) DESC, films.number
  LIMIT ?3`

/** Throws when it is not an index, or not one of these rules. */
const opened = (path: string) => {
  const database = openDatabase(path, true)
  try {
    database.exec(`PRAGMA cache_size = -${cacheKibi}`)
    const build = decodeBuildState(database.prepare("SELECT state FROM build").get()?.["state"])
    if (build.rules !== currentRules) throw new Error("it was built by another version")
    return { database, build }
  } catch (error) {
    database.close()
    throw error
  }
}

const indexOver = (path: string, database: Database, build: BuildState): ImdbIndex => {
  const one = database.prepare(`${joined} WHERE films.number = ?`)
  const called = database.prepare(byTitle)
  const asOf = build.titles?.asOf ?? 0
  const reading = <A>(work: () => A): Effect.Effect<A, ImdbTitlesUnreadable> =>
    Effect.try({
      try: work,
      catch: (error) =>
        new ImdbTitlesUnreadable({ path, detail: error instanceof Error ? error.message : String(error) })
    })
  const isCalled = (film: ImdbFilm, spelling: string) =>
    spellingOf(film.title) === spelling || spellingOf(film.originalTitle) === spelling
  const countOf = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"])
  return {
    path,
    build,
    lookup: (imdbId) =>
      reading(() => {
        const number = titleNumber(imdbId)
        const row = number === undefined ? undefined : one.get(number)
        return row === undefined ? undefined : filmOf(row, asOf)
      }),
    search: (title, year) =>
      reading(() => {
        const films = called.all(titleKey(title), year ?? null, candidatesMax).map((row) => filmOf(row, asOf))
        const spelling = spellingOf(title)
        // Two spellings may share a key.
        return films.filter((film) => isCalled(film, spelling))
      }),
    counts: reading(() => ({ titles: countOf("films"), rated: countOf("ratings") }))
  }
}

/** The index of a directory, or undefined when it has none. Fails when it has one that cannot be read. */
export const openImdbIndex = (
  directory: string
): Effect.Effect<ImdbIndex | undefined, ImdbTitlesUnreadable, Scope.Scope> => {
  const path = join(directory, indexName)
  const open = Effect.try({
    try: () => (existsSync(path) ? opened(path) : undefined),
    catch: (error) => new ImdbTitlesUnreadable({ path, detail: error instanceof Error ? error.message : String(error) })
  })
  return Effect.map(
    Effect.acquireRelease(open, (index) => Effect.sync(() => index?.database.close())),
    (index) => (index === undefined ? undefined : indexOver(path, index.database, index.build))
  )
}

/** Where the index of a library is, when nobody says otherwise. */
export const imdbDirectory = (library: string): string => join(library, "imdb")

/** The titles of a directory's index. Without one, or with one that cannot be read, a library opens all the same: then nothing is here. */
export const imdbTitlesLayer = (directory: string): Layer.Layer<never> =>
  Layer.unwrap(
    openImdbIndex(directory).pipe(
      Effect.catch((unreadable) => Effect.as(Effect.logWarning(unreadable.message), undefined)),
      Effect.map((index) => (index === undefined ? Layer.empty : Layer.succeed(ImdbTitles, index)))
    )
  )
