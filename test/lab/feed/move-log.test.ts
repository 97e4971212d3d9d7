import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { MoveLog } from "../../../src/lab/feed/move-log.ts"
import { runs } from "../../support/runs.ts"

const movies = 6
const step = fc.record({ movie: fc.nat(movies - 1), leaf: fc.nat(14), further: fc.nat(2) })

/** Writes down the population at every position, and what a log with little room says of it afterwards. */
const history = (steps: ReadonlyArray<{ movie: number; leaf: number; further: number }>, movesMax: number) => {
  const log = new MoveLog({ movesMax, movesPerPicture: 4 })
  const leaves = new Uint8Array(movies)
  const recorded = new Map<number, ReadonlyArray<number>>()
  let position = 1
  log.picture(position, position * 10, leaves)
  recorded.set(position, [...leaves])
  for (const { further, leaf, movie } of steps) {
    for (let next = 0; next < further; next++) recorded.set(++position, [...leaves])
    leaves[movie] = leaf
    log.note(position, position * 10, movie, leaf)
    if (log.isPictureDue) log.picture(position, position * 10, leaves)
    recorded.set(position, [...leaves])
  }
  return { log, position, recorded }
}

describe("a moment of the recent past", () => {
  it("is what was recorded then, at every position that is remembered", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 8, max: 64 }), (steps, movesMax) => {
        const { log, position, recorded } = history(steps, movesMax)
        for (let asked = 1; asked <= position; asked++) {
          const told = log.momentOf(asked)
          if (asked >= log.firstPosition) assert.isDefined(told)
          if (told !== undefined) assert.deepStrictEqual([...told.leaves], recorded.get(asked))
        }
        assert.deepStrictEqual([...log.momentOf(position)!.leaves], recorded.get(position))
      }),
      { numRuns: runs() }
    )
  })

  it("that is too long ago is not told at all", () => {
    const steps = Array.from({ length: 100 }, (_, place) => ({ movie: place % movies, leaf: place % 15, further: 1 }))
    const { log } = history(steps, 16)
    assert.isAbove(log.firstPosition, 50)
    assert.isUndefined(log.momentOf(20))
  })
})
