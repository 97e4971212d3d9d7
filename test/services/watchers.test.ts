import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store, StoreBroken, StoreError } from "../../src/services/store.ts"
import { Watchers } from "../../src/services/watchers.ts"
import { advance, inWorld } from "../support/virtual.ts"
import { busWorld } from "./bus/bus-world.ts"

const [one, other] = ["m_0000000001", "m_0000000002"] as const

const pinned = (movie: string) => EventBus.use((bus) => bus.publish({ type: "MoviePinned", movie: movie as never }))
const viewed = EventBus.use((bus) => bus.publish({ type: "MovieViewed", movie: "tmdb:1" }))
const world = () => Watchers.layer.pipe(Layer.provideMerge(busWorld()))

const subjects = (events: Iterable<object>) => [...events].map((event) => ("movie" in event ? event.movie : "none"))

describe("watchers", () => {
  it("hear of their movie only, in order, from the moment they began to watch", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const watchers = yield* Watchers
        yield* pinned(one)
        yield* advance(0)
        const stream = yield* watchers.watch(one as never)
        const everything = yield* watchers.watch(undefined)
        yield* pinned(other)
        yield* pinned(one)
        yield* EventBus.use((bus) => bus.publish({ type: "SearchRequested", query: "up" }))
        yield* pinned(one)
        assert.deepStrictEqual(subjects(yield* Stream.runCollect(Stream.take(stream, 2))), [one, one])
        assert.deepStrictEqual(subjects(yield* Stream.runCollect(Stream.take(everything, 4))), [
          other,
          one,
          "none",
          one
        ])
      })
    ))

  it("that are slow lose the oldest, bounded and counted, and slow nobody down (RUN-1)", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const watchers = yield* Watchers
        const bus = yield* EventBus
        const slow = yield* watchers.watch(undefined)
        yield* bus.publishAll(
          Array.from({ length: 1_000 }, (_, number) => ({ type: "SearchRequested", query: `number ${number}` }))
        )
        yield* advance(0)
        assert.deepStrictEqual(watchers.status(), { watchers: 1, dropped: 744 })
        assert.deepStrictEqual(
          bus.status().subscribers.map(({ lag }) => lag),
          [0]
        )
        const [first] = yield* Stream.runCollect(Stream.take(slow, 1))
        assert.deepInclude(first, { query: "number 744" })
      })
    ))

  it("end with their scope, also in the middle of waiting", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        const watchers = yield* Watchers
        const scope = yield* Scope.make()
        const stream = yield* Scope.provide(watchers.watch(undefined), scope)
        const reading = yield* Effect.forkChild(Effect.exit(Stream.runCollect(stream)), { startImmediately: true })
        yield* viewed
        yield* advance(0)
        yield* Scope.close(scope, Exit.void)
        yield* Fiber.join(reading)
        assert.strictEqual(watchers.status().watchers, 0)
        yield* viewed
        yield* advance(0)
        assert.deepStrictEqual(watchers.status(), { watchers: 0, dropped: 0 })
      })
    ))

  it("go on when what they missed could not be read for a while", () => {
    let readable = false
    const shaky = Layer.effect(
      Store,
      Effect.map(Store, (store) => ({
        ...store,
        read: (from: number, limit: number) => (readable ? store.read(from, limit) : Effect.fail(unreadable))
      }))
    )
    const unreadable = new StoreError({ reason: new StoreBroken({ path: "/x", operation: "read", detail: "told to" }) })
    return inWorld(
      Watchers.layer.pipe(Layer.provideMerge(busWorld(new MemoryDisk(), { windowSize: 2 }, shaky))),
      Effect.gen(function* () {
        const watchers = yield* Watchers
        const bus = yield* EventBus
        const stream = yield* watchers.watch(undefined)
        yield* bus.publishAll([1, 2, 3, 4].map((number) => ({ type: "SearchRequested", query: `number ${number}` })))
        yield* advance(10_000)
        readable = true
        yield* advance(10_000)
        const events = yield* Stream.runCollect(Stream.take(stream, 4))
        assert.deepInclude(events[0], { query: "number 1" })
      })
    )
  })
})
