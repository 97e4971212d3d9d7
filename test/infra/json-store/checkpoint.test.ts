import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { JsonStore } from "../../../src/infra/json-store/json-store.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { recordHash } from "../../../src/infra/json-store/replay-records.ts"
import { checkAfter, checkReplay, live, newWitness } from "./life.ts"
import { runs } from "../../support/runs.ts"
import {
  born,
  eventOf,
  journalPath,
  learned,
  movieId,
  records,
  seeded,
  type StoreService,
  textAt,
  viewed,
  withStore
} from "./support.ts"
import { wander } from "./wander.ts"

const { directory } = MemoryStore
const dataPaths = ["movies", "people", "relations", "images/manifest"].map((name) => `${directory}/${name}.json`)
const eager = (disk: MemoryDisk) =>
  Layer.provide(JsonStore.layer({ directory, checkpointBytesMin: 10_000, checkpointShare: 0.5 }), disk.layer)

const lived = Effect.gen(function* () {
  const disk = new MemoryDisk()
  const witness = newWitness()
  yield* live(disk, witness)
  return { disk, witness }
})

const edit = (disk: MemoryDisk, path: string, change: (text: string) => string) =>
  disk.put(path, new TextEncoder().encode(change(textAt(disk, path))))

const repairsOf = (disk: MemoryDisk) => withStore(disk, (store) => Effect.succeed(store.status().repairs.join("\n")))

const checkpointOf = (disk: MemoryDisk) => withStore(disk, (store) => Effect.succeed(store.status().checkpointPosition))

describe("the readable files", () => {
  it.effect("are JSON arrays with one record a line, statistics on top, and say what the journal says (STORE-3)", () =>
    Effect.gen(function* () {
      const { disk } = yield* lived
      const fromStart = yield* records(disk, "start")
      assert.deepStrictEqual(
        dataPaths.map((path) => textAt(disk, path)),
        [fromStart.movies, fromStart.people, fromStart.relations, fromStart.images]
      )
      const movies = JSON.parse(fromStart.movies) as ReadonlyArray<Record<string, unknown>>
      assert.strictEqual(fromStart.movies.trimEnd().split("\n").length, movies.length + 2)
      assert.deepStrictEqual(Object.keys(movies[0]!), [
        "format",
        "id",
        "title",
        "year",
        "aliases",
        "createdAt",
        "files",
        "pin",
        "lifecycle",
        "viewCount",
        "lastAccess",
        "popularityScore",
        "scoredAt",
        "searchHits",
        "shown",
        "plays",
        "bytes",
        "knowledge",
        "gaps"
      ])
    })
  )

  it.effect("of any history are those of its replay, byte for byte, and the hash tells a difference", () =>
    Effect.gen(function* () {
      const hashes = new Set<string>()
      for (let seed = 1; seed <= runs(40); seed++) {
        const disk = new MemoryDisk()
        const random = seeded(seed)
        for (let opening = 0; opening < 3; opening++) yield* withStore(disk, (store) => wander(store, random))
        yield* checkReplay(disk)
        hashes.add(recordHash(yield* records(disk, "start")))
      }
      assert.strictEqual(hashes.size, runs(40))
    })
  )

  it.effect("that are damaged fall back to the ones before, and those to the journal, and say so (STORE-2)", () =>
    Effect.gen(function* () {
      for (const name of ["movies", "people", "relations", "images/manifest", "checkpoint"]) {
        const { disk, witness } = yield* lived
        const current = `${directory}/${name}.json`
        edit(disk, current, (text) => `${text.slice(0, -8)}?${text.slice(-7)}`)
        assert.match(yield* repairsOf(disk.clone()), /passed over/, name)
        assert.strictEqual(yield* checkpointOf(disk.clone()), 12, "the one before the last")
        yield* checkAfter(disk.clone(), witness.acknowledged)
        edit(disk, `${directory}/${name}.previous.json`, (text) => text.slice(0, 9))
        assert.strictEqual(yield* checkpointOf(disk.clone()), 0, "the journal alone")
        yield* checkAfter(disk, witness.acknowledged)
      }
    })
  )

  it.effect("that were damaged are whole again after the next checkpoint", () =>
    Effect.gen(function* () {
      const { disk } = yield* lived
      edit(disk, `${directory}/movies.json`, (text) => text.replace("Title", "Tilte"))
      assert.match(yield* repairsOf(disk), /movies.json is damaged/)
      assert.strictEqual(yield* repairsOf(disk), "")
      assert.strictEqual(textAt(disk, `${directory}/movies.json`), (yield* records(disk, "start")).movies)
    })
  )

  it.effect("are read where they were opened, while newer ones take their names", () =>
    Effect.gen(function* () {
      const { disk } = yield* lived
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          const before = yield* store.movie(movieId(1))
          for (let n = 10; n < 14; n++) {
            yield* store.commit({ movies: [born(n)] })
            yield* store.checkpoint
          }
          assert.deepStrictEqual(yield* store.movie(movieId(1)), before)
          assert.strictEqual(yield* store.resolve("tmdb:1"), movieId(1))
          assert.isDefined(yield* store.relations(movieId(1)))
          assert.strictEqual(store.status().checkpointPosition, store.lastPosition())
        })
      )
      yield* checkReplay(disk)
    })
  )

  it.effect("are of one moment, however many commits come while they are written", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          for (let n = 1; n <= 600; n++)
            yield* store.commit({ movies: [{ ...born(n), ...learned(n, "x".repeat(900)) }] })
          const writing = yield* Effect.forkChild(store.checkpoint, { startImmediately: true })
          for (let n = 1; n <= 20; n++)
            yield* store.commit({ events: [eventOf(`late${n}`)], movies: [viewed(600, n), born(600 + n)] })
          yield* Fiber.join(writing)
          const movies = JSON.parse(textAt(disk, `${directory}/movies.json`)) as ReadonlyArray<{
            readonly viewCount: number
          }>
          assert.deepStrictEqual([movies.length, movies.at(-1)!.viewCount], [600, 0])
        })
      )
      assert.strictEqual((yield* records(disk, "start")).movies.split("\n").length, 620 + 3)
      yield* checkReplay(disk)
    })
  )
})

