/**
 * The promises of a movie's life, held by live actors in virtual time: any mix of requests, pins, edits, forgetting, faults,
 * crashes, idle gaps and restarts, over a library that two movies fill.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { defaultSickBaySettings } from "../../src/actors/sick-bay.ts"
import { Supervisor } from "../../src/actors/supervisor.ts"
import { isAtLeast, knownLevel } from "../../src/domain/level.ts"
import { dayMs, minuteMs } from "../../src/domain/time.ts"
import { recordBreaches } from "../../src/machines/record-invariants.ts"
import { act } from "../support/act.ts"
import { type ActorWorld, worldSettings } from "../support/actor-world.ts"
import { type Action, actions, moviesMax, seed } from "../support/arbitraries/actor-actions.ts"
import { coursesOf, demandsIn, isReached, unexplained, wrongDowngrades } from "../support/history-laws.ts"
import { runs } from "../support/runs.ts"
import { World } from "../support/virtual.ts"
import { converge, inActorWorld } from "../support/actor-runs.ts"

const numRuns = runs(40)

describe("any life of a library, with live actors", () => {
  it("every record keeps its promises at every moment (LIFE-1, LIFE-3, LIFE-8)", () =>
    check((world, happens) => each(world, happens, recordsHold)))

  it("no movie is ever enriched twice at once (LIFE-4)", () =>
    check((world, happens) =>
      Effect.map(
        each(world, happens, () => Effect.void),
        () => assert.strictEqual(world.moody.overlaps, 0)
      )
    ))

  it("what is in memory stays bounded (RUN-1)", () => check((world, happens) => each(world, happens, staysBounded)))

  it("a refresh that is not told everything again is over all the same (LIFE-8, RUN-1)", () =>
    inActorWorld(
      7,
      Effect.fnUntraced(function* (world) {
        yield* act(world, { kind: "ask", movie: 0, level: "deep", as: "MovieRequested" })
        yield* act(world, { kind: "pass", durationMs: minuteMs })
        yield* act(world, { kind: "pin", movie: 0 })
        yield* act(world, { kind: "mood", mood: { failures: 0, defects: 0, gaps: 1, delayMs: 0 } })
        yield* act(world, { kind: "pass", durationMs: 151 * dayMs })
        assert.strictEqual(world.moody.storms.size, 0)
      })
    ))

  it("whatever was asked is reached once faults stop and time passes (LIFE-2, LIFE-3, LIFE-10)", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        yield* each(world, happens, () => Effect.void)
        yield* converge(world)
        const history = (yield* world.history).map(({ event }) => event)
        const courses = coursesOf(history)
        for (const { movie, level, place, type } of demandsIn(history)) {
          assert.isTrue(isReached(courses.get(movie) ?? [], place, level), `${type} asked for ${level} and got nothing`)
        }
        for (const { id, lifecycle } of yield* world.records) {
          assert.isTrue(isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), lifecycle.wanted), `${id} still wants`)
        }
        assert.deepStrictEqual(world.get(Supervisor).deadLetters(), [])
      })
    ))

  it("a movie is lowered only on known evidence, never while pinned, never twice in its grace period (LIFE-5)", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        yield* each(world, happens, () => Effect.void)
        assert.deepStrictEqual(wrongDowngrades((yield* world.history).map(({ event }) => event)), [])
      })
    ))

  it("every event names what caused it, down to the first cause", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        yield* each(world, happens, () => Effect.void)
        assert.deepStrictEqual(unexplained((yield* world.history).map(({ event }) => event)), [])
      })
    ))
})

// Helpers

type Law = (world: ActorWorld, happens: ReadonlyArray<Action>) => Effect.Effect<void, unknown, World>

const check = (law: Law) =>
  fc.assert(
    fc.asyncProperty(seed, actions, (number, happens) => inActorWorld(number, (world) => law(world, happens))),
    { numRuns }
  )

const each = <A>(
  world: ActorWorld,
  happens: ReadonlyArray<Action>,
  then: (world: ActorWorld) => Effect.Effect<A, never, World>
) => Effect.forEach(happens, (action) => Effect.andThen(act(world, action), then(world)), { discard: true })

const recordsHold = Effect.fnUntraced(function* (world: ActorWorld) {
  const { now } = yield* World
  const sick = new Set(
    world
      .get(Supervisor)
      .deadLetters()
      .map(({ movie }) => movie)
  )
  for (const record of yield* world.records) {
    // Who is sick cannot forget, and who learns will: their age is looked at when they are well and at rest.
    const isBusy = sick.has(record.id) || world.moody.inFlight.has(record.id)
    const breaches = recordBreaches(record, now).filter(({ promise }) => promise !== "LIFE-8" || !isBusy)
    assert.deepStrictEqual(breaches, [])
  }
})

const lettersMax = defaultSickBaySettings.lettersMax

const staysBounded = (world: ActorWorld) =>
  Effect.sync(() => {
    const { residents, working, queued, patients, deadlines } = world.get(Supervisor).status()
    assert.isAtMost(residents, worldSettings.residentsMax + worldSettings.enrichmentsMax, "residents")
    assert.isAtMost(working, worldSettings.enrichmentsMax, "at work")
    assert.isAtMost(queued, moviesMax, "waiting for their turn")
    assert.isAtMost(patients, moviesMax, "patients")
    assert.isAtMost(deadlines, 16 * moviesMax, "deadlines")
    assert.strictEqual(world.moody.storms.size, 0, "movies that ask again and again")
    assert.isAtMost(world.get(Supervisor).deadLetters().length, moviesMax * (lettersMax + 1), "letters")
  })
