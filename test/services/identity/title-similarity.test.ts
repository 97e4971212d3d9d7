import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { titleSimilarity } from "../../../src/services/identity/title-similarity.ts"
import { runs } from "../../support/runs.ts"

const word = fc.constantFrom(
  "the",
  "matrix",
  "Matrix",
  "II",
  "2",
  "amélie",
  "千と千尋",
  "Брат",
  "of",
  "3",
  "rocky",
  "!",
  "я"
)
const title = fc.oneof(
  fc.array(word, { maxLength: 5 }).map((words) => words.join(" ")),
  fc.string({ unit: "grapheme", maxLength: 30 })
)

describe("the likeness of titles", () => {
  it("is the same in both orders, and from 0 to 1", () => {
    fc.assert(
      fc.property(title, title, (a, b) => {
        const likeness = titleSimilarity(a, b)
        assert.strictEqual(likeness, titleSimilarity(b, a))
        assert.isTrue(likeness >= 0 && likeness <= 1)
      }),
      { numRuns: runs() }
    )
  })

  it("is 1 for a title and itself, whatever its case", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const text = words.join(" ")
        if (/^[! ]*$/.test(text)) return
        assert.strictEqual(titleSimilarity(text, text.toUpperCase()), 1)
      }),
      { numRuns: runs() }
    )
  })

  it("knows one title in its spellings", () => {
    for (const [a, b] of [
      ["Spider-Man", "Spiderman"],
      ["The Matrix", "Matrix"],
      ["Rocky IV", "Rocky 4"],
      ["Léon", "LEON"],
      ["Das weiße Band", "Das weisse Band"],
      ["Ødipus", "Odipus"],
      ["Tom & Jerry", "Tom and Jerry"],
      ["Ёлки", "Елки"]
    ] as const) {
      assert.isAtLeast(titleSimilarity(a, b), 0.98, `${a} / ${b}`)
    }
  })

  it("keeps apart what differs in its number, its letters or its words", () => {
    for (const [a, b] of [
      ["Rocky II", "Rocky III"],
      ["Toy Story 2", "Toy Story 3"],
      ["Frozen", "Frozen II"],
      ["ばら", "はら"],
      ["Alien", "Aliens"],
      ["Up", "Down"]
    ] as const) {
      assert.isBelow(titleSimilarity(a, b), 0.9, `${a} / ${b}`)
    }
  })

  it("bears a slip of the pen", () => {
    assert.isAtLeast(titleSimilarity("Forest Gump", "Forrest Gump"), 0.9)
    assert.isAtLeast(titleSimilarity("千と千尋の神隠", "千と千尋の神隠し"), 0.9)
  })
})
