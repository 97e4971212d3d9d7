import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { Causes } from "../../src/actors/causes.ts"
import type { Event } from "../../src/domain/event.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { runs } from "../support/runs.ts"

const eventOf = (place: number): Event => ({
  type: "MovieRequested",
  movie: "tmdb:1",
  id: `e${place}`,
  at: place,
  causedBy: null,
  firstCause: `e${place}`
})

describe("why movies are at work", () => {
  it("the newest causes are kept, never more than the limit, and how many were forgotten is counted (RUN-1)", () => {
    const step = fc.record({ movie: fc.nat({ max: 12 }), isDone: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, max) => {
        const causes = new Causes(max)
        let expected: Array<readonly [number, Event]> = []
        let forgotten = 0
        for (const [place, { isDone, movie }] of steps.entries()) {
          const others = expected.filter(([each]) => each !== movie)
          const event = eventOf(place)
          if (isDone) causes.delete(movieIdFrom(movie))
          else causes.set(movieIdFrom(movie), event)
          const all = isDone ? others : [...others, [movie, event] as const]
          forgotten += Math.max(0, all.length - max)
          expected = all.slice(-max)
          assert.deepStrictEqual([causes.size, causes.forgotten], [expected.length, forgotten])
        }
        for (let movie = 0; movie <= 12; movie++) {
          const known = expected.find(([each]) => each === movie)?.[1]
          assert.strictEqual(causes.get(movieIdFrom(movie)), known)
        }
      }),
      { numRuns: runs() }
    )
  })
})
