import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import fc from "fast-check"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { AtRest } from "../../../src/services/at-rest.ts"
import { EventWindow } from "../../../src/services/bus/event-window.ts"
import { EventBus, type Subscription } from "../../../src/services/event-bus.ts"
import { runs } from "../../support/runs.ts"
import { advance, inWorld } from "../../support/virtual.ts"
import { busWorld, drain, numbered, publish } from "./bus-world.ts"

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

const publishMany = (count: number) =>
  Effect.forEach(upTo(count), (number) => publish(number), { concurrency: "unbounded", discard: true })

describe("subscribers", () => {
  it("each see every event exactly once, in order, however slow, whatever the limits (RUN-1)", () =>
    fc.assert(
      fc.asyncProperty(
        setting,
        fc.array(burst, { minLength: 1, maxLength: 12 }),
        fc.array(pace, { minLength: 1, maxLength: 4 }),
        (settings, bursts, paces) =>
          inWorld(
            busWorld(new MemoryDisk(), settings),
            Effect.gen(function* () {
              const bus = yield* EventBus
              const seen = yield* Effect.forEach(paces, listen)
              const publishing = Effect.forEach(bursts, ({ count, pauseMs, asOne }) =>
                Effect.andThen(
                  asOne ? bus.publishAll(upTo(count).map((number) => numbered(number))) : publishMany(count),
                  Effect.sleep(pauseMs)
                )
              )
              const publisher = yield* Effect.forkChild(publishing)
              yield* advance(3_600_000)
              yield* Fiber.join(publisher)
              const all = upTo(bus.lastPosition())
              for (const positions of seen) assert.deepStrictEqual(positions, all)
              assert.deepStrictEqual(
                bus.status().subscribers.map(({ lag }) => lag),
                paces.map(() => 0)
              )
              assert.deepStrictEqual((yield* AtRest).pending(), [])
            })
          )
      ),
      { numRuns: runs(60) }
    ))

  it("who falls behind the window is caught up from the journal, and that is counted", () =>
    inWorld(
      busWorld(new MemoryDisk(), { windowSize: 8, batchSizeMax: 4 }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const slow = yield* bus.subscribe("slow", 0)
        yield* publishMany(8)
        assert.deepStrictEqual(yield* drain(slow), upTo(8))
        assert.strictEqual(bus.status().catchUps, 0)
        yield* publishMany(12)
        assert.deepStrictEqual(yield* drain(slow), upTo(20).slice(8))
        assert.strictEqual(bus.status().catchUps, 1)
      })
    ))

  it("who comes later may begin anywhere in the log, after a restart too", () => {
    const disk = new MemoryDisk()
    return inWorld(
      busWorld(disk),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* publishMany(5)
        assert.deepStrictEqual(yield* drain(yield* bus.subscribe("from the start", 0)), upTo(5))
        assert.deepStrictEqual(yield* drain(yield* bus.subscribe("from the middle", 3)), [4, 5])
        assert.deepStrictEqual(yield* drain(yield* bus.subscribe("from now on", 5)), [])
      })
    ).then(() => {
      disk.kill()
      return inWorld(
        busWorld(disk),
        Effect.gen(function* () {
          const bus = yield* EventBus
          yield* publish(6)
          assert.deepStrictEqual(yield* drain(yield* bus.subscribe("from the middle", 3)), [4, 5, 6])
        })
      )
    })
  })

  it("take waits for the next event, and a take that was given up leaves the event to the next one", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const subscription = yield* bus.subscribe("patient", 0)
        const givenUp = yield* Effect.forkChild(subscription.take, { startImmediately: true })
        yield* Fiber.interrupt(givenUp)
        const taking = yield* Effect.forkChild(subscription.take, { startImmediately: true })
        yield* publish(1)
        assert.strictEqual((yield* Fiber.join(taking)).last, 1)
      })
    ))

  it("go back to what was last done, and take it again", () =>
    inWorld(
      busWorld(new MemoryDisk(), { batchSizeMax: 2 }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const subscription = yield* bus.subscribe("shaky", 0)
        yield* publishMany(5)
        subscription.done((yield* subscription.take).last)
        assert.deepStrictEqual((yield* subscription.take).last, 4)
        subscription.rewind()
        assert.strictEqual(subscription.position(), 2)
        assert.deepStrictEqual(yield* drain(subscription), [3, 4, 5])
        subscription.rewind()
        assert.deepStrictEqual(yield* drain(subscription), [])
      })
    ))

  it("are called back at every arrival, and at once when there is something already", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const subscription = yield* bus.subscribe("called", 0)
        let calls = 0
        subscription.onAvailable(() => void calls++)
        assert.strictEqual(calls, 0)
        yield* publish(1)
        yield* publish(2)
        assert.strictEqual(calls, 2)
        subscription.onAvailable(() => void calls++)
        assert.strictEqual(calls, 3)
      })
    ))

  it("of a scope that has closed are forgotten: no lag, no question, no call", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const scope = yield* Scope.make()
        const subscription = yield* Scope.provide(bus.subscribe("short", 0), scope)
        let calls = 0
        subscription.onAvailable(() => void calls++)
        yield* publish(1)
        assert.deepStrictEqual((yield* AtRest).pending(), ["short has 1 events before it"])
        yield* Scope.close(scope, Exit.void)
        yield* publish(2)
        assert.strictEqual(calls, 1)
        assert.deepStrictEqual(bus.status().subscribers, [])
        assert.deepStrictEqual((yield* AtRest).pending(), [])
      })
    ))
})

