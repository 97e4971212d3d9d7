/** What a request costs and how long it takes: one set of calls however many ask, and an answer that waits for nobody. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { type Level, levels, rankOf } from "../../src/domain/level.ts"
import { hourMs, secondMs } from "../../src/domain/time.ts"
import { act } from "../support/act.ts"
import { inActorWorld } from "../support/actor-runs.ts"
import { actions, aliasOf, seed } from "../support/arbitraries/actor-actions.ts"
import { goodMood } from "../support/moody-engine.ts"
import { runs } from "../support/runs.ts"
import { advance, World } from "../support/virtual.ts"

const numRuns = runs(40)

describe("requests", () => {
  it("of any number, at any moments of one climb, cost one enrichment for each level (LIFE-4)", () =>
    fc.assert(
      fc.asyncProperty(seed, demands, (number, asked) =>
        inActorWorld(
          number,
          Effect.fnUntraced(function* (world) {
            world.moody.mood = { ...goodMood, delayMs: 100 }
            for (const { afterMs, count, level } of asked) {
              yield* advance(afterMs)
              yield* act(world, { kind: "burst", movie: 0, level, count })
            }
            yield* advance(secondMs)
            assert.deepStrictEqual(
              world.moody.asked.map(({ level }) => level),
              levelsUpTo(asked.map(({ level }) => level))
            )
            assert.strictEqual(world.moody.overlaps, 0)
          })
        )
      ),
      { numRuns }
    ))

  it("are answered in no time at all, whatever the providers do (LIFE-9)", () =>
    fc.assert(
      fc.asyncProperty(seed, actions, fc.constantFrom(...levels), (number, happens, level) =>
        inActorWorld(
          number,
          Effect.fnUntraced(function* (world) {
            for (const action of happens) yield* act(world, action)
            world.moody.mood = { ...goodMood, delayMs: hourMs }
            const { now } = yield* World
            for (const movie of [0, 1]) {
              yield* world.publish({ type: "MovieRequested", movie: aliasOf(movie), level })
              yield* world.record(aliasOf(movie))
            }
            assert.strictEqual((yield* World).now, now)
          })
        )
      ),
      { numRuns }
    ))
})

// Helpers

const demands = fc.array(
  fc.record({
    afterMs: fc.constantFrom(0, 1, 50, 100, 150),
    level: fc.constantFrom(...levels),
    count: fc.integer({ min: 1, max: 20 })
  }),
  { minLength: 1, maxLength: 8 }
)

const levelsUpTo = (asked: ReadonlyArray<Level>): ReadonlyArray<Level> =>
  levels.slice(1, Math.max(...asked.map(rankOf)) + 1)
