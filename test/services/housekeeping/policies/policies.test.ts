import { assert, describe, it } from "@effect/vitest"
import { Age } from "../../../../src/services/housekeeping/policies/age.ts"
import { Clairvoyant, neverAgain, nextUsesOf } from "../../../../src/services/housekeeping/policies/clairvoyant.ts"
import { DoNothing } from "../../../../src/services/housekeeping/policies/do-nothing.ts"
import { FadingCounts } from "../../../../src/services/housekeeping/policies/fading-counts.ts"
import { FadingScores } from "../../../../src/services/housekeeping/policies/fading-scores.ts"
import { Founding } from "../../../../src/services/housekeeping/policies/founding.ts"
import { Gdsf } from "../../../../src/services/housekeeping/policies/gdsf.ts"
import { hitDensities } from "../../../../src/services/housekeeping/policies/hit-density.ts"
import { Lfu } from "../../../../src/services/housekeeping/policies/lfu.ts"
import { Lhd } from "../../../../src/services/housekeeping/policies/lhd.ts"
import { Lru } from "../../../../src/services/housekeeping/policies/lru.ts"
import type { Policy, PolicySetup } from "../../../../src/services/housekeeping/policies/policy.ts"
import { S3Fifo } from "../../../../src/services/housekeeping/policies/s3-fifo.ts"
import { Sieve } from "../../../../src/services/housekeeping/policies/sieve.ts"
import { ValuePerByte } from "../../../../src/services/housekeeping/policies/value-per-byte.ts"
import { WTinyLfu } from "../../../../src/services/housekeeping/policies/w-tiny-lfu.ts"
import { play, setupOf, type Sizes } from "./play.ts"

/** The reference string of every textbook on paging, three frames: 12 misses by LRU, 9 by Belady's optimum. */
const textbook = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1]

const played = (
  make: (setup: PolicySetup) => Policy,
  capacity: number,
  uses: ReadonlyArray<number>,
  sizes: Sizes & { readonly times?: ReadonlyArray<number> } = {}
) => {
  const setup = setupOf(Math.max(...uses) + 1, capacity, sizes)
  return play(make(setup), setup, uses, sizes.times === undefined ? {} : { times: sizes.times })
}

