import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer } from "effect"
import fc from "fast-check"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { EventBus, type Receipt } from "../../../src/services/event-bus.ts"
import { Store } from "../../../src/services/store.ts"
import { randomFrom } from "../../support/random.ts"
import { runs } from "../../support/runs.ts"
import { inProcess } from "../../support/shelf.ts"
import { inWorld } from "../../support/virtual.ts"
import { busWorld, inKilledProcess, numbered, publish, queries } from "./bus-world.ts"

const alone = <A, E>(program: Effect.Effect<A, E>) => inWorld(Layer.empty, program)

describe("publish", () => {
  it("returns when the event is durable: what it acknowledged survives the loss of power (STORE-1)", () => {
    const disk = new MemoryDisk()
    return alone(
      Effect.gen(function* () {
        const exit = yield* inKilledProcess(disk, Effect.all([publish(1), publish(2)]))
        assert.deepStrictEqual(Exit.getSuccess(exit)._tag, "Some")
        assert.deepStrictEqual(yield* inProcess(busWorld(disk), queries), ["number 1", "number 2"])
      })
    )
  })

  it("loses nothing it acknowledged and doubles nothing, wherever the power goes (STORE-1)", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 24 }), fc.nat(1e6), (operation, seed) => {
        const disk = new MemoryDisk()
        const acknowledged: Array<string> = []
        const publishing = Effect.forEach([1, 2, 3, 4, 5, 6], (number) =>
          Effect.map(publish(number), () => void acknowledged.push(`number ${number}`))
        )
        return alone(
          Effect.gen(function* () {
            const body = Effect.andThen(
              Effect.sync(() => disk.failAt(operation, "dead")),
              Effect.exit(publishing)
            )
            yield* inKilledProcess(disk, body, randomFrom(seed))
            const found = yield* inProcess(busWorld(disk), queries)
            assert.deepStrictEqual(found.slice(0, acknowledged.length), acknowledged)
            assert.deepStrictEqual(found, [...new Set(found)])
          })
        )
      }),
      { numRuns: runs(60) }
    ))

  it("many at once are all written, each with a position of its own, without holes (STORE-1)", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const numbers = Array.from({ length: 300 }, (_, number) => number)
        const receipts = yield* Effect.forEach(numbers, (number) => publish(number), { concurrency: "unbounded" })
        assert.deepStrictEqual(
          receipts.map(({ position }) => position),
          numbers.map((number) => number + 1)
        )
        assert.deepStrictEqual(
          yield* queries,
          numbers.map((number) => `number ${number}`)
        )
      })
    ))

  it("gives every event an id, its time, its cause and its first cause", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const store = yield* Store
        const first = yield* publish(1)
        yield* bus.publish({ ...numbered(2), causedBy: first.id })
        yield* bus.publish({ ...numbered(3), causedBy: "somewhere:else", firstCause: "a:click" })
        const [one, two, three] = (yield* store.read(1, 3)).map(({ event }) => event)
        assert.deepInclude(one, { id: first.id, causedBy: null, firstCause: first.id })
        assert.deepInclude(two, { causedBy: first.id, firstCause: first.id })
        assert.deepInclude(three, { causedBy: "somewhere:else", firstCause: "a:click" })
        const fact = bus.stamp({ type: "SearchRequested", query: "a" }, three)
        assert.deepInclude(fact, { causedBy: three!.id, firstCause: "a:click", at: three!.at })
        const own = bus.stamp({ type: "SearchRequested", query: "a" }, undefined)
        assert.deepInclude(own, { causedBy: null, firstCause: own.id })
      })
    ))

  it("gives no id a second time, over restarts and over deaths", () => {
    const disk = new MemoryDisk()
    const ids: Array<string> = []
    const life = Effect.gen(function* () {
      const bus = yield* EventBus
      for (const number of [1, 2, 3]) ids.push((yield* publish(number)).id)
      ids.push(bus.stamp(numbered(4), undefined).id)
    })
    return alone(
      Effect.gen(function* () {
        yield* inProcess(busWorld(disk), life)
        yield* inKilledProcess(disk, life)
        yield* inKilledProcess(disk, life)
        yield* inProcess(busWorld(disk), life)
        assert.strictEqual(new Set(ids).size, 16)
      })
    )
  })
})

