import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { aliasKey, personKey } from "../../../src/infra/json-store/keys.ts"
import { NumberIndex } from "../../../src/infra/json-store/number-index.ts"
import { runs } from "../../support/runs.ts"

/** Few keys that collide in their low or high bits, so that chains get long and removals cut through them. */
const key = fc.oneof(
  fc.nat(12),
  fc.nat(12).map((n) => n * 2 ** 32),
  fc.nat(3).map((n) => n * 64 + 2 ** 52)
)
const step = fc.record({ key, row: fc.nat(4), isRemoval: fc.boolean() })

describe("the number index", () => {
  it("answers like a map of sets, after any additions and removals", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const index = new NumberIndex()
        const model = new Map<number, Set<number>>()
        for (const { key: at, row, isRemoval } of steps) {
          const rows = model.get(at) ?? new Set()
          model.set(at, rows)
          if (isRemoval) {
            index.remove(at, row)
            rows.delete(row)
            continue
          }
          index.add(at, row)
          rows.add(row)
        }
        for (const [at, rows] of model) {
          assert.deepStrictEqual(
            index.all(at),
            [...rows].toSorted((a, b) => a - b)
          )
          assert.strictEqual(index.first(at) >= 0, rows.size > 0)
        }
        assert.strictEqual(
          index.size,
          [...model.values()].reduce((sum, rows) => sum + rows.size, 0)
        )
      }),
      { numRuns: runs(200) }
    )
  })

  it("finds 100,000 scattered keys again, and no other", () => {
    const index = new NumberIndex()
    const scattered = (n: number) => (n * 2_654_435_761 * 97) % 2 ** 50
    for (let n = 0; n < 100_000; n++) index.add(scattered(n), n)
    for (let n = 0; n < 100_000; n++) assert.strictEqual(index.first(scattered(n)), n)
    for (let n = 0; n < 100_000; n++) assert.strictEqual(index.first(scattered(n) + 0.5), -1)
    assert.isBelow(index.bytes / 100_000, 40)
  })
})

describe("keys", () => {
  it("of 400,000 aliases that look alike are all different, and use their 53 bits", () => {
    const keys = new Set<number>()
    for (let n = 0; n < 100_000; n++) {
      for (const alias of [`tmdb:${n}`, `imdb:tt${1_000_000 + n}`, `file:/films/${n}.mkv`, `server:plex/${n}`])
        keys.add(aliasKey(alias))
    }
    assert.strictEqual(keys.size, 400_000)
    assert.isTrue([...keys].every((value) => Number.isSafeInteger(value) && value >= 0))
    assert.isTrue([...keys].some((value) => value > 2 ** 52))
  })

  it("of people are exact: no two ids share one", () => {
    const ids = [
      "tmdb-1",
      "tmdb-01",
      "tmdb-001",
      "tmdb-0",
      "imdb-nm00001",
      "imdb-nm000001",
      "imdb-nm0000001",
      "tmdb-9999999999"
    ]
    assert.strictEqual(new Set(ids.map(personKey)).size, ids.length)
    assert.deepStrictEqual(["tmdb-", "imdb-nm1", "x", "tmdb-1 "].map(personKey), [-1, -1, -1, -1])
  })
})
