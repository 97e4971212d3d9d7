/**
 * The movies of a library as a file for others: whole records as NDJSON or one JSON document, or a table as CSV. One movie at a
 * time, so that a million movies cost no memory. What is written can be imported again.
 */
import { Effect, Stream } from "effect"
import { aliasValue } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { Store, type StoreError } from "../../services/store.ts"

export const exportFormats = ["ndjson", "json", "csv"] as const
export type ExportFormat = (typeof exportFormats)[number]

const iso = (at: number | null): string => (at === null ? "" : new Date(at).toISOString())

const columns: ReadonlyArray<readonly [string, (movie: Movie) => string | number | null | undefined]> = [
  ["id", ({ id }) => id],
  ["title", ({ identity }) => identity.title],
  ["year", ({ identity }) => identity.year],
  ["state", ({ lifecycle }) => lifecycle.state],
  ["tmdb", ({ identity }) => aliasValue(identity.aliases, "tmdb")],
  ["imdb", ({ identity }) => aliasValue(identity.aliases, "imdb")],
  ["wikidata", ({ identity }) => aliasValue(identity.aliases, "wikidata")],
  ["pinned", ({ lifecycle }) => (lifecycle.pinned ? "yes" : "no")],
  ["viewCount", ({ statistics }) => statistics.viewCount],
  ["lastAccess", ({ statistics }) => iso(statistics.lastAccess)],
  ["popularityScore", ({ statistics }) => statistics.popularityScore],
  ["createdAt", ({ identity }) => iso(identity.createdAt)],
  ["files", ({ identity }) => identity.files.map(({ path }) => path).join(" | ")]
]

/** Quoted where CSV needs it; what a spreadsheet would take for a formula is marked as text (SAFE-4). */
export const csvCell = (value: string | number | null | undefined): string => {
  if (typeof value === "number") return String(value)
  const text = value ?? ""
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) || plain !== plain.trim() ? `"${plain.replaceAll('"', '""')}"` : plain
}

const csvLine = (movie: Movie): string => columns.map(([, value]) => csvCell(value(movie))).join(",")

/** The pieces of the file, in the order of the movies' creation. */
export const movieLines = (format: ExportFormat): Stream.Stream<string, StoreError, Store> =>
  Stream.unwrap(
    Effect.map(Store, (store) => {
      const movies = Stream.fromIterable(store.all()).pipe(
        Stream.mapEffect(({ id }) => store.movie(id)),
        // One that was forgotten in the meantime is left out.
        Stream.filter((movie) => movie !== undefined)
      )
      switch (format) {
        case "csv":
          return Stream.concat(
            Stream.make(`${columns.map(([name]) => name).join(",")}\n`),
            Stream.map(movies, (movie) => `${csvLine(movie)}\n`)
          )
        case "ndjson":
          return Stream.map(movies, (movie) => `${JSON.stringify(movie)}\n`)
        case "json":
          return Stream.make("[\n").pipe(
            Stream.concat(
              Stream.map(
                Stream.zipWithIndex(movies),
                ([movie, at]) => `${at === 0 ? "" : ",\n"}${JSON.stringify(movie)}`
              )
            ),
            Stream.concat(Stream.make("\n]\n"))
          )
      }
    })
  )
