import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { Deadlines } from "../../src/actors/deadlines.ts"
import { type MovieId, movieIdFrom, movieIdSpace } from "../../src/domain/identity.ts"
import { runs } from "../support/runs.ts"

interface Entry {
  readonly at: number
  readonly movie: MovieId
}

/** The same as a list: earliest first, and of those at the same moment the one that came first. */
class Listed {
  entries: Array<Entry> = []

  push(entry: Entry): void {
    const place = this.entries.findIndex(({ at }) => at > entry.at)
    this.entries.splice(place < 0 ? this.entries.length : place, 0, entry)
  }

  popDue(now: number): Entry | undefined {
    return this.entries[0] !== undefined && this.entries[0].at <= now ? this.entries.shift() : undefined
  }
}

const few = fc.integer({ min: 0, max: 12 })
const movie = fc.integer({ min: 0, max: movieIdSpace - 1 })
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ push: fc.oneof(few, fc.integer({ min: 0, max: 8.64e15 })), movie }) },
  { weight: 4, arbitrary: fc.record({ popUpTo: fc.oneof(few, fc.constant(Infinity)) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true as const }) }
)

describe("deadlines", () => {
  it("come out earliest first, ties in the order they went in, as from a sorted list", () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
        const [deadlines, listed] = [new Deadlines(), new Listed()]
        for (const each of steps) {
          if ("clear" in each) {
            deadlines.clear()
            listed.entries = []
          } else if ("push" in each) {
            const entry = { at: each.push, movie: movieIdFrom(each.movie) }
            deadlines.push(entry.at, entry.movie)
            listed.push(entry)
          } else assert.deepStrictEqual(deadlines.popDue(each.popUpTo), listed.popDue(each.popUpTo))
          assert.strictEqual(deadlines.size, listed.entries.length)
          assert.strictEqual(deadlines.next, listed.entries[0]?.at ?? Infinity)
        }
      }),
      { numRuns: runs(200) }
    ))

  it("stay in order while there come to be many: the heap grows and loses nothing", () => {
    const deadlines = new Deadlines()
    const count = 5_000
    // A permutation with every moment twice.
    for (let index = 0; index < count; index++) deadlines.push((index * 7_919) % (count / 2), movieIdFrom(index))
    assert.strictEqual(deadlines.size, count)
    let last = { at: -1, movie: "" }
    for (let index = 0; index < count; index++) {
      const due = deadlines.popDue(Infinity)!
      assert.isTrue(due.at > last.at || (due.at === last.at && due.movie > last.movie), `entry ${index}`)
      last = due
    }
    assert.isUndefined(deadlines.popDue(Infinity))
  })

  it("that lie ahead stay where they are", () => {
    const deadlines = new Deadlines()
    deadlines.push(10, movieIdFrom(1))
    assert.isUndefined(deadlines.popDue(9))
    assert.strictEqual(deadlines.next, 10)
    assert.deepStrictEqual(deadlines.popDue(10), { at: 10, movie: movieIdFrom(1) })
    assert.strictEqual(deadlines.next, Infinity)
  })
})
