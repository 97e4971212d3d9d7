/** What is exported can be imported again, and means the same movies. */
import { Effect, Stream } from "effect"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import type { EventInput, Hint } from "../../../src/domain/event.ts"
import { createLibrary } from "../../../src/shells/embedding/create-library.ts"
import { csvCell, type ExportFormat, exportFormats, movieLines } from "../../../src/shells/export/movie-lines.ts"
import { importFile } from "../../../src/shells/import/import-file.ts"

const place = () => mkdtempSync(join(tmpdir(), "reelstate-export-"))

const films: ReadonlyArray<Hint> = [
  { movie: "tmdb:13", title: "Forrest Gump", year: 1994, aliases: ["tmdb:13", "imdb:tt0109830"] },
  { movie: "tmdb:2", title: 'He said, "no";\tand left', year: 2001 },
  { movie: "tmdb:3", title: "=cmd|' /C calc'!A0", year: 2002 },
  { movie: "tmdb:4", title: "Жизнь прекрасна 人生" },
  { movie: "server:title/untold/1999", title: "Untold", year: 1999 }
]

const exported = async (format: ExportFormat): Promise<string> => {
  await using library = await createLibrary({ directory: place() })
  await library.publish({ type: "BulkImportRequested", movies: films })
  for await (const { event } of library.events({ after: 0, types: ["MovieCreated"] })) {
    if (event.type === "MovieCreated" && event.title === "Untold") break
  }
  const pieces = movieLines(format).pipe(Stream.runCollect, Effect.provideContext(library.context))
  return (await Effect.runPromise(pieces)).join("")
}

it.each(exportFormats)("as %s: the same ids, titles and years", async (format) => {
  const text = await exported(format)
  expect(format !== "json" || Array.isArray(JSON.parse(text))).toBe(true)
  const path = join(place(), `movies.${format}`)
  writeFileSync(path, text)
  const hints: Array<Hint> = []
  const publish = (event: EventInput) =>
    Effect.sync(() => void (event.type === "BulkImportRequested" && hints.push(...event.movies)))
  const options = { path, format, directory: place(), again: false, publish, onProgress: () => undefined }
  const report = await Effect.runPromise(importFile(options))
  expect(report).toMatchObject({ rows: films.length, refusedCount: 0 })
  expect(hints.map(({ movie }) => movie)).toEqual(films.map(({ movie }) => movie))
  expect(hints.map(({ year }) => year)).toEqual(films.map(({ year }) => year))
  expect(hints.map(({ title }) => title)).toEqual(films.map(({ title }) => title?.replace("\t", " ")))
})

it("SAFE-4: a cell that a spreadsheet would run is text, and every quote is doubled", () => {
  expect(["=1+1", "+1", "-1", "@x"].map(csvCell)).toEqual(["'=1+1", "'+1", "'-1", "'@x"])
  expect(csvCell('a,"b"\n')).toBe('"a,""b""\n"')
  expect(csvCell(-1)).toBe("-1")
  expect(csvCell(null)).toBe("")
})
