import { assert, describe, it } from "@effect/vitest"
import { nearest } from "../../src/services/nearest.ts"

const words = ["MoviePinned", "MovieUnpinned", "MovieEdited", "VideoMoved"]

describe("the word that was probably meant", () => {
  it("is the one with the fewest letters to change, whatever the case", () => {
    assert.deepStrictEqual(nearest("moviepined", words, 1), ["MoviePinned"])
    assert.deepStrictEqual(nearest("MOVIEUNPINNED", words, 1), ["MovieUnpinned"])
    assert.deepStrictEqual(nearest("MovieUnpined", words, 2), ["MovieUnpinned", "MoviePinned"])
  })

  it("is the first of those that are equally near, so that the same mistake gets the same answer", () => {
    assert.deepStrictEqual(nearest("c", ["a", "b"], 1), ["a"])
    assert.deepStrictEqual(nearest("c", ["b", "a"], 1), ["b"])
  })

  it("is never more than there are, and none when there is none", () => {
    assert.deepStrictEqual(nearest("a", ["b"], 5), ["b"])
    assert.deepStrictEqual(nearest("a", [], 5), [])
    assert.deepStrictEqual(nearest("", ["ab", "a"], 1), ["a"])
  })

  it("looks at the beginning of a long word only", () => {
    const [almost, exactly] = [`${"x".repeat(59)}y`, "x".repeat(60)]
    assert.deepStrictEqual(nearest(`${exactly}yyyyy`, [almost, exactly], 1), [exactly])
  })
})