describe("STORE-5: cost follows the change", () => {
  const bytesWritten = (disk: MemoryDisk) => [...disk.written.values()].reduce((sum, bytes) => sum + bytes, 0)

  it.effect("one changed movie among 2,000 costs its own bytes, also when the library is closed", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const long = "x".repeat(6_000)
      yield* withStore(disk, (store) =>
        Effect.forEach(
          Array.from({ length: 2_000 }, (_, n) => n),
          (n) => store.commit({ movies: [{ ...born(n), ...learned(n, long) }] }),
          { concurrency: "unbounded" }
        )
      )
      const files = bytesWritten(disk)
      yield* withStore(disk, (store) => store.commit({ events: [eventOf("e1")], movies: [viewed(7, 1)] }))
      assert.isAbove(files, 12_000_000)
      assert.isBelow(bytesWritten(disk) - files, 2_000)
      assert.strictEqual(
        yield* withStore(disk, (store) => Effect.succeed(store.columns(movieId(7))?.statistics.viewCount)),
        1
      )
    })
  )

  it.effect("the files are written again by themselves, and in sum cost a fixed multiple of the journal", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const busy = (store: StoreService) =>
        Effect.gen(function* () {
          for (let n = 1; n <= 2_000; n++) {
            yield* store.commit({ movies: [{ ...born(n % 300), ...learned(n % 300, "word ".repeat(40)) }] })
          }
        })
      yield* withStore(disk, busy, eager(disk))
      const journal = disk.written.get(journalPath)!
      const rest = bytesWritten(disk) - journal
      assert.isAbove(disk.count("rename"), 20)
      assert.isBelow(rest, journal * 5)
    })
  )
})