describe("an event delivered twice counts once", () => {
  const once = Effect.fnUntraced(function* (receipts: ReadonlyArray<Receipt>) {
    assert.deepStrictEqual(receipts, [
      { id: "plex:1", position: 1, duplicate: false },
      { id: "plex:1", position: 1, duplicate: true }
    ])
    assert.deepStrictEqual(yield* queries, ["number 1"])
  })

  it("one after the other", () =>
    inWorld(busWorld(), Effect.flatMap(Effect.all([publish(1, "plex:1"), publish(2, "plex:1")]), once)))

  it("both in flight at once", () =>
    inWorld(
      busWorld(),
      Effect.flatMap(Effect.all([publish(1, "plex:1"), publish(2, "plex:1")], { concurrency: 2 }), once)
    ))

  it("both in one call", () =>
    inWorld(
      busWorld(),
      Effect.flatMap(
        EventBus.use((bus) => bus.publishAll([numbered(1, "plex:1"), numbered(2, "plex:1")])),
        once
      )
    ))

  it("two calls that wait for each other's ids both end", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const calls = [
          bus.publishAll([numbered(1, "a:1"), numbered(2, "b:1")]),
          bus.publishAll([numbered(3, "b:1"), numbered(4, "c:1"), numbered(5, "a:1")])
        ]
        const [first, second] = yield* Effect.all(calls, { concurrency: 2 })
        assert.deepStrictEqual(
          first?.map(({ duplicate }) => duplicate),
          [false, false]
        )
        assert.deepStrictEqual(
          second?.map(({ position, duplicate }) => [position, duplicate]),
          [
            [2, true],
            [3, false],
            [1, true]
          ]
        )
        assert.deepStrictEqual(yield* queries, ["number 1", "number 2", "number 4"])
      })
    ))

  it("with a restart, or a death, in between: ids are recalled from the journal", () => {
    const disk = new MemoryDisk()
    return alone(
      Effect.gen(function* () {
        yield* inProcess(busWorld(disk), publish(1, "plex:1"))
        const again = yield* inKilledProcess(disk, publish(2, "plex:1"))
        assert.deepStrictEqual(again, Exit.succeed({ id: "plex:1", position: 1, duplicate: true }))
        yield* inProcess(busWorld(disk), publish(3, "plex:1"))
        assert.deepStrictEqual(yield* inProcess(busWorld(disk), queries), ["number 1"])
      })
    )
  })

  it("as long as it stands among the newest: older ids are forgotten, so that memory stays bounded (RUN-1)", () => {
    const disk = new MemoryDisk()
    const settings = { knownIdsMax: 4 }
    const fill = Effect.forEach([1, 2, 3, 4, 5], (number) => publish(number, `plex:${number}`))
    return alone(
      Effect.gen(function* () {
        const live = yield* inProcess(
          busWorld(disk, settings),
          Effect.gen(function* () {
            yield* fill
            return yield* Effect.all([publish(6, "plex:2"), publish(7, "plex:1")])
          })
        )
        assert.deepStrictEqual(
          live.map(({ duplicate }) => duplicate),
          [true, false]
        )
        const recalled = yield* inProcess(
          busWorld(disk, settings),
          Effect.all([publish(8, "plex:3"), publish(9, "plex:2")])
        )
        assert.deepStrictEqual(
          recalled.map(({ duplicate }) => duplicate),
          [true, false]
        )
      })
    )
  })
})

describe("a publish that fails", () => {
  it("on a full disk says so and burns nothing: no position, no id, no event (STORE-1)", () => {
    const disk = new MemoryDisk()
    return inWorld(
      busWorld(disk),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* publish(1)
        disk.full = true
        const errors = yield* Effect.all([publish(2, "plex:2"), publish(3, "plex:2"), publish(4)].map(Effect.flip), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          errors.map((error) => error._tag === "StoreError" && error.reason._tag),
          ["StoreFull", "StoreFull", "StoreFull"]
        )
        assert.strictEqual(bus.lastPosition(), 1)
        disk.full = false
        assert.deepStrictEqual(yield* publish(5, "plex:2"), { id: "plex:2", position: 2, duplicate: false })
        assert.deepStrictEqual(yield* queries, ["number 1", "number 5"])
      })
    )
  })

  it("because its caller was interrupted leaves no id behind that nobody answers for", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(publish(1, "plex:1"), { startImmediately: true })
        const others = yield* Effect.forkChild(publish(2, "plex:1"), { startImmediately: true })
        yield* Fiber.interrupt(fiber)
        const receipt = yield* Fiber.join(others)
        assert.strictEqual(receipt.position, 1)
        assert.deepStrictEqual((yield* publish(3, "plex:1")).position, 1)
        assert.deepStrictEqual((yield* queries).length, 1)
      })
    ))

  it("because what it carries cannot be written is its caller's alone", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        let value: unknown = 1
        for (let depth = 0; depth < 20_000; depth++) value = [value]
        const edit = { type: "MovieEdited", movie: "tmdb:1", field: "title", value, id: "deep:1" }
        const [exit, receipt] = yield* Effect.all([Effect.exit(bus.publish(edit as never)), publish(1)], {
          concurrency: 2
        })
        assert.isTrue(Exit.isFailure(exit) && !Cause.hasInterrupts(exit.cause))
        assert.strictEqual(receipt.position, 1)
      })
    ))
})
