import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { FactBody } from "../../src/domain/event.ts"
import type { MovieId } from "../../src/domain/identity.ts"
import type { ImageEntry, ImageSize } from "../../src/domain/movie.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { CacheManager } from "../../src/services/cache-manager.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { ImageFiles } from "../../src/services/image-files.ts"
import { Store } from "../../src/services/store.ts"
import { inProcess, put, rest, shelf } from "../support/shelf.ts"

const settings = { sweepEveryMs: 600_000, sweepMax: 100 }
const cache = (disk: MemoryDisk) => CacheManager.layer(settings).pipe(Layer.provideMerge(shelf(disk)))

/** A picture of so many bytes; equal seeds are equal pictures. */
const picture = (seed: number, bytes: number) => {
  const data = new Uint8Array(bytes).fill(seed)
  data.set([0xff, 0xd8, 0xff])
  return data
}

const shot = Effect.fnUntraced(function* (movie: MovieId, size: ImageSize, seed: number) {
  const images = yield* ImageFiles
  const store = yield* Store
  const file = yield* images.write(picture(seed, 1_000))
  const entry: ImageEntry = {
    file,
    movie,
    kind: "poster",
    size,
    source: "/p.jpg",
    bytes: 1_000,
    fetchedAt: 1,
    doomed: false
  }
  yield* store.commit({ images: [entry] })
  return entry
})

/** What a shard commits when a movie is downgraded: the fact, and its images doomed. */
const doom = Effect.fnUntraced(function* (entries: ReadonlyArray<ImageEntry>, withFact = true) {
  const store = yield* Store
  const bus = yield* EventBus
  const facts = entries.map(({ movie }): FactBody => ({
    type: "MovieDowngraded",
    movie,
    from: "deep",
    kept: "basic",
    imagesOnly: false,
    rule: "not-accessed",
    evidence: [],
    rank: 1,
    bytesFreed: 1_000,
    plan: null
  }))
  const events = withFact ? facts.map((fact) => bus.stamp(fact, undefined)) : []
  yield* store.commit({ events, images: entries.map((entry) => ({ ...entry, doomed: true })) })
})

const enriched = (movie: MovieId): FactBody => ({
  type: "MovieEnriched",
  movie,
  level: "deep",
  from: "deep",
  task: "refresh",
  fields: [],
  gaps: [],
  providerCalls: 1,
  bytes: 1_000,
  durationMs: 1
})

const removalOf = ({ file, kind, movie, size }: ImageEntry) => ({ movie, kind, size, file, removed: true as const })

const isThere = (entry: ImageEntry) =>
  ImageFiles.use((images) => Effect.map(images.read(entry.file), (bytes) => bytes !== undefined))
const listed = Store.use((store) => Effect.sync(() => [...store.images()].map(({ movie, size }) => `${movie} ${size}`)))

