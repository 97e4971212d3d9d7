import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { checkReplay } from "./life.ts"
import { born, eventOf, journalPath, movieId, records, textAt, withStore } from "./support.ts"

describe("group commit", () => {
  const sixtyFour = Array.from({ length: 64 }, (_, n) => n + 1)

  it.effect("64 commits at once share one sync, keep their order, and tell their events once, in order", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          const told: Array<string> = []
          store.onDurable((events) => void told.push(...events.map(({ position, event }) => `${position}:${event.id}`)))
          const before = disk.count("sync")
          const committed = yield* Effect.forEach(sixtyFour, (n) => store.commit({ events: [eventOf(`e${n}`)] }), {
            concurrency: "unbounded"
          })
          assert.strictEqual(disk.count("sync") - before, 1)
          assert.deepStrictEqual(
            committed,
            sixtyFour.map((n) => ({ first: n, last: n }))
          )
          assert.deepStrictEqual(
            told,
            sixtyFour.map((n) => `${n}:e${n}`)
          )
          assert.deepStrictEqual(yield* store.commit({ cursor: { subscriber: "x", position: 1 } }), {
            first: 0,
            last: 0
          })
        })
      )
    })
  )

  it.effect("an event is told only when it is durable and its effects can be read", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          const seen: Array<boolean> = []
          store.onDurable(([first]) => {
            const copy = disk.clone()
            copy.crash(() => 0)
            seen.push(textAt(copy, journalPath).includes(first!.event.id) && store.has(movieId(1)))
          })
          yield* store.commit({ events: [eventOf("e1")], movies: [born(1)] })
          assert.deepStrictEqual(seen, [true])
        })
      )
    })
  )

  it.effect("a commit that cannot be written as JSON is its caller's bug; its neighbours in the flush go on", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          const bad = { ...eventOf("bad"), at: 10n as unknown as number }
          const commits = [{ events: [eventOf("e1")] }, { events: [eventOf("x"), bad] }, { events: [eventOf("e2")] }]
          const fibers = yield* Effect.forEach(commits, (commit) => Effect.forkChild(store.commit(commit)))
          const exits = yield* Effect.forEach(fibers, (fiber) => Fiber.await(fiber))
          assert.deepStrictEqual(
            exits.map(({ _tag }) => _tag),
            ["Success", "Failure", "Success"]
          )
          assert.deepStrictEqual(
            (yield* store.read(1, 9)).map(({ event }) => event.id),
            ["e1", "e2"]
          )
        })
      )
      yield* checkReplay(disk)
    })
  )

  it.effect("a commit interrupted before its turn is not written", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(store.commit({ events: [eventOf("e1")] }), { startImmediately: true })
          yield* Fiber.interrupt(fiber)
          yield* store.commit({ events: [eventOf("e2")] })
          assert.deepStrictEqual(
            (yield* store.read(1, 9)).map(({ event }) => event.id),
            ["e2"]
          )
        })
      )
    })
  )

  it.effect("closing writes what waits", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const fiber = yield* withStore(disk, (store) =>
        Effect.forkDetach(store.commit({ events: [eventOf("e1")] }), { startImmediately: true })
      )
      assert.deepStrictEqual(yield* Fiber.join(fiber), { first: 1, last: 1 })
      assert.include(textAt(disk, journalPath), `"e1"`)
    })
  )
})

describe("a disk that is full", () => {
  it.effect(
    "fails exactly the commits of that flush, burns no position, and the store goes on when there is space",
    () =>
      Effect.gen(function* () {
        const disk = new MemoryDisk()
        yield* withStore(disk, (store) =>
          Effect.gen(function* () {
            yield* store.commit({ events: [eventOf("e1")], movies: [born(1)] })
            const before = textAt(disk, journalPath)
            disk.full = true
            const errors = yield* Effect.forEach(
              ["e2", "e3"],
              (id) => Effect.flip(store.commit({ events: [eventOf(id)] })),
              {
                concurrency: "unbounded"
              }
            )
            assert.deepStrictEqual(
              errors.map(({ reason }) => reason._tag),
              ["StoreFull", "StoreFull"]
            )
            assert.strictEqual(textAt(disk, journalPath), before)
            assert.strictEqual((yield* store.movie(movieId(1)))?.id, movieId(1))
            disk.full = false
            assert.deepStrictEqual(yield* store.commit({ events: [eventOf("e4")] }), { first: 2, last: 2 })
          })
        )
        const events = yield* withStore(disk, (store) => store.read(1, 9))
        assert.deepStrictEqual(
          events.map(({ position, event }) => `${position}:${event.id}`),
          ["1:e1", "2:e4"]
        )
      })
  )

  it.effect("when what was half written cannot be cut off at once, it is cut off before the next write", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit({ events: [eventOf("e1")] })
          disk.failAt(1, "full")
          disk.failAt(2, "broken")
          assert.strictEqual((yield* Effect.flip(store.commit({ events: [eventOf("e2")] }))).reason._tag, "StoreFull")
          assert.deepStrictEqual(yield* store.commit({ events: [eventOf("e3")] }), { first: 2, last: 2 })
        })
      )
      assert.deepStrictEqual(
        (yield* withStore(disk, (store) => store.read(1, 9))).map(({ event }) => event.id),
        ["e1", "e3"]
      )
    })
  )

  it.effect("a sync that failed is not believed again: every later commit is refused, reading goes on", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit({ events: [eventOf("e1")], movies: [born(1)] })
          disk.failAt(2, "broken")
          const syncs = disk.count("sync")
          for (const id of ["e2", "e3", "e4"]) {
            const error = yield* Effect.flip(store.commit({ events: [eventOf(id)] }))
            assert.strictEqual(error.reason._tag, "StoreBroken")
          }
          assert.strictEqual(disk.count("sync") - syncs, 1)
          assert.deepStrictEqual(
            (yield* store.read(1, 9)).map(({ event }) => event.id),
            ["e1"]
          )
          assert.isDefined(yield* store.movie(movieId(1)))
        })
      )
      assert.include(yield* Effect.map(records(disk, "start"), ({ movies }) => movies), "Film 1")
    })
  )
})
