import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { type MovieId, movieIdFrom } from "../../src/domain/identity.ts"
import { MovieRepository, pageMax } from "../../src/services/movie-repository.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { born, put, rest, shelf } from "../support/shelf.ts"

const world = () => MovieRepository.layer.pipe(Layer.provideMerge(shelf()))
const idsOf = (movies: ReadonlyArray<{ readonly id: MovieId }>) => movies.map(({ id }) => id)

describe("the MovieRepository", () => {
  it.effect("finds a movie by its id and by every alias, and nothing by others", () =>
    Effect.gen(function* () {
      const movies = yield* MovieRepository
      const id = yield* put(7, { aliases: ["tmdb:7", "file:/films/Seven.mkv"] })
      for (const ref of [id, "tmdb:7", "file:/films/Seven.mkv"] as const) {
        assert.strictEqual((yield* movies.find(ref))?.id, id)
        assert.strictEqual(yield* movies.resolve(ref), id)
      }
      for (const ref of [movieIdFrom(8), "tmdb:8"] as const) {
        assert.isUndefined(yield* movies.find(ref))
        assert.isUndefined(yield* movies.resolve(ref))
        assert.isUndefined(yield* movies.relations(ref))
        assert.deepStrictEqual(yield* movies.images(ref), [])
        assert.deepStrictEqual(yield* movies.history(ref, 5), [])
      }
    }).pipe(Effect.provide(world()))
  )

  it.effect("pages in the order of creation, each movie once, also those of one state, and counts them", () =>
    Effect.gen(function* () {
      const movies = yield* MovieRepository
      const all: Array<MovieId> = []
      for (let n = 0; n < 23; n++) {
        all.push(yield* put(1_000 - n, { lifecycle: { state: n % 3 === 0 ? "deep" : "basic" } }))
      }
      const walk = Effect.fnUntraced(function* (limit: number, state?: "deep") {
        const pages: Array<ReadonlyArray<MovieId>> = []
        let after: MovieId | null | undefined
        while (after !== null) {
          const page: { readonly movies: ReadonlyArray<{ readonly id: MovieId }>; readonly next: MovieId | null } =
            yield* movies.list({ limit, ...(after ? { after } : {}), ...(state ? { state } : {}) })
          pages.push(idsOf(page.movies))
          after = page.next
        }
        return pages
      })
      assert.deepStrictEqual(
        (yield* walk(10)).map(({ length }) => length),
        [10, 10, 3]
      )
      assert.deepStrictEqual(
        (yield* walk(23)).map(({ length }) => length),
        [23]
      )
      for (const limit of [1, 7, 23, 24]) assert.deepStrictEqual((yield* walk(limit)).flat(), all)
      assert.deepStrictEqual(
        (yield* walk(3, "deep")).flat(),
        all.filter((_, n) => n % 3 === 0)
      )
      assert.deepStrictEqual(yield* movies.count, { initial: 0, basic: 15, medium: 0, deep: 8, downgraded: 0 })
    }).pipe(Effect.provide(world()))
  )

  it.effect("a page is bounded, and one after a movie that is gone says so (RUN-1)", () =>
    Effect.gen(function* () {
      const movies = yield* MovieRepository
      const store = yield* Store
      for (let n = 1; n <= pageMax + 1; n++) yield* put(n)
      for (const [asked, got] of [
        [10_000, pageMax],
        [0, 1],
        [-3, 1],
        [Number.NaN, 1],
        [2.9, 2]
      ] as const) {
        assert.lengthOf((yield* movies.list({ limit: asked })).movies, got)
      }
      yield* store.commit({ movies: [{ id: movieIdFrom(3), forgotten: true }] })
      const error = yield* Effect.flip(movies.list({ limit: 5, after: movieIdFrom(3) }))
      assert.strictEqual(error._tag, "PageUnknown")
      assert.include(error.message, "List from the start")
    }).pipe(Effect.provide(world()))
  )

  it.effect("tells the newest of a movie's history", () =>
    Effect.gen(function* () {
      const movies = yield* MovieRepository
      const bus = yield* EventBus
      const id = yield* born(1, ["tmdb:1"])
      for (let n = 0; n < 3; n++) yield* bus.publish({ type: "MovieViewed", movie: "tmdb:1" })
      yield* rest
      const told = (yield* movies.history("tmdb:1", 2)).map(({ position, event }) => [position, event.type])
      assert.deepStrictEqual(told, [
        [3, "MovieViewed"],
        [4, "MovieViewed"]
      ])
      assert.strictEqual((yield* movies.history(id, 99)).length, 4)
    }).pipe(Effect.provide(world()))
  )
})
