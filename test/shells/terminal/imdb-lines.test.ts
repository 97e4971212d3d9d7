import { assert, describe, it } from "vitest"
import { aliasOf } from "../../../src/domain/identity.ts"
import { filmLines, progressText } from "../../../src/shells/terminal/imdb-lines.ts"
import { plain } from "../../../src/shells/terminal/style.ts"

const told = { share: 0.5, bytesRead: 90_000_000, bytesTotal: 180_000_000, lines: 5_000_000, linesPerSecond: 812_345 }

describe("how far a build is", () => {
  it("says bytes, rows, rate and the time that is left, as far as it knows them", () => {
    const half = "titles 90.0 MB of 180.0 MB · 5,000,000 rows · 812,345 rows a second"
    assert.strictEqual(progressText({ ...told, stage: "titles", leftMs: 6_100 }), `${half}, 7 s left`)
    assert.strictEqual(progressText({ ...told, stage: "titles", leftMs: undefined }), half)
    assert.strictEqual(progressText({ ...told, stage: "indexing", leftMs: 0 }), "sorting what is searched")
  })
})

describe("a film of the data sets", () => {
  it("is told with what is known, flagged when it is for adults", () => {
    const film = {
      ref: aliasOf("imdb", "tt0000003"),
      imdbId: "tt0000003",
      kind: "tvMovie" as const,
      title: "The Cat",
      originalTitle: "Le chat",
      year: 1999,
      runtimeMinutes: undefined,
      genres: ["Drama"],
      rating: { average: 7.1, votes: 12_345 },
      isAdult: true,
      asOf: 0
    }
    assert.deepStrictEqual(filmLines(film, plain), [
      "The Cat (1999)  tt0000003",
      "  original title  Le chat",
      "  kind            tvMovie, adult",
      "  running time    unknown",
      "  genres          Drama",
      "  rating          7.1 of 10, 12,345 votes"
    ])
  })
})
