import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Disk } from "../../../src/infra/disk/disk.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { NodeDisk } from "../../../src/infra/disk/node-disk.ts"
import { encodeLine } from "../../../src/infra/json-store/journal-line.ts"
import { JsonStore } from "../../../src/infra/json-store/json-store.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { Store } from "../../../src/services/store.ts"
import { live, newWitness } from "./life.ts"
import { born, eventOf, journalPath, movieId, textAt, withStore } from "./support.ts"

const { directory } = MemoryStore
const lockPath = `${directory}/library.lock`
const nothing = () => Effect.void

const contentsOf = (disk: MemoryDisk) => new Map(disk.paths().map((path) => [path, textAt(disk, path)]))

const put = (disk: MemoryDisk, path: string, text: string) => disk.put(path, new TextEncoder().encode(text))

const lockOf = (pid: number, token: string) =>
  JSON.stringify({ pid, host: "memory", start: String(pid), what: "the lab", since: 0, token })

describe("STORE-4: one process at a time", () => {
  it.effect("a second one is refused with the owner's name, and the first does not notice", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const first = Layer.provide(JsonStore.layer({ directory, what: "reelstate serve" }), disk.layer)
      yield* withStore(
        disk,
        (store) =>
          Effect.gen(function* () {
            const before = contentsOf(disk)
            const error = yield* Effect.flip(withStore(disk, nothing))
            assert.strictEqual(error.reason._tag, "LibraryInUse")
            assert.match(error.message, /in use by reelstate serve \(process 1 on memory\)/)
            assert.deepStrictEqual(contentsOf(disk), before)
            yield* store.commit({ events: [eventOf("e1")] })
          }),
        first
      )
      assert.isFalse(disk.paths().includes(lockPath))
    })
  )

  it.effect("the lock of a dead process is taken over, also when its follower died while taking it over", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      put(disk, lockPath, lockOf(98, "98-98-1"))
      yield* withStore(disk, () => Effect.sync(() => assert.include(textAt(disk, lockPath), `"pid":1`)))

      put(disk, lockPath, lockOf(98, "98-98-2"))
      put(disk, `${lockPath}.after-98-98-2`, lockOf(99, "99-99-1"))
      yield* withStore(disk, nothing)
      assert.deepStrictEqual(
        disk.paths().filter((path) => path.includes("library.lock")),
        []
      )
    })
  )

  it.effect("of many that find a dead lock at once, one wins", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      put(disk, lockPath, lockOf(98, "98-98-1"))
      const results = yield* Effect.forEach([1, 2, 3, 4], () => Effect.result(withStore(disk, () => Effect.yieldNow)), {
        concurrency: "unbounded"
      })
      const won = results.filter(({ _tag }) => _tag === "Success").length
      assert.isAtLeast(won, 1)
      for (const result of results) {
        if (result._tag === "Failure") assert.strictEqual(result.failure.reason._tag, "LibraryInUse")
      }
      assert.strictEqual(yield* withStore(disk, (store) => Effect.succeed(store.opened)), won + 1)
    })
  )

  it.effect("a follower still at work keeps others out, and a lock nobody can read is not taken", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      put(disk, lockPath, lockOf(98, "98-98-1"))
      put(disk, `${lockPath}.after-98-98-1`, lockOf(1, "1-1-1"))
      assert.match((yield* Effect.flip(withStore(disk, nothing))).message, /in use by the lab/)
      put(disk, lockPath, "{")
      assert.match((yield* Effect.flip(withStore(disk, nothing))).message, /somebody unknown .*delete it if no process/)
    })
  )
})

describe("STORE-4: a newer format is refused, never rewritten", () => {
  const newer: Record<string, (disk: MemoryDisk) => void> = {
    "library.json": (disk) => put(disk, `${directory}/library.json`, `{"format":7,"kind":"json"}`),
    "the checkpoint": (disk) => put(disk, `${directory}/checkpoint.json`, `{"crc":1,"checkpoint":{"format":7}}`),
    "the journal": (disk) => {
      const journal = textAt(disk, journalPath)
      const mark = { startsFlush: true, endsTransaction: true }
      put(disk, journalPath, journal + encodeLine(`{"opened":9,"format":7,"at":1}`, mark, Buffer.byteLength(journal)))
    },
    "a record": (disk) => {
      const path = `${directory}/movies.json`
      put(disk, path, textAt(disk, path).replace(`{"format":1,`, `{"format":7,`))
    }
  }
  for (const [where, change] of Object.entries(newer)) {
    it.effect(`in ${where}`, () =>
      Effect.gen(function* () {
        const disk = new MemoryDisk()
        yield* live(disk, newWitness())
        change(disk)
        const before = contentsOf(disk)
        const error = yield* Effect.flip(withStore(disk, nothing))
        assert.deepInclude(error.reason, { _tag: "FormatTooNew", found: 7, supported: 1 })
        assert.deepStrictEqual(contentsOf(disk), before)
      })
    )
  }

  it.effect("a library of another kind is not opened, and a damaged description is written again", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      put(disk, `${directory}/library.json`, `{"format":1,"kind":"sqlite"}`)
      assert.match((yield* Effect.flip(withStore(disk, nothing))).message, /kind sqlite/)
      put(disk, `${directory}/library.json`, "\0\0")
      const repairs = yield* withStore(disk, (store) => Effect.succeed(store.status().repairs))
      assert.match(repairs.join(), /was damaged and was written again/)
      assert.include(textAt(disk, `${directory}/library.json`), `"format":1`)
    })
  )
})

describe("on the real disk", () => {
  const temporary = Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "reelstate-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true }))
  )
  for (const [name, layer] of Object.entries({ layer: NodeDisk.layer, layerSync: NodeDisk.layerSync })) {
    it.live(`NodeDisk.${name} keeps a library over two openings, and a torn tail is cut`, () =>
      Effect.scoped(
        Effect.gen(function* () {
          const path = `${yield* temporary}/library`
          const open = <A, E>(use: (store: typeof Store.Service) => Effect.Effect<A, E>) =>
            Effect.provide(Store.use(use), Layer.provide(JsonStore.layer({ directory: path }), layer), { local: true })
          const numbers = Array.from({ length: 100 }, (_, n) => n + 1)
          yield* open((store) =>
            Effect.forEach(numbers, (n) => store.commit({ events: [eventOf(`e${n}`)], movies: [born(n)] }), {
              concurrency: 16
            })
          )
          writeFileSync(`${path}/journal.ndjson`, `${readFileSync(`${path}/journal.ndjson`, "utf8")}deadbeef+ {"mov`)
          yield* open((store) =>
            Effect.gen(function* () {
              assert.strictEqual(store.status().repairs.length, 1)
              assert.strictEqual(store.lastPosition(), 100)
              assert.strictEqual(yield* store.resolve("tmdb:77"), movieId(77))
              assert.strictEqual((yield* Effect.flip(open(nothing))).reason._tag, "LibraryInUse")
            })
          )
          writeFileSync(
            `${path}/library.lock`,
            lockOf(4_194_999, "4194999-1-1").replace(`"host":"memory"`, `"host":${JSON.stringify(yield* host)}`)
          )
          assert.strictEqual(yield* open((store) => Effect.succeed(store.opened)), 3)
        })
      )
    )
  }
  const host = Effect.provide(
    Disk.use((disk) => Effect.succeed(disk.self.host)),
    NodeDisk.layer
  )
})
