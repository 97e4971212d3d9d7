import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { lineBytesMax, lineSplitter } from "../../../src/infra/imdb-data-set/line-splitter.ts"
import { ratingRows } from "../../../src/infra/imdb-data-set/rating-rows.ts"
import {
  HeaderUnusable,
  nothingRead,
  type ReadState,
  tableReader
} from "../../../src/infra/imdb-data-set/table-reader.ts"
import { type TitleRow, titleRows } from "../../../src/infra/imdb-data-set/title-rows.ts"
import { runs } from "../../support/runs.ts"
import { basics, basicsHeader, movieRow } from "./data-set-world.ts"

const readTitles = (chunks: ReadonlyArray<Buffer>, from: ReadState = nothingRead) => {
  const rows: Array<TitleRow> = []
  const reader = tableReader(titleRows, (row) => rows.push(row), from)
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return { rows, state: reader.state() }
}
const titlesOf = (text: string) => readTitles([Buffer.from(text)])

/** Rows as they come, and as they should not come. */
const anyRow = fc.oneof(
  fc.tuple(fc.nat(9_999_999), fc.string({ unit: "binary" })).map(([number, title]) => movieRow(number, title)),
  fc.constantFrom(
    movieRow(7, 'Ein "Satz"'),
    movieRow(8, "猫の恋"),
    `\ufeff${movieRow(9, "Marked")}`,
    `${movieRow(10, "Windows")}\r`,
    "tt0000011\ttvEpisode\tEpisode #1.1\tEpisode #1.1\t0\t1999\t\\N\t\\N\t\\N",
    movieRow(12, "x".repeat(200)),
    "tt0000013\tmovie\tToo few",
    "",
    "\r",
    basicsHeader
  )
)
const anyTable = fc
  .tuple(fc.constantFrom("", "\ufeff"), fc.array(anyRow, { maxLength: 12 }), fc.constantFrom("", "\n", "\r\n"))
  .map(([mark, rows, end]) => Buffer.from(mark + [basicsHeader, ...rows].join("\n") + end))
const cutAt = (bytes: Buffer, places: ReadonlyArray<number>): ReadonlyArray<Buffer> => {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return sorted.slice(1).map((end, at) => bytes.subarray(sorted[at], end))
}
const places = fc.array(fc.nat(5_000), { maxLength: 40 })