describe("the CacheManager", () => {
  it.effect("deletes what a downgrade doomed, file and entry, and nothing else (SAFE-1)", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      const manager = yield* CacheManager
      disk.put("/library/images/holiday.jpg", picture(9, 10))
      disk.put("/library/film.mkv", picture(9, 10))
      const id = yield* put(1)
      const [small, hd] = [yield* shot(id, "small", 1), yield* shot(id, "hd", 2)]
      yield* doom([hd])
      yield* rest
      assert.deepStrictEqual([yield* isThere(small), yield* isThere(hd)], [true, false])
      assert.deepStrictEqual(yield* listed, [`${id} small`])
      assert.deepStrictEqual(manager.status().swept, { files: 1, bytes: 1_000, entries: 1, left: 0 })
      assert.isDefined(disk.contents("/library/images/holiday.jpg"))
      assert.isDefined(disk.contents("/library/film.mkv"))
    }).pipe(Effect.provide(cache(disk)))
  })

  it.effect("keeps a file that another movie still shows, and lets only the entry go (SAFE-1)", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* put(1), yield* put(2)]
      const [mine, theirs] = [yield* shot(one, "hd", 7), yield* shot(other, "hd", 7)]
      assert.strictEqual(mine.file, theirs.file)
      yield* doom([mine])
      yield* rest
      assert.isTrue(yield* isThere(theirs))
      assert.deepStrictEqual(yield* listed, [`${other} hd`])
      yield* doom([theirs])
      yield* rest
      assert.isFalse(yield* isThere(theirs))
    }).pipe(Effect.provide(cache(new MemoryDisk())))
  )

  it.effect("finds at the start what a crash left doomed", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      const entry = yield* inProcess(
        shelf(disk),
        Effect.gen(function* () {
          const doomed = yield* shot(yield* put(1), "hd", 3)
          yield* doom([doomed], false)
          return doomed
        })
      )
      disk.kill()
      yield* inProcess(
        cache(disk),
        Effect.gen(function* () {
          yield* TestClock.adjust("1 milli")
          assert.isFalse(yield* isThere(entry))
          assert.deepStrictEqual(yield* listed, [])
        })
      )
    })
  })

  it.effect("leaves a file that work in flight counts on until that work is settled (SAFE-1)", () =>
    Effect.gen(function* () {
      const manager = yield* CacheManager
      const images = yield* ImageFiles
      const id = yield* put(1)
      const hd = yield* shot(id, "hd", 4)
      const hold = images.hold()
      yield* images.write(picture(4, 1_000), hold)
      yield* doom([hd])
      yield* rest
      assert.isTrue(yield* isThere(hd))
      assert.deepStrictEqual(yield* listed, [`${id} hd`])
      assert.deepInclude(manager.status(), { sweepPending: true })
      hold.release()
      yield* TestClock.adjust(settings.sweepEveryMs)
      assert.isFalse(yield* isThere(hd))
      assert.deepStrictEqual(yield* listed, [])
      assert.deepInclude(manager.status(), { sweepPending: false })
    }).pipe(Effect.provide(cache(new MemoryDisk())))
  )

  it.effect("keeps a file that is shown again by the time its turn comes, and its entry (SAFE-1)", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const id = yield* put(1)
      const hd = yield* shot(id, "hd", 4)
      yield* doom([hd], false)
      yield* store.commit({ images: [hd] })
      assert.deepStrictEqual(yield* (yield* CacheManager).sweep, { files: 0, bytes: 0, entries: 0, left: 0 })
      yield* store.commit({ images: [{ ...hd, doomed: true }, hd, { ...removalOf(hd) }] })
      assert.isTrue(yield* isThere(hd))
      assert.deepStrictEqual(yield* listed, [`${id} hd`])
    }).pipe(Effect.provide(cache(new MemoryDisk())))
  )

  it.effect("deletes the picture that another one replaced, once the fact of it is there (SAFE-1)", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const bus = yield* EventBus
      const id = yield* put(1)
      const old = yield* shot(id, "hd", 4)
      const fresh = yield* shot(id, "hd", 5)
      assert.deepStrictEqual([yield* isThere(old), yield* isThere(fresh)], [true, true])
      const fact = bus.stamp(enriched(id), undefined)
      yield* store.commit({ events: [fact], images: [{ ...old, doomed: true }, fresh] })
      assert.deepStrictEqual(
        store.imagesOf(id).map(({ doomed, file }) => [file === fresh.file, doomed]),
        [
          [true, false],
          [false, true]
        ]
      )
      assert.strictEqual(store.columns(id)?.hdImageBytes, 2_000)
      yield* rest
      assert.deepStrictEqual([yield* isThere(old), yield* isThere(fresh)], [false, true])
      assert.deepStrictEqual(store.imagesOf(id), [fresh])
      assert.strictEqual(store.columns(id)?.hdImageBytes, 1_000)
    }).pipe(Effect.provide(cache(new MemoryDisk())))
  )

  it.effect("sweeps after a movie was forgotten, which happens later than the event that asks for it", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const bus = yield* EventBus
      const id = yield* put(1)
      const small = yield* shot(id, "small", 5)
      yield* TestClock.adjust("1 milli")
      yield* bus.publish({ type: "MovieForgotten", movie: id })
      yield* rest
      yield* store.commit({ movies: [{ id, forgotten: true }] })
      yield* TestClock.adjust(settings.sweepEveryMs)
      assert.isFalse(yield* isThere(small))
      assert.deepStrictEqual(yield* listed, [])
    }).pipe(Effect.provide(cache(new MemoryDisk())))
  )

  it.effect("survives a full disk: the file is gone, the entry goes when it can", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      const manager = yield* CacheManager
      const hd = yield* shot(yield* put(1), "hd", 6)
      yield* TestClock.adjust("1 milli")
      yield* doom([hd], false)
      disk.full = true
      assert.include((yield* Effect.flip(manager.sweep)).message, "full")
      assert.deepInclude(manager.status(), { sweepPending: true })
      disk.full = false
      yield* TestClock.adjust(settings.sweepEveryMs)
      assert.deepStrictEqual(yield* listed, [])
      assert.deepInclude(manager.status(), { sweepPending: false, sweepError: null })
    }).pipe(Effect.provide(cache(disk)))
  })

  it.effect("takes only so much at once, and the rest at the next turn (RUN-1)", () =>
    Effect.gen(function* () {
      const manager = yield* CacheManager
      yield* TestClock.adjust("1 milli")
      const entries: Array<ImageEntry> = []
      for (let number = 1; number <= 150; number++) entries.push(yield* shot(yield* put(number), "hd", number))
      yield* doom(entries, false)
      assert.strictEqual((yield* manager.sweep).entries, 100)
      assert.isTrue(manager.status().sweepPending)
      assert.strictEqual((yield* manager.sweep).entries, 50)
      assert.isFalse(manager.status().sweepPending)
    }).pipe(Effect.provide(cache(new MemoryDisk())))
  )

  it.effect("tells housekeeping how the world is, and null for what nobody could look up (LIFE-5)", () => {
    const disk = new MemoryDisk()
    disk.freeBytes = 5e9
    return Effect.gen(function* () {
      const manager = yield* CacheManager
      const id = yield* put(1)
      yield* shot(id, "small", 1)
      yield* shot(id, "hd", 2)
      yield* put(2)
      assert.deepInclude(yield* manager.world, {
        now: 0,
        movies: 2,
        smallImageBytes: 1_000,
        hdImageBytes: 1_000,
        heldBytes: 2_000,
        freeBytes: 5e9
      })
      for (const broken of [null, Number.NaN, -1]) {
        disk.freeBytes = broken
        assert.isNull((yield* manager.world).freeBytes)
      }
    }).pipe(Effect.provide(cache(disk)))
  })
})
