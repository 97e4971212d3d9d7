import { describe, expect, it } from "@effect/vitest"
import fc from "fast-check"
import { editDistance, nearestKeys } from "../../../src/infra/replay/nearest-keys.ts"
import { runs } from "../../support/runs.ts"

/** The textbook edit distance, to check the quick one against. */
const plainDistance = (a: string, b: string): number => {
  const cells = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    cells.push([i])
    for (let j = 1; j <= b.length; j++) {
      const swap = cells[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      cells[i]!.push(Math.min(swap, cells[i - 1]![j]! + 1, cells[i]![j - 1]! + 1))
    }
  }
  return cells[a.length]![b.length]!
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "/"), maxLength: 14 })

describe("the nearest keys", () => {
  it("the bounded edit distance is the edit distance, up to its bound", () =>
    fc.assert(
      fc.property(word, word, fc.nat(16), (a, b, bound) => {
        expect(editDistance(a, b, bound)).toBe(Math.min(plainDistance(a, b), bound + 1))
      }),
      { numRuns: runs(500) }
    ))

  it("come best first, and no key that was left out is nearer", () =>
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 30 }), word, (keys, wanted) => {
        const sorted = keys.toSorted()
        const near = nearestKeys(sorted, wanted, 3).filter((key) => plainDistance(key, wanted) <= 12)
        const distances = near.map((key) => plainDistance(key, wanted))
        const all = sorted.map((key) => plainDistance(key, wanted)).filter((distance) => distance <= 12)
        expect(distances).toEqual(all.toSorted((a, b) => a - b).slice(0, 3))
      }),
      { numRuns: runs(200) }
    ))

  it("where nothing is near, the same path without its query is named first", () => {
    const keys = ["tmdb /movie/12", "tmdb /movie/13", "tmdb /movie/13/credits", "tmdb /movie/14"]
    expect(nearestKeys(keys, "tmdb /movie/13?append_to_response=everything,and,more", 3)[0]).toBe("tmdb /movie/13")
  })
})
