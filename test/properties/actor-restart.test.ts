/** Time survives a restart (LIFE-10), and the same seed and script give the same journal (RUN-2). */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { hourMs, minuteMs } from "../../src/domain/time.ts"
import { act } from "../support/act.ts"
import { inActorWorld } from "../support/actor-runs.ts"
import type { ActorWorld } from "../support/actor-world.ts"
import { type Action, action, actions, seed } from "../support/arbitraries/actor-actions.ts"
import { runs } from "../support/runs.ts"
import { advance } from "../support/virtual.ts"

const numRuns = runs(40)

describe("a library in virtual time", () => {
  it("keeps its retries, pauses and limits to the millisecond, whenever it is closed or killed (LIFE-10)", () =>
    fc.assert(
      fc.asyncProperty(seed, fc.array(fc.tuple(steadyAction, ending), { maxLength: 14 }), async (number, happens) => {
        const steady = await inActorWorld(number, (world) => told(world, happens, false), roomForAll)
        assert.deepStrictEqual(await inActorWorld(number, (world) => told(world, happens, true), roomForAll), steady)
      }),
      { numRuns }
    ))

  it("writes the same journal, byte for byte, for the same seed and script (RUN-2)", () =>
    fc.assert(
      fc.asyncProperty(seed, actions, async (number, happens) => {
        const first = await inActorWorld(number, (world) => journal(world, happens))
        assert.strictEqual(await inActorWorld(number, (world) => journal(world, happens)), first)
      }),
      { numRuns }
    ))
})

// Helpers

/** Work in flight starts again with the process, so the moments that are compared are those at which nobody works. */
const steadyAction = action.filter(({ kind }) => kind !== "restart")
const ending = fc.constantFrom("none" as const, "close" as const, "kill" as const, "power" as const)

type Happening = readonly [Action, typeof ending extends fc.Arbitrary<infer T> ? T : never]

/** Who waits for a desk waits in memory, and takes up its work in another order after a restart. */
const roomForAll = { residentsMax: 8, enrichmentsMax: 8 }

/** What is told of whom and when, with a restart after each action that asks for one; ids of events count openings, so without. */
const told = Effect.fnUntraced(function* (world: ActorWorld, happens: ReadonlyArray<Happening>, restarts: boolean) {
  for (const [each, how] of happens) {
    yield* act(world, each)
    yield* workIsDone(world)
    if (restarts && how !== "none" && world.moody.inFlight.size === 0) yield* act(world, { kind: "restart", how })
  }
  yield* advance(2 * hourMs)
  return (yield* world.history).map(({ event: { id: _, causedBy: __, firstCause: ___, ...event } }) => event)
})

/** Lets the work in flight end. */
const workIsDone = Effect.fnUntraced(function* (world: ActorWorld) {
  for (let count = 0; count < 400 && world.moody.inFlight.size > 0; count++) yield* advance(minuteMs)
})

const journal = Effect.fnUntraced(function* (world: ActorWorld, happens: ReadonlyArray<Action>) {
  for (const each of happens) yield* act(world, each)
  return world.text("journal.ndjson")
})
