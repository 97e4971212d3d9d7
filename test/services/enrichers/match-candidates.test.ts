import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { comparableTitle } from "../../../src/domain/text.ts"
import { matchCandidates } from "../../../src/services/enrichers/match-candidates.ts"
import { runs } from "../../support/runs.ts"

const title = fc.constantFrom("Up", "UP!", "Up and Away", "Down", "Amélie", "Amelie", "?")
const year = fc.option(fc.integer({ min: 2000, max: 2004 }))
const hit = fc.record({
  title,
  originalTitle: fc.option(title, { nil: undefined }),
  year: fc.option(fc.integer({ min: 2000, max: 2004 }), { nil: undefined })
})
const hits = fc.array(hit, { maxLength: 25 }).map((list) => list.map((one, index) => ({ ...one, id: index + 1 })))

describe("matching", () => {
  it("names a winner only when it alone has the title and a year within one", () => {
    fc.assert(
      fc.property(fc.record({ title, year }), hits, (wanted, list) => {
        const { winner, candidates } = matchCandidates(wanted, list)
        const same = list.filter(
          (one) =>
            [one.title, one.originalTitle].some(
              (name) =>
                name !== undefined &&
                comparableTitle(wanted.title) !== "" &&
                comparableTitle(name) === comparableTitle(wanted.title)
            ) &&
            wanted.year !== null &&
            one.year !== undefined &&
            Math.abs(one.year - wanted.year) <= 1
        )
        assert.deepStrictEqual(winner, same.length === 1 ? same[0] : undefined)
        assert.isAtMost(candidates.length, 20)
        const scores = candidates.map(({ score }) => score)
        assert.deepStrictEqual(
          scores,
          scores.toSorted((a, b) => b - a)
        )
        assert.isTrue(scores.every((score) => score >= 0 && score <= 1))
      }),
      { numRuns: runs() }
    )
  })

  it("says in words how a candidate differs", () => {
    const { candidates } = matchCandidates({ title: "Up", year: 2009 }, [
      { id: 1, title: "Up", originalTitle: undefined, year: 2012 },
      { id: 2, title: "Down", originalTitle: undefined, year: undefined }
    ])
    assert.deepStrictEqual(
      candidates.map(({ reason }) => reason),
      ["the same title, 3 years apart", "another title, a year is not known"]
    )
  })
})
