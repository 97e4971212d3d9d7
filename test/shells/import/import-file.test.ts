/** Lists of other people: every row counts once, a broken one is named with its line, and a kill in the middle costs nothing. */
import { Effect, Exit } from "effect"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import type { EventInput, Hint } from "../../../src/domain/event.ts"
import { importFile, type ImportReport } from "../../../src/shells/import/import-file.ts"
import { formatOf, type ImportFormat } from "../../../src/shells/import/row-sources.ts"

interface Told {
  readonly report: ImportReport
  readonly movies: ReadonlyArray<Hint>
  readonly ids: ReadonlyArray<string | undefined>
}

const place = () => mkdtempSync(join(tmpdir(), "reelstate-import-"))

const told = async (path: string, directory = place(), again = false, format?: ImportFormat): Promise<Told> => {
  const events: Array<EventInput> = []
  const publish = (event: EventInput) => Effect.sync(() => void events.push(event))
  const options = { path, format: format ?? formatOf(path)!, directory, again, publish, onProgress: () => undefined }
  const report = await Effect.runPromise(importFile(options))
  return {
    report,
    movies: events.flatMap((event) => (event.type === "BulkImportRequested" ? event.movies : [])),
    ids: events.map(({ id }) => id)
  }
}

const written = (name: string, content: string | Buffer): string => {
  const path = join(place(), name)
  writeFileSync(path, content)
  return path
}

describe("what lists look like", () => {
  const film = { movie: "tmdb:13", title: "Forrest Gump", year: 1994, aliases: ["tmdb:13", "imdb:tt0109830"] }
  const titled = { movie: "server:title/forrest gump/1994", title: "Forrest Gump", year: 1994 }
  const cases: ReadonlyArray<readonly [string, string, string | Buffer, unknown]> = [
    [
      "columns by any of their names",
      "a.csv",
      "TMDB ID,Const,Name,Release Year\n13,tt0109830,Forrest Gump,1994\n",
      film
    ],
    [
      "a byte order mark, CRLF and semicolons",
      "b.csv",
      "\uFEFFtitle;year;tmdb;imdb\r\nForrest Gump;1994;13;tt0109830\r\n",
      film
    ],
    ["no id: the title and year are the name", "c.csv", 'Title,Year\n"Forrest Gump",1994\n', titled],
    [
      "addresses in place of ids",
      "d.csv",
      "title,year,tmdb,imdb\nForrest Gump,1994,https://www.themoviedb.org/movie/13-forrest-gump,https://www.imdb.com/title/tt0109830/\n",
      film
    ],
    [
      "IMDb's own files: tabs, \\N and quotes that are letters",
      "title.basics.tsv",
      'tconst\tprimaryTitle\tstartYear\ntt0109830\t"Forrest" Gump\t\\N\n',
      { movie: "imdb:tt0109830", title: '"Forrest" Gump' }
    ],
    ["one object a line", "e.ndjson", '{"tmdb":13,"imdb":"tt0109830","title":"Forrest Gump","year":1994}\n\n', film],
    [
      "one document",
      "f.json",
      '{"movies":[{"tmdb":13,"imdb":"tt0109830","title":"Forrest Gump","year":"1994-06-23"}]}',
      film
    ],
    [
      "movies.json of another library",
      "movies.json",
      JSON.stringify([
        {
          id: "m_0000000001",
          identity: { aliases: ["tmdb:13", "imdb:tt0109830", "file:/x"], title: "Forrest Gump", year: 1994 }
        }
      ]),
      film
    ],
    [
      "the .nfo of a media centre",
      "g.nfo",
      '<movie><title>Forrest Gump</title><year>1994</year><uniqueid type="tmdb">13</uniqueid><uniqueid type="imdb">tt0109830</uniqueid></movie>',
      film
    ],
    ["gzipped", "h.csv.gz", gzipSync("title,year,tmdb,imdb\nForrest Gump,1994,13,tt0109830\n"), film]
  ]
  it.each(cases)("%s", async (_, name, content, expected) => {
    const { movies, report } = await told(written(name, content))
    expect(movies).toEqual([expected])
    expect(report).toMatchObject({ rows: 1, movies: 1, before: 0, refusedCount: 0 })
  })
})

