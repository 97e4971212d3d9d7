import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { levels } from "../../../src/domain/level.ts"
import { type Access, clairvoyantShare, LruReference } from "../../../src/lab/feed/references.ts"
import { runs } from "../../support/runs.ts"

const access: fc.Arbitrary<Access> = fc.record({
  movie: fc.constantFrom("a", "b", "c", "d", "e", "f"),
  level: fc.constant(levels[2]!),
  bytes: fc.constant(1)
})

describe("what others would have kept", () => {
  it("nobody does better with equal sizes than who knows the future, over the whole of a history", () => {
    fc.assert(
      fc.property(
        fc.array(access, { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (history, budget) => {
          // Only the second half counts: before it comes what nobody asks for again.
          const lru = new LruReference()
          const lruHits = history.filter((each) => lru.access(each, budget)).length
          const filler = history.map((each, place) => ({ ...each, movie: `filler ${place}` }))
          const optimum = clairvoyantShare([...filler, ...history], budget, 1)!
          assert.isAtLeast(optimum + 1e-9, lruHits / history.length)
        }
      ),
      { numRuns: runs() }
    )
  })

  it("LRU keeps what was asked for last, and as much as there is room for", () => {
    const lru = new LruReference()
    const asked = (movie: string) => lru.access({ movie, level: "deep", bytes: 1 }, 2)
    assert.deepStrictEqual(["a", "b", "a", "c", "b", "c", "a"].map(asked), [
      false,
      false,
      true,
      false,
      false,
      true,
      false
    ])
  })

  it("who kept less than is asked for now has not kept it", () => {
    const lru = new LruReference()
    assert.isFalse(lru.access({ movie: "a", level: "basic", bytes: 1 }, 9))
    assert.isFalse(lru.access({ movie: "a", level: "deep", bytes: 3 }, 9))
    assert.isTrue(lru.access({ movie: "a", level: "medium", bytes: 1 }, 9))
  })

  it("of few requests nothing is said", () => {
    assert.isNull(clairvoyantShare([], 10))
  })
})
