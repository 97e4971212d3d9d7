/** RUN-3: a movie that crashes is its own problem. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { Supervisor } from "../../src/actors/supervisor.ts"
import type { Event } from "../../src/domain/event.ts"
import { hourMs, minuteMs, secondMs } from "../../src/domain/time.ts"
import { levels } from "../../src/domain/level.ts"
import { act } from "../support/act.ts"
import { converge, inActorWorld } from "../support/actor-runs.ts"
import type { ActorWorld } from "../support/actor-world.ts"
import { type Action, aliasOf, seed } from "../support/arbitraries/actor-actions.ts"
import { runs } from "../support/runs.ts"
import { advance } from "../support/virtual.ts"

const numRuns = runs(40)
const healthy = [0, 1]
const ill = [2, 3]

describe("movies that crash", () => {
  it("change nothing for the others: what is told of these, and when, is as if there were no sick ones (RUN-3)", () =>
    fc.assert(
      fc.asyncProperty(seed, fc.array(asking, { maxLength: 12 }), async (number, happens) => {
        const alone = happens.filter((action) => !("movie" in action) || healthy.includes(action.movie))
        const among = await inActorWorld(number, (world) => toldOfHealthy(world, happens), roomForAll)
        assert.deepStrictEqual(among, await inActorWorld(number, (world) => toldOfHealthy(world, alone), roomForAll))
      }),
      { numRuns }
    ))

  it("end quarantined, say so once, are left alone by restarts, and recover when a person replays them (RUN-3)", () =>
    fc.assert(
      fc.asyncProperty(seed, fc.array(asking, { maxLength: 12 }), fc.boolean(), (number, happens, restarts) =>
        inActorWorld(
          number,
          Effect.fnUntraced(function* (world) {
            yield* live(world, happens)
            yield* advance(hourMs)
            const calls = world.moody.asked.length
            if (restarts) yield* act(world, { kind: "restart", how: "kill" })
            yield* advance(hourMs)
            assert.strictEqual(world.moody.asked.length, calls, "a quarantined movie was tried again")
            const history = (yield* world.history).map(({ event }) => event)
            const quarantined = history.flatMap((event) => (event.type === "MovieQuarantined" ? [event.movie] : []))
            const letters = world.get(Supervisor).deadLetters()
            assert.sameMembers(quarantined, [...new Set(letters.map(({ movie }) => movie))])
            assert.isTrue(letters.every(({ retryAt }) => retryAt === null))
            yield* converge(world)
            assert.deepStrictEqual(world.get(Supervisor).deadLetters(), [])
            assert.strictEqual(world.get(Supervisor).status().patients, 0)
          })
        )
      ),
      { numRuns }
    ))
})

// Helpers

const asking: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant("ask" as const),
    movie: fc.integer({ min: 0, max: 3 }),
    level: fc.constantFrom(...levels),
    as: fc.constantFrom("MovieRequested" as const, "EnrichmentRequested" as const, "PlaybackStarted" as const)
  }),
  fc.record({ kind: fc.constant("pass" as const), durationMs: fc.constantFrom(50, secondMs, minuteMs) })
)

/** Nobody waits for a desk: only then can the sick be compared with no sick at all. */
const roomForAll = { residentsMax: 8, enrichmentsMax: 8 }

/** The sick movies are born first, so that they are known to be ill before anybody asks for them. */
const live = Effect.fnUntraced(function* (world: ActorWorld, happens: ReadonlyArray<Action>) {
  yield* world.publish({
    type: "BulkImportRequested",
    movies: [...healthy, ...ill].map((movie) => ({ movie: aliasOf(movie) }))
  })
  yield* advance(0)
  for (const movie of ill) world.moody.ill.add((yield* world.record(aliasOf(movie)))!.id)
  for (const action of happens) yield* act(world, action)
})

const isAbout = (event: Event, ids: ReadonlyArray<string>) => "movie" in event && ids.includes(String(event.movie))

const toldOfHealthy = Effect.fnUntraced(function* (world: ActorWorld, happens: ReadonlyArray<Action>) {
  yield* live(world, happens)
  yield* advance(hourMs)
  const ids: Array<string> = []
  for (const movie of healthy) ids.push((yield* world.record(aliasOf(movie)))!.id)
  const history = (yield* world.history).map(({ event }) => event)
  return history
    .filter((event) => isAbout(event, ids))
    .map(({ id: _, causedBy: __, firstCause: ___, ...event }) => event)
})
