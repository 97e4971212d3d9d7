import { assert, describe, it } from "@effect/vitest"
import { filmFrom } from "../../../src/shells/cli/match.ts"
import { matchLines } from "../../../src/shells/terminal/match-lines.ts"

describe("reelstate match", () => {
  it("knows the names of films, and none; a title names no film", () => {
    assert.deepStrictEqual(["tmdb:13", "imdb:tt0109830", "none", "Up", "file:/a.mkv", "tmdb:x"].map(filmFrom), [
      "tmdb:13",
      "imdb:tt0109830",
      null,
      undefined,
      undefined,
      undefined
    ])
  })

  it("lists what nobody could tell, with why, candidates and scores; and says when there is nothing", () => {
    const plain = (_: unknown, text: string) => text
    const candidate = { ref: "tmdb:1", title: "Up\u202e", year: 2009, score: 0.85, reason: "the same title" }
    const row = {
      id: "m_1",
      title: "Up",
      year: null,
      file: "/up.mkv",
      reason: "two films fit",
      candidates: [candidate]
    }
    assert.deepStrictEqual(matchLines([row], plain), [
      "Up  m_1",
      "  /up.mkv",
      "  two films fit",
      "    tmdb:1  0.850  Up (2009)  the same title",
      "",
      "Decide: reelstate match <id> <film>"
    ])
    assert.deepStrictEqual(matchLines([], plain), ["No movie needs a match."])
  })
})
