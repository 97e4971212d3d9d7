import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { type MovieId, movieIdFrom } from "../../../src/domain/identity.ts"
import { newLifecycle } from "../../../src/domain/movie.ts"
import { runs } from "../../support/runs.ts"
import { crowded, InspectorWorld, type Message, PaperWire } from "./inspector-world.ts"

const ids = [1, 2, 3, 4].map(movieIdFrom)
const session = (id: MovieId) => `movie:${id}`

const makeWorld = () => {
  const world = new InspectorWorld()
  for (const id of ids) world.records.set(id, newLifecycle)
  return world
}

/** One message is the most that is written too much: the largest announces a movie. */
const announcementBytesMax = 64 * 1_024

const newest = (messages: ReadonlyArray<Message>, id: MovieId) =>
  messages.findLast(({ sessionId, snapshot }) => sessionId === session(id) && snapshot !== undefined)

const number = fc.integer({ min: 0, max: ids.length - 1 })
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ask: number, level: fc.constantFrom("basic", "medium", "deep") }) },
  { weight: 5, arbitrary: fc.record({ finish: number }) },
  { weight: 2, arbitrary: fc.record({ passivate: number }) },
  { weight: 2, arbitrary: fc.record({ reads: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ tickMs: fc.constantFrom(1, 50, 1_000) }) },
  { weight: 1, arbitrary: fc.constant({ restart: true as const }) }
)

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const act = (world: InspectorWorld, wire: PaperWire, each: Action): void => {
  if ("ask" in each) world.ask(ids[each.ask]!, each.level as "basic")
  else if ("finish" in each) {
    const id = ids[each.finish]!
    if (world.residents.get(id)?.actor.getSnapshot().hasTag("enriching") === true) world.finish(id)
  } else if ("passivate" in each) {
    const id = ids[each.passivate]!
    const resident = world.residents.get(id)
    if (resident !== undefined && !resident.actor.getSnapshot().hasTag("enriching")) world.passivate(id)
  } else if ("reads" in each) {
    if (each.reads) wire.resume()
    else wire.isReading = false
  } else if ("tickMs" in each) world.bridge.tick(each.tickMs)
  else world.restart()
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe("a client that is slow, or stops reading", () => {
  it("costs a bounded number of bytes, and sees the newest of every movie once it reads again (RUN-1)", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 60, size: "max" }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (actions, messagesPerSecondMax, sleepsAtOnce) => {
          const world = makeWorld()
          const wire = new PaperWire()
          wire.isReading = !sleepsAtOnce
          await world.join(wire, { messagesPerSecondMax }, ...ids)
          for (const each of actions) {
            act(world, wire, each)
            await settle()
          }
          wire.resume()
          for (let second = 0; second < 300 / messagesPerSecondMax + 20; second++) {
            world.bridge.tick(1_000)
            await settle()
          }
          for (const id of ids) {
            const { snapshot } = newest(wire.messages, id)!
            assert.deepStrictEqual(snapshot!.value, world.valueOf(id))
          }
          const skipped = wire.messages.reduce((sum, message) => sum + (message.skipped ?? 0), 0)
          assert.isAtMost(skipped, world.bridge.status().skipped)
          assert.isAtMost(wire.bytesMax, crowded + announcementBytesMax)
          assert.strictEqual(world.bridge.status().faults, 0)
        }
      ),
      { numRuns: runs(40) }
    ))

  it("is told how much was left out, before the newest", async () => {
    const world = makeWorld()
    const wire = new PaperWire()
    const [id] = ids as [MovieId]
    await world.join(wire, {}, id)
    wire.take()
    wire.isReading = false
    wire.bufferedAmount = crowded
    for (let times = 0; times < 10; times++) {
      world.ask(id, "basic")
      world.passivate(id)
    }
    assert.isEmpty(wire.messages)
    world.bridge.tick(1_000)
    assert.isEmpty(wire.messages)
    wire.resume()
    world.bridge.tick(50)
    const coalesced = wire.messages.filter(({ type }) => type === "bridge.coalesced")
    assert.strictEqual(
      coalesced.reduce((sum, { skipped }) => sum + skipped!, 0),
      world.bridge.status().skipped
    )
    const own = wire.messages.filter(({ sessionId }) => sessionId === session(id))
    assert.strictEqual(own[0]!.type, "bridge.coalesced")
    assert.deepStrictEqual(own.at(-1)!.snapshot!.value, world.valueOf(id))
    // Receivers of the protocol pass over what has no version.
    assert.notProperty(own[0], "_version")
  })
})