describe("policies on small traces", () => {
  it("LRU misses 12 times on the textbook's reference string", () => {
    assert.strictEqual(played((setup) => new Lru(setup), 3, textbook).misses, 12)
  })

  it("the clairvoyant misses 8 times there, one less than Belady's optimum: it may refuse a newcomer", () => {
    const setup = setupOf(8, 3)
    const future = { at: 0, nextUses: nextUsesOf(Int32Array.from(textbook), 8) }
    assert.deepStrictEqual(Array.from(future.nextUses.subarray(0, 4)), [17, 4, 13, 8])
    assert.strictEqual(future.nextUses[19], neverAgain)
    const { hits, misses } = play(new Clairvoyant(setup, future), setup, textbook, { future })
    // 4, and 7 at its second use, never come again and are not taken in: 2 stays for a hit that the 9 misses do not have.
    assert.strictEqual(hits, "00001010111110111011")
    assert.strictEqual(misses, 8)
  })

  it("age lets go after the time, used or not by others, and the oldest when room is short", () => {
    const make = (setup: PolicySetup) => new Age(setup, 10)
    assert.strictEqual(played(make, 9, [0, 1, 0, 0, 1], { times: [0, 1, 9, 19, 20] }).hits, "00100")
    assert.strictEqual(played(make, 2, [0, 1, 0, 2, 1]).hits, "00100")
  })

  it("LFU lets the least used go, of equals the least recent, and a newcomer starts at one", () => {
    const { held, hits } = played((setup) => new Lfu(setup), 2, [0, 0, 1, 2, 0, 1, 2])
    assert.deepStrictEqual([hits, held], ["0100100", [0, 2]])
  })

  it("GDSF weighs uses, cost and bytes, and its clock fades old fame", () => {
    // Priorities: 0 has 1 * 4 / 2 = 2, 1 has 1 * 1 / 1 = 1; 2 takes the room of 1, so the clock is 1 and 2 has 1 + 1 = 2.
    const sizes = { bytes: [2, 1, 1, 1], costMs: [4, 1, 1, 5] }
    const make = (setup: PolicySetup) => new Gdsf(setup)
    assert.deepStrictEqual(played(make, 3, [0, 1, 2], sizes).held, [0, 2])
    // 3 has 1 + 5 = 6. Of 0 and 2, both 2, the lower key goes, and its two bytes are room enough.
    assert.deepStrictEqual(played(make, 3, [0, 1, 2, 3], sizes).held, [2, 3])
    // Once used twice, 0 has 4 and stays.
    assert.deepStrictEqual(played(make, 3, [0, 1, 0, 2, 3], sizes).held, [0, 3])
  })

  it("SIEVE's hand goes from the oldest on, spares who was used, and takes the next", () => {
    // 0, 1 and 6 were used again, so the hand spares 0 and 1, and 7 takes the room of 2.
    const uses = [0, 1, 2, 3, 4, 5, 6, 0, 1, 6, 7, 0, 3, 8, 1]
    const { held, hits } = played((setup) => new Sieve(setup), 7, uses)
    assert.strictEqual(hits, "000000011101101")
    // The hand stands at 3, which was used in between; 8 takes the room of 4.
    assert.deepStrictEqual(held, [0, 1, 3, 5, 6, 7, 8])
  })

  it("S3-FIFO: one-hit wonders leave by the small queue, a ghost comes back into the main one", () => {
    // Ten places: one in the small queue. 0 is used twice more and moves to main; 1 leaves, is a ghost, and returns to main.
    const uses = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 11, 12, 13, 1, 0]
    const setup = setupOf(14, 10)
    const policy = new S3Fifo(setup)
    const { held, hits } = play(policy, setup, uses)
    assert.strictEqual(hits, "0110000000000000011")
    assert.deepStrictEqual(held, [0, 1, 6, 7, 8, 9, 10, 11, 12, 13])
    assert.deepStrictEqual([policy.main.count, policy.small.count, policy.ghost.count], [2, 8, 4])
  })

  it("W-TinyLFU takes a newcomer in only when it is used more often than who would have to go", () => {
    const make = (setup: PolicySetup) => new WTinyLfu(setup)
    // The window holds one movie. When 2 comes, 1 leaves it and would need more uses than 0 to stay; it has as many.
    const refused = played(make, 2, [0, 0, 1, 1, 2, 2, 0, 1])
    assert.deepStrictEqual([refused.hits, refused.held], ["01010110", [0, 1]])
    assert.deepStrictEqual(played(make, 2, [0, 0, 1, 1, 1, 2]).held, [1, 2])
    assert.deepStrictEqual(played(make, 2, [0, 0, 1, 2, 3, 4, 5]).held, [0, 5])
  })

  it("counts fade by half after ten shelves of uses", () => {
    const counts = new FadingCounts(2, Float64Array.from([1, 1]), 1)
    for (let use = 0; use < 9; use++) counts.count(0)
    assert.strictEqual(counts.of(0), 9)
    counts.count(0)
    assert.strictEqual(counts.of(0), 5)
    for (let use = 0; use < 20; use++) counts.count(1)
    assert.deepStrictEqual([counts.of(0), counts.of(1)], [1, 7])
  })

  it("hit density is hits from an age on by the time from there on", () => {
    // Of 10 lives 4 end by a use at age 0, 3 by a use and 1 by going at age 1, 2 by going at age 2.
    // Age 2: 0 / 2. Age 1: 3 / (2 + 6). Age 0: 7 / (2 + 6 + 10).
    const densities = new Float64Array(3)
    hitDensities(Float64Array.from([4, 3, 0]), Float64Array.from([0, 1, 2]), densities, [0, 3])
    assert.deepStrictEqual([...densities], [7 / 18, 3 / 8, 0])
  })

  it("LHD learns that who comes every four uses comes again, and who comes in a scan does not", () => {
    const uses = Array.from({ length: 60_000 }, (_, index) =>
      index % 2 === 0 ? (index / 2) % 10 : 10 + (index % 5_000)
    )
    const setup = setupOf(5_010, 40)
    const { hits } = play(new Lhd(setup), setup, uses)
    const late = hits.slice(-10_000).split("1").length - 1
    assert.isAtLeast(late, 4_900)
  })

  it("a score is the sum of uses that each halve with time", () => {
    const scores = new FadingScores(1, 100)
    for (const at of [0, 100, 250]) scores.use(0, at)
    const expected = 2 ** -2.5 + 2 ** -1.5 + 1
    assert.approximately(2 ** (scores.logs[0]! - 250 / 100), expected, 1e-9)
  })

  it("value per byte keeps what is dear to have back and small; a score outlives its movie", () => {
    const make = (setup: PolicySetup) => new ValuePerByte(setup, 1_000)
    assert.deepStrictEqual(played(make, 4, [0, 1, 2], { bytes: [2, 2, 2], costMs: [1, 9, 3] }).held, [1, 2])
    assert.deepStrictEqual(played(make, 4, [0, 1, 2], { bytes: [2, 1, 2], costMs: [1, 1, 1] }).held, [1, 2])
    // 0 was used five times, left, and at its next use it is worth more than 1 with four.
    const uses = [0, 0, 0, 1, 1, 1, 1, 2, 0, 3]
    assert.deepStrictEqual(played(make, 2, uses).held, [1, 3])
    assert.deepStrictEqual(played(make, 2, [0, 0, ...uses]).held, [0, 3])
  })

  it("the founding rules let go after 180 days, and by popularity per byte when room is short", () => {
    const make = (setup: PolicySetup) => new Founding(setup, 180, 30)
    assert.strictEqual(played(make, 9, [0, 1, 0, 1], { times: [0, 10, 179, 190] }).hits, "0010")
    assert.deepStrictEqual(played(make, 4, [0, 0, 1, 2], { bytes: [3, 1, 1], costMs: [1, 9, 9] }).held, [1, 2])
  })

  it("do nothing lets nobody go, whatever the budget is", () => {
    const { heldBytesMost, hits } = played(() => new DoNothing(), 2, [0, 1, 2, 3, 0, 1, 2, 3])
    assert.deepStrictEqual([hits, heldBytesMost], ["00001111", 4])
  })
})
