import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import {
  boundMakers,
  type PolicyName,
  policyMakers,
  policyNames
} from "../../../../src/services/housekeeping/policies/all-policies.ts"
import { type Future, nextUsesOf } from "../../../../src/services/housekeeping/policies/clairvoyant.ts"
import { dayMs } from "../../../../src/domain/time.ts"
import { runs } from "../../../support/runs.ts"
import { naive } from "./naive.ts"
import { play, setupOf } from "./play.ts"

const keys = 14
const numRuns = runs()

/** Uses of a few movies, some of them much more often than others, over months. */
const uses = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 2, arbitrary: fc.nat(keys - 1) }), {
  minLength: 1,
  maxLength: 160
})
const sizes = fc.record({
  bytes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: keys, maxLength: keys }),
  costMs: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: keys, maxLength: keys })
})
const capacity = fc.integer({ min: 2, max: 24 })
const timesOf = (count: number) => Array.from({ length: count }, (_, index) => index * 5 * dayMs)

describe.each(Object.keys(naive) as ReadonlyArray<keyof typeof naive>)("%s", (name) => {
  it("does what its naive model does, use by use, with any sizes and costs", () => {
    fc.assert(
      fc.property(uses, sizes, capacity, (played, unequal, capacityBytes) => {
        const setup = setupOf(keys, capacityBytes, unequal)
        assert.deepStrictEqual(play(policyMakers[name](setup), setup, played), play(naive[name](setup), setup, played))
      }),
      { numRuns }
    )
  })
})

describe("every policy", () => {
  it("holds no more than the budget, and what it says it holds; the same uses give the same", () => {
    fc.assert(
      fc.property(fc.constantFrom(...policyNames), uses, sizes, capacity, (name, played, unequal, capacityBytes) => {
        const setup = setupOf(keys, capacityBytes, unequal)
        const times = timesOf(played.length)
        const once = play(policyMakers[name](setup), setup, played, { times })
        assert.isAtMost(once.heldBytesMost, capacityBytes)
        assert.deepStrictEqual(play(policyMakers[name](setup), setup, played, { times }), once)
      }),
      { numRuns: 3 * numRuns }
    )
  })

  it("misses at least as often as the clairvoyant, when movies are equal", () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: keys }), (played, capacityBytes) => {
        const setup = setupOf(keys, capacityBytes)
        const future: Future = { at: 0, nextUses: nextUsesOf(Int32Array.from(played), keys) }
        const best = play(boundMakers.clairvoyant(setup, future), setup, played, { future }).misses
        const others = policyNames.map((name): [PolicyName, number] => [
          name,
          play(policyMakers[name](setup), setup, played, { times: timesOf(played.length) }).misses
        ])
        for (const [name, misses] of others) assert.isAtMost(best, misses, name)
        assert.isAtLeast(best, new Set(played).size)
      }),
      { numRuns }
    )
  })
})
