/** What the page keeps and works out, apart from any browser. */
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { PastPoint } from "../../../src/lab/wire/messages.ts"
import { cellsOf, shapeFor } from "../../../src/lab/page/grid/grid-order.ts"
import { hashOf, linkOf } from "../../../src/lab/page/state/link.ts"
import { makeCutter, type Heard } from "../../../src/lab/page/state/message-cutter.ts"
import { addPoint, faultBandsOf, pastPointsMax, pointAt } from "../../../src/lab/page/state/past.ts"
import { applyMoves, countsOf, emptyPopulation, populationOf } from "../../../src/lab/page/state/population.ts"
import { runs } from "../../support/runs.ts"

const numRuns = runs()
const leaf = fc.integer({ min: 0, max: 14 })
const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), leaf), { maxLength: 200 })

describe("messages of a stream", () => {
  it("are the same however the network tears them", () => {
    const message = fc.record({
      event: fc.constantFrom("frame", "news", "events"),
      data: fc.string({ minLength: 1 }).map((text) => text.replaceAll(/[\r\n]/g, "")),
      id: fc.nat().map(String)
    })
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat({ max: 40 })), (messages, cuts) => {
        const text = messages
          .map(({ data, event, id }) => `id: ${id}\nevent: ${event}\ndata: ${data}\n\n: alive\n\n`)
          .join("")
        const heard: Array<Heard> = []
        const take = makeCutter((each) => heard.push(each))
        let from = 0
        for (const cut of cuts) take(text.slice(from, (from += cut)))
        take(text.slice(from))
        assert.deepStrictEqual(heard, messages)
      }),
      { numRuns }
    )
  })
})

describe("the population", () => {
  it("is where the last move of each movie led, and is counted once each", () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 8 }), (frames) => {
        const population = emptyPopulation()
        const expected = new Map<number, number>()
        for (const [at, frame] of frames.entries()) {
          applyMoves(population, frame, at + 1, (movie, from, to) => {
            assert.strictEqual(from, expected.get(movie) ?? 255)
            expected.set(movie, to)
          })
        }
        for (const [movie, to] of expected) assert.strictEqual(population.leaves[movie], to)
        const counts = countsOf(population.leaves, population.size, 15)
        assert.strictEqual(
          counts.reduce((sum, each) => sum + each, 0),
          expected.size
        )
      }),
      { numRuns }
    )
  })

  it("every movie has one cell in every order, and every cell fits", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ max: 14, maxLength: 400 }),
        moves,
        fc.constantFrom("heat", "state", "age"),
        (leaves, moved, order) => {
          const population = populationOf(new Uint8Array(leaves))
          applyMoves(
            population,
            moved.filter(([movie]) => movie < leaves.length),
            5,
            () => undefined
          )
          const cells = cellsOf(population, order)
          assert.deepStrictEqual(
            [...cells].toSorted((a, b) => a - b),
            [...leaves.keys()]
          )
          if (order === "state") {
            const inOrder = [...cells].map((movie) => population.leaves[movie]!)
            assert.deepStrictEqual(
              inOrder,
              inOrder.toSorted((a, b) => a - b)
            )
          }
        }
      ),
      { numRuns }
    )
  })

  it("cells are as large as fit, however many movies there are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (size) => {
        const { cell, columns, rows } = shapeFor(size, 240, 170)
        assert.isAtLeast(columns * rows, size)
        assert.isAtMost(columns * cell, 240.001)
        assert.isAtMost(rows * cell, 170.001)
      }),
      { numRuns }
    )
  })
})

const point = (at: number, faults: PastPoint["faults"] = []): PastPoint => ({
  at,
  position: at * 10,
  gauges: [],
  states: [],
  faults
})

describe("the past", () => {
  it("never has more points than it may, keeps first and last and every turn of a fault", () => {
    let points: Array<PastPoint> = []
    for (let at = 0; at < 20_000; at++)
      points = addPoint(points, point(at, at >= 3_001 && at < 3_777 ? ["tmdbDown"] : []))
    assert.isAtMost(points.length, pastPointsMax)
    assert.strictEqual(points[0]!.at, 0)
    assert.strictEqual(points.at(-1)!.at, 19_999)
    const [band] = faultBandsOf(points)
    assert.deepStrictEqual([band!.from.at, band!.to!.at, band!.faults], [3_001, 3_777, ["tmdbDown"]])
  })

  it("the point at a position is the nearest one", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 1_000 }), { minLength: 1 }),
        fc.nat({ max: 12_000 }),
        (ats, position) => {
          const points = ats.toSorted((a, b) => a - b).map((at) => point(at))
          const distance = (each: PastPoint) => Math.abs(each.position - position)
          assert.strictEqual(distance(pointAt(points, position)!), Math.min(...points.map(distance)))
        }
      ),
      { numRuns }
    )
  })
})

describe("an address", () => {
  it("leads to the movie and the moment that it was made of", () => {
    fc.assert(
      fc.property(fc.option(fc.nat()), fc.option(fc.nat()), (movie, at) => {
        const told = linkOf(hashOf(movie, at))
        assert.deepStrictEqual([told.movie, told.at], [movie === null ? null : String(movie), at])
      }),
      { numRuns }
    )
  })

  it("that nobody can read leads nowhere", () => {
    assert.deepStrictEqual(linkOf("#at=yesterday&movie="), { movie: null, at: null, token: null })
  })
})
