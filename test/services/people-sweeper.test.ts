import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { aliasOf } from "../../src/domain/identity.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { PeopleSweeper } from "../../src/services/people-sweeper.ts"
import { Store } from "../../src/services/store.ts"
import { ImageWorld, sweepEveryMs } from "../support/image-world.ts"
import { put, shelf } from "../support/shelf.ts"
import { advance, inWorld, type World } from "../support/virtual.ts"

const settings = { sweepEveryMs: 1_000, sweepMax: 5, transactionMax: 2 }
const sweeper = (disk: MemoryDisk) => PeopleSweeper.layer(settings).pipe(Layer.provideMerge(shelf(disk)))

const strangers = (count: number) =>
  Store.use((store) =>
    store.commit({
      people: Array.from({ length: count }, (_, n) => ({ id: `tmdb-${n + 1}` as never, name: `Person ${n + 1}` }))
    })
  )

/** The movie as it was lowered to basic by a plan, with its people known before and after. */
const loweredWorld = (program: (world: ImageWorld, people: number) => Effect.Effect<void, unknown, World>) => {
  const world = new ImageWorld(7)
  return inWorld(
    Layer.empty,
    Effect.gen(function* () {
      yield* world.open
      yield* Effect.addFinalizer(() => world.end("close"))
      yield* world.publish({ type: "MovieRequested", movie: "tmdb:1", level: "medium" })
      yield* advance(10_000)
      const people = world.store.status().people
      const id = (yield* world.resolve(aliasOf("tmdb", 1)))!
      const evidence = [{ name: "age", value: 9, threshold: 1, unit: "days" }]
      const item = {
        movie: id,
        from: "medium",
        kept: "basic",
        imagesOnly: false,
        rule: "r",
        evidence,
        rank: 1,
        bytes: 1
      }
      yield* world.publish({ type: "HousekeepingRequested", mode: "apply", plan: "p", items: [item as never] })
      yield* advance(2 * sweepEveryMs)
      yield* program(world, people)
    })
  )
}

describe("the PeopleSweeper", () => {
  it("forgets the people of a movie that forgot them, some time later and by itself", () =>
    loweredWorld((world, people) =>
      Effect.sync(() => {
        assert.isAbove(people, 1)
        assert.strictEqual(world.store.status().people, 0)
        assert.deepInclude(world.get(PeopleSweeper).status(), { swept: people, sweepPending: false, sweepError: null })
      })
    ))

  it("an undo brings the relations back, and the people that they name (SAFE-3)", () =>
    loweredWorld((world, people) =>
      Effect.gen(function* () {
        yield* world.publish({ type: "HousekeepingRequested", mode: "undo", plan: "p" })
        yield* advance(50)
        const id = (yield* world.resolve("tmdb:1"))!
        const relations = yield* world.store.relations(id)
        assert.isDefined(relations)
        for (const { person } of relations!.credits) assert.isDefined(yield* world.store.person(person), person)
        assert.strictEqual(world.store.status().people, people)
      })
    ))

  it.effect("takes so many in one look and in one transaction, and the rest the next time (RUN-1)", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      const people = yield* PeopleSweeper
      const store = yield* Store
      yield* put(1)
      yield* strangers(8)
      const commits = disk.count("append")
      assert.strictEqual(yield* people.sweep, 5)
      assert.strictEqual(disk.count("append") - commits, 3)
      assert.deepInclude(people.status(), { swept: 5, sweepPending: true })
      assert.strictEqual(yield* people.sweep, 3)
      assert.strictEqual(yield* people.sweep, 0)
      assert.strictEqual(store.status().people, 0)
    }).pipe(Effect.provide(sweeper(disk)))
  })

  it.effect("survives a full disk and tries again", () => {
    const disk = new MemoryDisk()
    return Effect.gen(function* () {
      const people = yield* PeopleSweeper
      yield* put(1)
      yield* strangers(3)
      disk.full = true
      assert.include((yield* Effect.flip(people.sweep)).message, "full")
      assert.include(people.status().sweepError, "full")
      assert.isTrue(people.status().sweepPending)
      disk.full = false
      assert.strictEqual(yield* people.sweep, 3)
      assert.isNull(people.status().sweepError)
    }).pipe(Effect.provide(sweeper(disk)))
  })
})
