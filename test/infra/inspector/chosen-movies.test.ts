import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { chosenIn, defaultWanted, isIn, sampleOf } from "../../../src/infra/inspector/chosen-movies.ts"
import { runs } from "../../support/runs.ts"

const someIds = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 40 }).map(movieIdFrom), { maxLength: 60 })

describe("a sample of movies", () => {
  it("is the same whatever the order, and a smaller one is part of a larger one", () =>
    fc.assert(
      fc.property(someIds, fc.nat(20), fc.nat(20), (ids, count, fewer) => {
        const sample = sampleOf(ids, count)
        assert.lengthOf(sample, Math.min(count, ids.length))
        assert.deepStrictEqual(sampleOf(ids.toReversed(), count), sample)
        assert.deepStrictEqual(sampleOf(ids, Math.min(fewer, count)), sample.slice(0, Math.min(fewer, count)))
      }),
      { numRuns: runs(100) }
    ))

  it("is spread over ids that follow each other", () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => movieIdFrom(index))
    const places = sampleOf(ids, 100).map((id) => ids.indexOf(id))
    for (let tenth = 0; tenth < 10; tenth++)
      assert.isAtLeast(places.filter((place) => Math.floor(place / 1_000) === tenth).length, 3)
  })

  it("of a state holds only movies in that state, whole words of it", () => {
    assert.isTrue(isIn("deep", { deep: "resting" }))
    assert.isTrue(isIn("deep.resting", { deep: "resting" }))
    assert.isFalse(isIn("deep.rest", { deep: "resting" }))
    assert.isFalse(isIn("dee", { deep: "resting" }))
    const all = [0, 1, 2, 3].map((each) => [movieIdFrom(each), { [each % 2 ? "deep" : "basic"]: "resting" }] as const)
    const odd = [movieIdFrom(1), movieIdFrom(3)]
    assert.deepStrictEqual(
      chosenIn(() => all, { ...defaultWanted, state: "deep" }),
      odd
    )
    assert.deepStrictEqual(chosenIn(() => all, { ...defaultWanted, state: "deep", sample: 9 }).toSorted(), odd)
    assert.deepStrictEqual(
      chosenIn(() => all, { ...defaultWanted, state: "deep", moviesMax: 1 }),
      odd.slice(0, 1)
    )
    assert.isEmpty(chosenIn(() => all, defaultWanted))
  })
})
