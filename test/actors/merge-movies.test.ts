import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import type { MovieId } from "../../src/domain/identity.ts"
import { Store } from "../../src/services/store.ts"
import { imdb, inIdentityWorld, type IdentityWorld, rest, tmdb } from "../support/identity-world.ts"
import { advance } from "../support/virtual.ts"

const happen = Effect.fnUntraced(function* (world: IdentityWorld, ...events: ReadonlyArray<EventInput>) {
  for (const event of events) {
    yield* world.publish(event)
    yield* rest(world)
    yield* advance(1)
  }
})

const typesOf = (world: IdentityWorld) => Effect.map(world.history, (events) => events.map(({ event }) => event.type))

const file = (copy: number): EventInput => ({
  type: "VideoFileDetected",
  path: `/films/1/copy ${copy}.mkv`,
  title: "One"
})

describe("two movies that are one", () => {
  it("two files of one film are one movie with two files, once a provider says which film they are", () =>
    inIdentityWorld(
      1,
      Effect.fnUntraced(function* (world) {
        yield* happen(world, file(1), file(2), { type: "MoviePinned", movie: "file:/films/1/copy 2.mkv" })
        const [first, second] = yield* world.records
        yield* happen(
          world,
          { type: "MovieViewed", movie: second!.id },
          { type: "MovieRequested", movie: first!.id, level: "basic" },
          { type: "MovieRequested", movie: second!.id, level: "deep" }
        )
        const [only, ...others] = yield* world.records
        assert.isEmpty(others)
        assert.deepStrictEqual(
          only!.identity.files.map(({ path }) => path),
          ["/films/1/copy 1.mkv", "/films/1/copy 2.mkv"]
        )
        assert.strictEqual(only!.lifecycle.state, "deep")
        assert.isTrue(only!.lifecycle.pinned)
        assert.strictEqual(only!.statistics.viewCount, 1)
        const store = world.get(Store)
        for (const ref of [first!.id, second!.id, tmdb(1), imdb(1)]) {
          assert.strictEqual(yield* Effect.orDie(store.resolve(ref)), only!.id)
        }
        const history = yield* Effect.orDie(store.history(only!.id, 100))
        const named = new Set(history.map(({ event }) => ("movie" in event ? event.movie : "")))
        assert.includeMembers([...named], [first!.id, second!.id], "the history of both")
      })
    ))

  it("an authority that names both keeps them two, and a person's split keeps them two as well", () =>
    inIdentityWorld(
      2,
      Effect.fnUntraced(function* (world) {
        const ask = (movie: string, ...aliases: ReadonlyArray<string>) =>
          ({ type: "MovieRequested", movie, level: "initial", aliases }) as EventInput
        yield* happen(world, ask(tmdb(1)), ask(tmdb(2)), ask("server:a/1", tmdb(1)), ask("server:a/1", tmdb(2)))
        assert.lengthOf(yield* world.records, 2)
        yield* happen(world, ask("server:a/2"), ask("server:a/2", imdb(2)), ask(tmdb(2), imdb(2)))
        assert.lengthOf(yield* world.records, 2)
        const kept = (yield* world.record(tmdb(2)))!
        const [gone] = kept.identity.merged!
        yield* happen(world, { type: "MovieSplit", movie: kept.id, merged: gone!.id }, ask(tmdb(2), "server:a/2"))
        assert.lengthOf(yield* world.records, 3)
        assert.deepStrictEqual((yield* world.record(tmdb(2)))!.identity.apart, [gone!.id])
        yield* happen(world, { type: "MoviesMerged", movie: kept.id, merged: gone!.id as MovieId, by: "me" })
        assert.lengthOf(yield* world.records, 2)
        assert.isUndefined((yield* world.record(tmdb(2)))!.identity.apart)
      })
    ))

  it("an extra makes no movie and says why; a name with an id is known by it", () =>
    inIdentityWorld(
      3,
      Effect.fnUntraced(function* (world) {
        yield* happen(
          world,
          { type: "VideoFileDetected", path: "/films/Up (2009)/Up-trailer.mkv" },
          {
            type: "VideoFileDetected",
            path: "/films/Up (2009) {tmdb-3}/Up - Director's Cut.mkv",
            runtimeSeconds: 5_760
          }
        )
        assert.deepStrictEqual(yield* typesOf(world), [
          "VideoFileDetected",
          "FileIgnored",
          "VideoFileDetected",
          "MovieCreated"
        ])
        const movie = (yield* world.record(tmdb(3)))!
        assert.deepInclude(movie.identity, { title: "Up", year: 2009 })
        assert.deepInclude(movie.identity.files[0], { edition: "Director's Cut", runtimeSeconds: 5_760 })
      })
    ))
})
