import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { newStatistics } from "../../src/domain/movie.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { eventsUnsavedMax, runSubscriber } from "../../src/services/subscriber.ts"
import { inProcess, put, rest, shelf, statisticsOf } from "../support/shelf.ts"

/** Counts MovieViewed in the movie's viewCount, and notes every position it was asked about. */
const counting = (asked: Array<number>) =>
  Effect.gen(function* () {
    const store = yield* Store
    return yield* runSubscriber({
      name: "counting",
      handle: (batch) =>
        Effect.sync(() => {
          asked.push(...batch.events.map(({ position }) => position))
          const viewed = batch.events.flatMap(({ event }) => (event.type === "MovieViewed" ? [event] : []))
          const [columns] = store.all()
          if (viewed.length === 0 || columns === undefined) return undefined
          const viewCount = columns.statistics.viewCount + viewed.length
          return { movies: [{ id: columns.id, statistics: { ...newStatistics, viewCount } }] }
        })
    })
  })

const view = EventBus.use((bus) => bus.publish({ type: "MovieViewed", movie: "tmdb:1" }))
const search = EventBus.use((bus) => bus.publish({ type: "SearchRequested", query: "up" }))

describe("a durable subscriber", () => {
  it.effect("has the effect of every event exactly once, over restarts (STORE-1)", () => {
    const disk = new MemoryDisk()
    const asked: Array<number> = []
    return Effect.gen(function* () {
      const id = yield* inProcess(
        shelf(disk),
        Effect.gen(function* () {
          const movie = yield* put(1)
          yield* counting(asked)
          yield* view
          yield* view
          yield* rest
          return movie
        })
      )
      disk.kill()
      const statistics = yield* inProcess(
        shelf(disk),
        Effect.gen(function* () {
          yield* counting(asked)
          yield* view
          yield* rest
          return yield* statisticsOf(id)
        })
      )
      assert.strictEqual(statistics?.viewCount, 3)
      assert.deepStrictEqual(asked, [1, 2, 3])
    })
  })

  it.effect("waits out a full disk, visibly, and passes nothing over (STORE-1)", () => {
    const disk = new MemoryDisk()
    const asked: Array<number> = []
    return Effect.gen(function* () {
      const id = yield* put(1)
      const status = yield* counting(asked)
      yield* view
      disk.full = true
      yield* TestClock.adjust("1 second")
      assert.strictEqual(status().state, "retrying")
      assert.include(status().error ?? "", "full")
      const before = status().retries
      yield* TestClock.adjust("1 hour")
      assert.approximately(status().retries - before, 120, 12)
      disk.full = false
      yield* TestClock.adjust("30 seconds")
      yield* rest
      assert.deepInclude(status(), { state: "running", error: null, position: 1, saved: 1 })
      assert.strictEqual((yield* statisticsOf(id))?.viewCount, 1)
      assert.deepStrictEqual(asked, [1])
    }).pipe(Effect.provide(shelf(disk)))
  })

  it.effect("asks again about a batch whose handling crashed: its events are not lost (STORE-1)", () => {
    let crashes = 2
    const handled: Array<number> = []
    return Effect.gen(function* () {
      const status = yield* runSubscriber({
        name: "shaky",
        handle: (batch) =>
          Effect.sync(() => {
            if (crashes-- > 0) throw new Error("it broke")
            handled.push(batch.last)
            return {}
          })
      })
      yield* search
      yield* TestClock.adjust("10 millis")
      assert.include(status().error ?? "", "it broke")
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(handled, [1])
      assert.deepInclude(status(), { retries: 2, state: "running", saved: 1 })
    }).pipe(Effect.provide(shelf()))
  })

  it.effect("saves its cursor now and then even when nothing has an effect", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const bus = yield* EventBus
      const status = yield* runSubscriber({ name: "idle", handle: () => Effect.undefined })
      yield* search
      yield* rest
      assert.deepInclude(status(), { position: 1, saved: 0 })
      yield* bus.publishAll(Array.from({ length: eventsUnsavedMax }, () => ({ type: "SearchRequested", query: "up" })))
      yield* rest
      assert.isAbove(store.cursorOf("idle"), 0)
      assert.isAtMost(status().position - store.cursorOf("idle"), eventsUnsavedMax)
    }).pipe(Effect.provide(shelf()))
  )
})