describe("what is wrong with a row is said with its line, and the others count", () => {
  it("a row that means no movie, a line that is no JSON, a record that is none", async () => {
    const { movies, report } = await told(
      written("bad.ndjson", '{"tmdb":1}\n{"year":1999}\n{"tmdb":\n[1]\n{"title":"\\u0000\\u202e"}\n{"tmdb":2}\n')
    )
    expect(movies.map(({ movie }) => movie)).toEqual(["tmdb:1", "tmdb:2"])
    expect(report.refused.map(({ line }) => line)).toEqual([2, 3, 4, 5])
    expect(report.refused[0]!.why).toMatch(/neither an id .* nor a title/)
  })
  it("a quote that never closes in a CSV", async () => {
    const { movies, report } = await told(written("quote.csv", 'tmdb,title\n1,Up\n2,"Broken\n'))
    expect(movies.map(({ movie }) => movie)).toContain("tmdb:1")
    expect(report.refusedCount).toBe(1)
  })
  it.each([
    ["no list in the document", "x.json", '{"a":1}', /no list of movies/],
    ["no document", "y.json", "{", /no JSON document/],
    ["a series", "z.nfo", "<tvshow><title>X</title></tvshow>", /series/]
  ])("%s", async (_, name, content, why) => {
    const { movies, report } = await told(written(name, content))
    expect(movies).toEqual([])
    expect(report.refused[0]!.why).toMatch(why)
  })
  it("a gzip that ends in the middle fails with its reason, and what came before counts", async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${at + 1},Film ${at * 7919}`).join("\n")
    const cut = gzipSync(`tmdb,title\n${rows}\n`)
    const path = written("cut.csv.gz", cut.subarray(0, cut.length / 2))
    await expect(told(path)).rejects.toThrow(/unexpected end of file/)
  })
})

describe("an import that was killed goes on where it stopped", () => {
  const rows = Array.from({ length: 2_300 }, (_, at) => `${at + 1},Film ${at + 1}`).join("\n")

  it.each([1, 2, 3, 5])("after %i events: every row once, in order", async (count) => {
    const path = written("long.csv", `tmdb,title\n${rows}\n`)
    const directory = place()
    const first: Array<EventInput> = []
    const dying = importFile({
      path,
      format: "csv",
      directory,
      again: false,
      publish: (event) => (first.length === count ? Effect.fail("killed") : Effect.sync(() => void first.push(event))),
      onProgress: () => undefined
    })
    expect(Exit.isFailure(await Effect.runPromiseExit(dying))).toBe(count < 5)
    const rest = await told(path, directory)
    const before = first.flatMap((event) => (event.type === "BulkImportRequested" ? event.movies : []))
    expect([...before, ...rest.movies].map(({ movie }) => movie)).toEqual(
      Array.from({ length: 2_300 }, (_, at) => `tmdb:${at + 1}`)
    )
    expect(rest.report).toMatchObject({ rows: 2_300, before: before.length, movies: 2_300 - before.length })
    expect(new Set([...first.map(({ id }) => id), ...rest.ids]).size).toBe(5)
  })

  it("killed between the event and the note, the event comes again under the same id, which the bus knows", async () => {
    const path = written("long.csv", `tmdb,title\n${rows}\n`)
    const one = await told(path)
    const other = await told(path)
    expect(one.ids).toEqual(other.ids)
    expect(one.ids).toHaveLength(5)
  })

  it("a whole file imported again does nothing, unless it is to begin anew", async () => {
    const path = written("long.csv", `tmdb,title\n${rows}\n`)
    const directory = place()
    const one = await told(path, directory)
    expect((await told(path, directory)).report).toMatchObject({ movies: 0, before: 2_300 })
    const again = await told(path, directory, true)
    expect(again.report.movies).toBe(2_300)
    expect(again.ids).not.toEqual(one.ids)
  })
})