describe("the rows of title.basics", () => {
  it("are kept when they are films in one file, with what their cells say", () => {
    const { rows, state } = titlesOf(
      basics(
        "tt0133093\tmovie\tThe Matrix\tThe Matrix\t0\t1999\t\\N\t136\tAction,Sci-Fi",
        "tt0000002\ttvEpisode\tEpisode #1.1\tEpisode #1.1\t0\t1999\t\\N\t\\N\t\\N",
        'tt0000003\ttvMovie\tJack "the" Cat\tLe chat\t1\t\\N\t\\N\t\\N\t["Drama","Film-Noir"]',
        "tt0000004\tshort\tBrief\tBrief\t0\t1999\t\\N\t3\tShort",
        "tt12345678\tvideo\tWide\t\\N\t0\t2020\t\\N\t90\t\\N"
      )
    )
    const matrix: TitleRow = {
      number: 133_093,
      kind: 0,
      title: "The Matrix",
      originalTitle: null,
      year: 1999,
      runtimeMinutes: 136,
      genres: "Action,Sci-Fi",
      isAdult: false
    }
    const unknown = { year: null, runtimeMinutes: null, isAdult: true }
    const cat = { number: 3, kind: 1, title: 'Jack "the" Cat', originalTitle: "Le chat", genres: "Drama,Film-Noir" }
    const wide = { number: 12_345_678, kind: 2, title: "Wide", year: 2020, runtimeMinutes: 90, genres: null }
    assert.deepStrictEqual(rows, [matrix, { ...cat, ...unknown }, { ...matrix, ...wide }])
    assert.deepInclude(state, { lines: 6, kept: 3, broken: 0, flawedCells: 0 })
  })

  it("are read by the header row, whatever the order of the columns, and without those that are not there", () => {
    const text =
      "\ufeffstartYear\tgossip\tprimaryTitle\ttitleType\ttconst\r\n1999\tyes\tThe Matrix\tmovie\ttt0133093\r\n"
    const { rows } = titlesOf(text)
    assert.deepStrictEqual(
      rows.map(({ genres, number, title, year }) => ({ genres, number, title, year })),
      [{ genres: null, number: 133_093, title: "The Matrix", year: 1999 }]
    )
    assert.throws(() => titlesOf("tconst\tprimaryTitle\n"), HeaderUnusable, "no column titleType")
  })

  it("that make no sense are counted with their line numbers, and end nothing", () => {
    const { rows, state } = titlesOf(
      basics(
        movieRow(1, "First"),
        "tt0000002\tmovie\tToo few",
        "nm0000003\tmovie\tA person\tA person\t0\t1999\t\\N\t1\tDrama",
        "tt0000004",
        "",
        "tt0000005\tmovie\t\\N\t\\N\t0\t1999\t\\N\t1\tDrama",
        `tt0000006\tmovie\t${"x".repeat(lineBytesMax)}`,
        "tt0000007\tmovie\tOdd\tOdd\t2019\tsoon\t\\N\t-1\tDrama",
        movieRow(8, "Last")
      )
    )
    assert.deepStrictEqual(
      rows.map(({ title }) => title),
      ["First", "Odd", "Last"]
    )
    assert.deepStrictEqual(
      state.brokenLines.map(({ line, reason }) => `${line} ${reason}`),
      [
        "3 it has another number of cells than the header row",
        "4 its id is none",
        "5 it has no type",
        "6 it has no type",
        "7 it has no title",
        "8 it is longer than 65,536 bytes"
      ]
    )
    assert.deepInclude(state, { broken: 6, flawedCells: 3, kept: 3, lines: 10 })
  })

  it("hold no text that a terminal would obey (SAFE-4)", () => {
    const { rows } = titlesOf(basics(movieRow(1, "A\u001b[31m \u202eB\0C")))
    assert.deepStrictEqual(
      rows.map(({ title }) => title),
      ["A[31m BC"]
    )
  })

  it("are the same however the bytes are cut into chunks", () => {
    fc.assert(
      fc.property(anyTable, places, (bytes, cuts) => {
        assert.deepStrictEqual(readTitles(cutAt(bytes, cuts)), readTitles([bytes]))
      }),
      { numRuns: runs() }
    )
  })

  it("are the same when reading goes on elsewhere from any state", () => {
    fc.assert(
      fc.property(anyTable, places, fc.nat(40), (bytes, cuts, until) => {
        const rows: Array<TitleRow> = []
        const reader = tableReader(titleRows, (row) => rows.push(row), nothingRead)
        for (const chunk of cutAt(bytes, cuts).slice(0, until)) reader.push(chunk)
        const left = JSON.parse(JSON.stringify(reader.state())) as ReadState
        const rest = readTitles([bytes.subarray(left.offset)], left)
        const whole = readTitles([bytes])
        assert.deepStrictEqual([...rows, ...rest.rows], whole.rows)
        assert.deepStrictEqual(rest.state, whole.state)
      }),
      { numRuns: runs() }
    )
  })
})

describe("the rows of title.ratings", () => {
  it("are an average in tenths and votes", () => {
    const rows: Array<unknown> = []
    const reader = tableReader(ratingRows, (row) => rows.push(row), nothingRead)
    const table =
      "numVotes\ttconst\taverageRating\n2000000\ttt0133093\t8.7\n5\ttt0000002\t10\n5\ttt0000003\t11\nx\ttt4\t1\n"
    reader.push(Buffer.from(table))
    reader.end()
    assert.deepStrictEqual(rows, [
      { number: 133_093, averageTenths: 87, votes: 2_000_000 },
      { number: 2, averageTenths: 100, votes: 5 }
    ])
    assert.deepStrictEqual(
      reader.state().brokenLines.map(({ line }) => line),
      [4, 5]
    )
  })
})

describe("a line without end", () => {
  it("is reported once and never held (RUN-1)", () => {
    let tooLong = 0
    const lines: Array<string> = []
    const splitter = lineSplitter(
      (bytes, start, end) => lines.push(bytes.toString("utf8", start, end)),
      () => void (tooLong += 1)
    )
    const chunk = Buffer.alloc(2 ** 20, "x")
    const before = process.memoryUsage().arrayBuffers
    for (let times = 0; times < 64; times++) splitter.push(chunk)
    assert.isBelow(process.memoryUsage().arrayBuffers - before, 2 ** 21)
    splitter.push(Buffer.from("\nnext\n"))
    assert.deepStrictEqual([tooLong, lines, splitter.offset()], [1, ["next"], 64 * 2 ** 20 + 6])
  })
})
