import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { foldTitle } from "../../../src/domain/naming/fold.ts"
import { runs } from "../../support/runs.ts"

describe("a folded title", () => {
  it("does not change when folded again, nor with its case", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (title) => {
        const folded = foldTitle(title)
        assert.strictEqual(foldTitle(folded), folded)
      }),
      { numRuns: runs() }
    )
    assert.strictEqual(foldTitle("AMÉLIE"), foldTitle("amélie"))
  })

  it("loses accents of letters and keeps what is another letter", () => {
    assert.strictEqual(foldTitle("Léon: Der Profi"), "leon der profi")
    assert.strictEqual(foldTitle("Ødipus & Łódź"), "odipus and lodz")
    assert.notStrictEqual(foldTitle("ばら"), foldTitle("はら"))
    assert.notStrictEqual(foldTitle("शोले"), foldTitle("शल"))
  })
})
