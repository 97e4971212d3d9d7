import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { checkAfter, checkReplay, live, newWitness } from "./life.ts"
import { born, eventOf, journalPath, movieId, records, seeded, textAt, viewed, withStore } from "./support.ts"

const encode = (text: string) => new TextEncoder().encode(text)

/** A disk that holds only this journal, or all other files too. */
const withJournal = (disk: MemoryDisk, bytes: Uint8Array, isAlone: boolean): MemoryDisk => {
  const copy = isAlone ? new MemoryDisk() : disk.clone()
  copy.put(journalPath, bytes)
  return copy
}

const openingFails = (disk: MemoryDisk) => Effect.flip(withStore(disk, () => Effect.void))

describe("the journal", () => {
  it.effect(
    "cut at any byte of its last 4 kB, gives every whole transaction before the cut (STORE-2)",
    () =>
      Effect.gen(function* () {
        const disk = new MemoryDisk()
        yield* live(disk, newWitness())
        const journal = disk.contents(journalPath)!
        const ends = [...textAt(disk, journalPath).matchAll(/"engine","position":(\d+)\}\}\n/g)]
        for (let cut = Math.max(0, journal.length - 4096); cut <= journal.length; cut++) {
          const whole = ends.filter((end) => Buffer.byteLength(end.input.slice(0, end.index + end[0].length)) <= cut)
          const torn = withJournal(disk, journal.slice(0, cut), cut % 2 === 0)
          const present = yield* checkAfter(
            torn,
            whole.map((end) => Number(end[1]))
          )
          if (cut % 64 === 0) yield* checkReplay(torn)
          assert.strictEqual(present.length, whole.length)
        }
      }),
    60_000
  )

  it.effect("a cut tail is reported, with its size", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* live(disk, newWitness())
      const journal = disk.contents(journalPath)!
      const torn = withJournal(disk, journal.slice(0, journal.length - 7), true)
      const repairs = yield* withStore(torn, (store) => Effect.succeed(store.status().repairs))
      assert.match(repairs.join(), /last \d+ bytes were torn and were cut off/)
      assert.deepStrictEqual(yield* withStore(torn, (store) => Effect.succeed(store.status().repairs)), [])
    })
  )

  it.effect(
    "a byte changed anywhere is never accepted: the tail is cut, or opening refuses and changes nothing",
    () =>
      Effect.gen(function* () {
        const disk = new MemoryDisk()
        yield* withStore(disk, (store) =>
          Effect.forEach([1, 2, 3, 4], (n) =>
            store.commit({ events: [eventOf(`e${n}`)], movies: [born(n), viewed(n, n)] })
          )
        )
        const journal = disk.contents(journalPath)!
        const random = seeded(7)
        let refused = 0
        for (let at = 0; at < journal.length; at += 3) {
          const damaged = journal.slice()
          damaged[at] = damaged[at]! ^ (1 << Math.floor(random() * 8))
          const copy = withJournal(disk, damaged, true)
          const exit = yield* Effect.result(withStore(copy, (store) => store.read(1, 10)))
          if (exit._tag === "Success") {
            const count = exit.success.length
            assert.deepStrictEqual(
              exit.success.map(({ event }) => event.id),
              ["e1", "e2", "e3", "e4"].slice(0, count)
            )
            assert.isAtLeast(count, 3, "only the last flush can be taken for torn")
            continue
          }
          refused++
          assert.match(exit.failure.message, /damaged at|damaged while|no journal/)
          assert.deepStrictEqual(copy.contents(journalPath), damaged)
        }
        assert.isAbove(refused, 300)
      }),
    60_000
  )

  it.effect("is the same, byte for byte, for the same life (RUN-2)", () =>
    Effect.gen(function* () {
      const journals = yield* Effect.forEach([1, 2, 3], () => {
        const disk = new MemoryDisk()
        return Effect.as(live(disk, newWitness()), disk).pipe(Effect.map((lived) => textAt(lived, journalPath)))
      })
      assert.strictEqual(journals[0], journals[1])
      assert.strictEqual(journals[0], journals[2])
      assert.isAbove(journals[0]!.length, 4_000)
    })
  )

  it.effect("something else under its name is refused and left alone", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const bytes = encode("a diary, not a journal\n".repeat(400))
      disk.put(journalPath, bytes)
      assert.match((yield* openingFails(disk)).message, /is no journal \(it begins with a diary/)
      assert.deepStrictEqual(disk.contents(journalPath), bytes)
      assert.isFalse(disk.paths().includes(`${MemoryStore.directory}/library.lock`))
    })
  )

  it.effect("when it is gone while files remember it, opening refuses rather than forget", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* live(disk, newWitness())
      const others = new MemoryDisk()
      for (const path of disk.paths()) if (path !== journalPath) others.put(path, disk.contents(path)!)
      assert.match((yield* openingFails(others)).message, /is gone, while .* knows of 18 events/)
    })
  )
})

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
