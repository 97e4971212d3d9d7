import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { checkAfter, checkReplay, live, newWitness } from "./life.ts"
import { born, eventOf, journalPath, seeded, textAt, viewed, withStore } from "./support.ts"

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
