import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { foldTitle } from "../../../src/domain/naming/fold.ts"
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
  it("names a winner only when it has the title and a year within one, and nobody fits as well", () => {
    fc.assert(
      fc.property(fc.record({ title, year }), hits, (wanted, list) => {
        const { winner, candidates } = matchCandidates(wanted, list)
        const isSame = (one: (typeof list)[number]) =>
          [one.title, one.originalTitle].some(
            (name) =>
              name !== undefined && foldTitle(wanted.title) !== "" && foldTitle(name) === foldTitle(wanted.title)
          )
        const fitting = (yearsApart: number) =>
          list.filter(
            (one) =>
              isSame(one) &&
              wanted.year !== null &&
              one.year !== undefined &&
              Math.abs(one.year - wanted.year) === yearsApart
          )
        const [exact, near] = [fitting(0), fitting(1)]
        const unknownYear = list.filter((one) => isSame(one) && one.year === undefined)
        const rivals = near.length + unknownYear.length
        const expected = exact.length > 0 ? exact : rivals === 1 ? near : []
        assert.deepStrictEqual(winner, expected.length === 1 ? expected[0] : undefined)
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
