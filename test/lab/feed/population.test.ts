import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { edgeCount, edgeOf, leafCount } from "../../../src/lab/feed/leaves.ts"
import { Population } from "../../../src/lab/feed/population.ts"
import { goneLeaf } from "../../../src/lab/wire/frame.ts"
import { runs } from "../../support/runs.ts"

const moviesMax = 12
const leaf = fc.nat(leafCount - 1)
const movie = fc.nat(moviesMax - 1)

const action = fc.oneof(
  fc.record({ kind: fc.constant("born" as const), movie, leaf }),
  fc.record({ kind: fc.constant("moved" as const), movie, leaf }),
  fc.record({
    kind: fc.constant("reconcile" as const),
    living: fc.uniqueArray(fc.tuple(movie, leaf), { selector: ([id]) => id })
  })
)

/** What is told while the actions are done: the moves, and every edge. */
const lived = (actions: ReadonlyArray<typeof action extends fc.Arbitrary<infer A> ? A : never>) => {
  const told: Array<readonly [number, number]> = []
  const population = new Population((number, to) => void told.push([number, to]))
  for (const each of actions) {
    if (each.kind === "born") population.born(movieIdFrom(each.movie), each.leaf)
    else if (each.kind === "moved") population.moved(movieIdFrom(each.movie), each.leaf)
    else population.reconcile(each.living.map(([id, to]) => [movieIdFrom(id), to] as const))
  }
  return { population, told }
}

const freshCounts = (leaves: Uint8Array): ReadonlyArray<number> =>
  Array.from({ length: leafCount }, (_, number) => leaves.filter((each) => each === number).length)

describe("where every movie is", () => {
  it("counts are always those of a fresh count, and the living are those that are somewhere", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const { population } = lived(actions)
        assert.deepStrictEqual([...population.counts], freshCounts(population.leaves))
        assert.strictEqual(population.alive, population.leaves.filter((each) => each !== goneLeaf).length)
      }),
      { numRuns: runs() }
    )
  })

  it("whoever replays the moves has the same picture, and the edges are those of the moves", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const { population, told } = lived(actions)
        const replayed = new Uint8Array(population.size).fill(goneLeaf)
        const edges = new Uint16Array(edgeCount)
        for (const [number, to] of told) {
          const edge = edgeOf(replayed[number]!, to)
          if (edge >= 0) edges[edge]! += 1
          replayed[number] = to
        }
        assert.deepStrictEqual(replayed, population.leaves.slice())
        assert.deepStrictEqual(population.takeEdges(), edges)
        assert.deepStrictEqual(population.takeEdges(), new Uint16Array(edgeCount))
      }),
      { numRuns: runs() }
    )
  })

  it("a movie that moves before its birth is durable is born where it is", () => {
    const { population } = lived([
      { kind: "moved", movie: 3, leaf: 5 },
      { kind: "born", movie: 3, leaf: 0 }
    ])
    assert.strictEqual(population.leafOf(0), 5)
  })

  it("a movie that is gone and comes again keeps its number", () => {
    const { population } = lived([
      { kind: "born", movie: 1, leaf: 0 },
      { kind: "born", movie: 2, leaf: 0 },
      { kind: "reconcile", living: [[2, 0]] },
      { kind: "born", movie: 1, leaf: 4 }
    ])
    assert.deepStrictEqual([...population.leaves], [4, 0])
    assert.strictEqual(population.alive, 2)
  })
})
