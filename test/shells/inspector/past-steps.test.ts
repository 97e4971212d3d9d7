import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Event } from "../../../src/domain/event.ts"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { AtRest } from "../../../src/services/at-rest.ts"
import { EventBus } from "../../../src/services/event-bus.ts"
import { Store } from "../../../src/services/store.ts"
import { pastSteps } from "../../../src/shells/inspector/past-steps.ts"
import { type HttpWorld, makeWorld } from "../http/http-world.ts"

let world: HttpWorld
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

interface Known {
  readonly value: object
  readonly context: object
}
const last = (steps: ReturnType<typeof pastSteps>) => steps.at(-1)!.snapshot as Known

describe("a movie's past for an inspector", () => {
  it("ends, however much of it is told, in the state that the record has", async () => {
    const lives = Effect.gen(function* () {
      const store = yield* Store
      const bus = yield* EventBus
      yield* bus.publishAll([
        { type: "MovieRequested", movie: "tmdb:100001", level: "basic" },
        { type: "MoviePinned", movie: "tmdb:13" }
      ])
      yield* (yield* AtRest).wait
      for (const { id, lifecycle } of store.all()) {
        for (const limit of [1, 2, 3, 1_000]) {
          const { context, value } = last(pastSteps(id, yield* store.history(id, limit), lifecycle.state))
          const activity = lifecycle.retryAt === null ? "resting" : "waiting"
          if (limit > 3) assert.deepStrictEqual(value, { [lifecycle.state]: activity })
          else assert.deepStrictEqual(Object.keys(value), [lifecycle.state])
          for (const [name, told] of Object.entries(context))
            if (name in lifecycle) assert.strictEqual(told, lifecycle[name as "pinned"], name)
        }
      }
    })
    await world.run(lives)
  })

  it("tells where each event led, and leaves out what only the record knew", () => {
    const id = movieIdFrom(1)
    const stamp = (at: number) => ({ id: `e${at}`, at, causedBy: null, firstCause: "e1" })
    const failed = { level: "medium", reason: "ProviderDown", message: "no", attempts: 2, retryAt: 900 } as const
    const counts = { fields: [], gaps: [], providerCalls: 1, bytes: 0, durationMs: 1 }
    const downgraded = { kept: "basic", imagesOnly: false, rule: "r", evidence: [], rank: 1, bytesFreed: 1 } as const
    const enriched = { task: "advance", level: "basic", from: "initial", ...counts } as const
    const events: ReadonlyArray<Event> = [
      { type: "MovieCreated", movie: id, aliases: [], title: null, year: null, ...stamp(1) },
      { type: "EnrichmentRequested", movie: id, level: "medium", ...stamp(2) },
      { type: "MovieEnriched", movie: id, ...enriched, ...stamp(3) },
      { type: "EnrichmentFailed", movie: id, ...failed, ...stamp(4) },
      { type: "MovieEnriched", movie: id, ...enriched, level: "medium", from: "basic", ...stamp(5) },
      { type: "MovieDowngraded", movie: id, from: "medium", plan: null, ...downgraded, ...stamp(6) }
    ]
    const steps = pastSteps(
      id,
      events.map((event, index) => ({ position: index + 1, event })),
      "downgraded"
    )
    assert.deepStrictEqual(
      steps.map(({ at, snapshot }) => [at, (snapshot as Known).value]),
      [
        [1, { initial: "resting" }],
        [2, { initial: "enriching" }],
        [3, { basic: "enriching" }],
        [4, { basic: "waiting" }],
        [5, { medium: "resting" }],
        [6, { downgraded: "resting" }]
      ]
    )
    assert.deepInclude(steps[3]!.snapshot as Known, {
      context: { id, wanted: "medium", attempts: 2, retryAt: 900, kept: null }
    })
    assert.deepInclude(last(steps).context, { kept: "basic", downgradedAt: 6, wanted: "initial" })
    assert.notProperty(last(steps).context, "refreshAt")
  })
})