describe("an observer that never takes", () => {
  it("holds nobody up, and the system comes to rest without it (RUN-1)", () =>
    inWorld(
      busWorld(new MemoryDisk(), { lagMax: 4, windowSize: 16 }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.subscribe("asleep", 0, "observer")
        const worker = yield* bus.subscribe("awake", 0)
        yield* Effect.forEach(upTo(100), (number) => publish(number))
        assert.deepStrictEqual(yield* drain(worker), upTo(100))
        yield* (yield* AtRest).wait
        assert.deepStrictEqual(
          bus.status().subscribers.map(({ lag }) => lag),
          [100, 0]
        )
      })
    ))

  it("costs no memory: the window holds its size and no more, and says so when asked for older ones", () => {
    const window = new EventWindow(8, 100)
    const event = { type: "SearchRequested", query: "a", id: "1-1", at: 0, causedBy: null, firstCause: "1-1" } as const
    for (let position = 101; position <= 200; position++) window.push({ position, event })
    assert.isUndefined(window.after(191, 100))
    assert.deepStrictEqual(
      window.after(192, 100)?.map(({ position }) => position),
      [193, 194, 195, 196, 197, 198, 199, 200]
    )
    assert.deepStrictEqual(
      window.after(195, 3)?.map(({ position }) => position),
      [196, 197, 198]
    )
    assert.lengthOf(window.after(195, 5)!, 5, "what was served before is served again only if it is the same")
    assert.deepStrictEqual(window.after(200, 3), [])
  })
})

describe("publishers", () => {
  const held = Effect.fnUntraced(function* (end: (core: Subscription, scope: Scope.Closeable) => Effect.Effect<void>) {
    const bus = yield* EventBus
    const scope = yield* Scope.make()
    const core = yield* Scope.provide(bus.subscribe("core", 0, "core"), scope)
    yield* Effect.forEach(upTo(6), (number) => publish(number))
    const waiting = yield* Effect.forEach(upTo(3), (number) => Effect.forkChild(publish(number)))
    yield* advance(60_000)
    assert.strictEqual(bus.lastPosition(), 6)
    yield* end(core, scope)
    for (const fiber of waiting) yield* Fiber.join(fiber)
    assert.strictEqual(bus.lastPosition(), 9)
    yield* Scope.close(scope, Exit.void)
  })
  const world = () => busWorld(new MemoryDisk(), { lagMax: 5 })

  it("wait while the core is far behind, and go on when it has caught up (RUN-1)", () =>
    inWorld(
      world(),
      held((core) => Effect.sync(() => core.done(1)))
    ))

  it("go on when the core's scope has closed", () =>
    inWorld(
      world(),
      held((_, scope) => Scope.close(scope, Exit.void))
    ))

  it("do not wait for a worker, however far behind", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.subscribe("worker", 0, "worker")
        yield* Effect.forEach(upTo(50), (number) => publish(number))
        assert.strictEqual(bus.lastPosition(), 50)
      })
    ))

  it("that give up while they wait have published nothing", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const core = yield* bus.subscribe("core", 0, "core")
        yield* Effect.forEach(upTo(6), (number) => publish(number))
        const waiting = yield* Effect.forkChild(publish(7, "plex:7"), { startImmediately: true })
        yield* advance(1_000)
        yield* Fiber.interrupt(waiting)
        yield* drain(core)
        assert.deepStrictEqual(yield* publish(8, "plex:7"), { id: "plex:7", position: 7, duplicate: false })
      })
    ))
})

// Helpers

const setting = fc.record({
  windowSize: fc.integer({ min: 1, max: 20 }),
  batchSizeMax: fc.integer({ min: 1, max: 12 }),
  lagMax: fc.integer({ min: 0, max: 10 })
})
const burst = fc.record({
  count: fc.integer({ min: 1, max: 15 }),
  pauseMs: fc.constantFrom(0, 5, 1_000),
  asOne: fc.boolean()
})
/** How long one batch takes, and whether publishers wait for this one. */
const pace = fc.record({ workMs: fc.constantFrom(0, 1, 50, 400), isCore: fc.boolean() })

interface Pace {
  readonly workMs: number
  readonly isCore: boolean
}

/** A subscriber at its pace; the positions it has seen. */
const listen = Effect.fnUntraced(function* ({ workMs, isCore }: Pace, index: number) {
  const bus = yield* EventBus
  const seen: Array<number> = []
  const subscription = yield* bus.subscribe(`listener ${index}`, 0, isCore ? "core" : "worker")
  const step = Effect.gen(function* () {
    const { events, last } = yield* subscription.take
    yield* Effect.sleep(workMs)
    seen.push(...events.map(({ position }) => position))
    subscription.done(last)
  })
  yield* Effect.forkScoped(Effect.forever(step))
  return seen
})
