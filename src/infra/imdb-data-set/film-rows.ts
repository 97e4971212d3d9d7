/** A row of the index as a film. */
import { aliasOf } from "../../domain/identity.ts"
import type { ImdbFilm } from "../../services/imdb-titles.ts"
import { imdbIdOf } from "./title-number.ts"
import { keptKinds } from "./title-rows.ts"

type Row = Readonly<Record<string, unknown>>

export const filmColumns =
  "films.number, kind, title, original_title, year, runtime_minutes, genres, adult, key, original_key, tenths, votes"

const numberIn = (row: Row, column: string): number | undefined => {
  const value = row[column]
  return typeof value === "number" ? value : undefined
}

const textIn = (row: Row, column: string): string | undefined => {
  const value = row[column]
  return typeof value === "string" ? value : undefined
}

const ratingIn = (row: Row): ImdbFilm["rating"] => {
  const [tenths, votes] = [numberIn(row, "tenths"), numberIn(row, "votes")]
  return tenths === undefined || votes === undefined ? undefined : { average: tenths / 10, votes }
}

/** Throws when the row is none of ours. */
export const filmOf = (row: Row, asOf: number): ImdbFilm => {
  const [number, title] = [numberIn(row, "number"), textIn(row, "title")]
  const kind = keptKinds[numberIn(row, "kind") ?? -1]
  if (number === undefined || title === undefined || kind === undefined)
    throw new Error("it holds a row of another kind")
  const imdbId = imdbIdOf(number)
  return {
    ref: aliasOf("imdb", imdbId),
    imdbId,
    kind,
    title,
    originalTitle: textIn(row, "original_title") ?? title,
    year: numberIn(row, "year"),
    runtimeMinutes: numberIn(row, "runtime_minutes"),
    genres: textIn(row, "genres")?.split(",") ?? [],
    rating: ratingIn(row),
    isAdult: numberIn(row, "adult") === 1,
    asOf
  }
}
