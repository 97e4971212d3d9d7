import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { LoggedEvent } from "../../../src/services/store.ts"
import { EventBus } from "../../../src/services/event-bus.ts"
import { type EventFeeds, makeEventFeeds } from "../../../src/shells/http/event-feeds.ts"
import { keepAll } from "../../../src/shells/http/event-ring.ts"
import { httpSettings, type HttpSettings } from "../../../src/shells/http/settings.ts"
import { shelf } from "../../support/shelf.ts"

const everything = keepAll

const publish = Effect.fnUntraced(function* (count: number) {
  const bus = yield* EventBus
  for (let from = 0; from < count; from += 500) {
    const size = Math.min(500, count - from)
    yield* bus.publishAll(Array.from({ length: size }, () => ({ type: "MovieViewed", movie: "tmdb:13" }) as const))
  }
  // The streams are served by a subscriber of the bus: it gets its turn.
  yield* Effect.yieldNow
  yield* TestClock.adjust(1)
})

const messages = (text: string) =>
  text
    .split("\n\n")
    .filter((message) => message.includes("data: "))
    .map((message) => {
      const name = /^event: (\w+)$/m.exec(message)?.[1] ?? "message"
      return {
        name,
        data: JSON.parse(/^data: (.*)$/m.exec(message)![1]!) as LoggedEvent & { from: number; to: number }
      }
    })

const positions = (text: string) =>
  messages(text).flatMap(({ data, name }) => (name === "message" ? [data.position] : []))

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Reads until the positions go so far, or the stream ends. */
const readTo = (stream: Stream.Stream<Uint8Array>, last: number) =>
  stream.pipe(
    Stream.map((bytes) => Buffer.from(bytes).toString()),
    Stream.takeUntil((text) => text.includes(`id: ${last}\n`)),
    Stream.runFold(
      () => "",
      (all, text) => all + text
    )
  )

const withFeeds = <A, E>(settings: Partial<HttpSettings>, use: (feeds: EventFeeds) => Effect.Effect<A, E, EventBus>) =>
  Effect.scoped(Effect.flatMap(makeEventFeeds(httpSettings(settings)), use)).pipe(Effect.provide(Layer.fresh(shelf())))

describe("streams of events", () => {
  it.effect("whoever comes back with the last position misses nothing and gets nothing twice", () =>
    withFeeds({}, (feeds) =>
      Effect.gen(function* () {
        yield* publish(20)
        const first = yield* readTo(yield* feeds.open({ after: 0, keep: everything }), 20)
        assert.deepStrictEqual(positions(first), range(1, 20))
        yield* publish(10)
        const second = yield* readTo(yield* feeds.open({ after: 20, keep: everything }), 30)
        assert.deepStrictEqual(positions(second), range(21, 30))
        const chosen = yield* feeds.open({ after: 0, keep: ({ position }) => position % 10 === 0 })
        assert.deepStrictEqual(positions(yield* readTo(chosen, 30)), [10, 20, 30])
      })
    )
  )

  it.effect("a client that is slow is caught up from the journal, and misses nothing (RUN-1)", () =>
    withFeeds({}, (feeds) =>
      Effect.gen(function* () {
        const slow = yield* feeds.open({ after: 0, keep: everything })
        yield* publish(6_000)
        assert.deepStrictEqual(positions(yield* readTo(slow, 6_000)), range(1, 6_000))
        assert.isAbove(feeds.status().catchUps, 0)
        assert.strictEqual(feeds.status().gaps, 0)
      })
    )
  )

  it.effect("one that is too far behind, or ahead of the journal, is told of the gap and goes on with the newest", () =>
    withFeeds({ behindMax: 100 }, (feeds) =>
      Effect.gen(function* () {
        yield* publish(150)
        for (const after of [0, 999]) {
          const told = yield* readTo(yield* feeds.open({ after, keep: everything }), 150)
          const [gap, ...rest] = messages(told)
          assert.deepStrictEqual([gap!.name, gap!.data.from, gap!.data.to, rest.length], ["gap", after, 150, 0])
        }
        assert.strictEqual(feeds.status().gaps, 2)
      })
    )
  )

  it.effect("one that takes nothing though there is something is let go, and the others are not", () =>
    withFeeds({ stallMs: 60_000 }, (feeds) =>
      Effect.gen(function* () {
        const stuck = yield* feeds.open({ after: 0, keep: everything })
        const never = yield* feeds.open({ after: 0, keep: everything })
        const reader = yield* feeds.open({ after: undefined, keep: everything })
        yield* publish(3)
        const reading = yield* Effect.forkChild(readTo(reader, 4), { startImmediately: true })
        const sticking = yield* Effect.forkChild(
          Stream.runForEach(stuck, () => Effect.never),
          { startImmediately: true }
        )
        assert.strictEqual(feeds.status().open, 3)
        yield* TestClock.adjust("61 seconds")
        yield* TestClock.adjust("15 seconds")
        assert.deepInclude(feeds.status(), { open: 1, stalled: 2 })
        assert.strictEqual((yield* Fiber.await(sticking))._tag, "Failure")
        assert.strictEqual(yield* Stream.runCount(never), 0)
        yield* publish(1)
        assert.deepStrictEqual(positions(yield* Fiber.join(reading)), [1, 2, 3, 4])
      })
    )
  )

  it.effect("a stream says that it is alive, and where it is, when nothing happens", () =>
    withFeeds({ heartbeatMs: 15_000 }, (feeds) =>
      Effect.gen(function* () {
        const idle = yield* feeds.open({ after: undefined, keep: () => false })
        const beats = yield* Effect.forkChild(Stream.runCollect(Stream.take(idle, 3)), { startImmediately: true })
        yield* publish(2)
        yield* TestClock.adjust("31 seconds")
        const told = (yield* Fiber.join(beats)).map((bytes) => Buffer.from(bytes).toString())
        assert.deepStrictEqual(told, ["retry: 2000\nid: 0\n: welcome\n\n", "id: 2\n: alive\n\n", "id: 2\n: alive\n\n"])
      })
    )
  )

  it.effect("closing ends every stream with a word, and opens no more", () =>
    withFeeds({}, (feeds) =>
      Effect.gen(function* () {
        const open = yield* Effect.forEach([1, 2, 3], () => feeds.open({ after: undefined, keep: everything }))
        const ends = yield* Effect.forEach(open, (stream) =>
          Effect.forkChild(readTo(stream, Infinity), { startImmediately: true })
        )
        yield* feeds.close
        for (const end of ends) {
          assert.deepStrictEqual(
            messages(yield* Fiber.join(end)).map(({ name }) => name),
            ["end"]
          )
        }
        assert.strictEqual(feeds.status().open, 0)
        assert.strictEqual((yield* Effect.flip(feeds.open({ after: 0, keep: everything }))).kind, "closing")
      })
    )
  )

  it.effect("no more streams are opened than are allowed, and one that ends makes room", () =>
    withFeeds({ streamsMax: 2 }, (feeds) =>
      Effect.gen(function* () {
        yield* publish(1)
        const [one] = yield* Effect.forEach([1, 2], () => feeds.open({ after: 0, keep: everything }))
        const refused = yield* Effect.flip(feeds.open({ after: 0, keep: everything }))
        assert.deepStrictEqual([refused.kind, refused.headers], ["too-many-streams", { "retry-after": "10" }])
        yield* readTo(one!, 1)
        yield* feeds.open({ after: 0, keep: everything })
      })
    )
  )
})
