import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { inIdentityWorld, type IdentityWorld, rest, tmdb } from "../support/identity-world.ts"
import { advance } from "../support/virtual.ts"

const happen = Effect.fnUntraced(function* (world: IdentityWorld, ...events: ReadonlyArray<EventInput>) {
  for (const event of events) {
    yield* world.publish(event)
    yield* rest(world)
    yield* advance(1)
  }
})

/** Pictures are fetched again. */
const withoutPictures = ({ knowledge }: Movie) => {
  const { backdrop: _backdrop, poster: _poster, posterHd: _posterHd, ...others } = knowledge.fields
  return others
}

const path = "/films/1/copy 1.mkv"
const file: EventInput = { type: "VideoFileDetected", path, title: "One" }
const movie = `file:${path}` as const

describe("a person says which film a movie is", () => {
  it("the wrong film goes, the right one is learnt to the same level, and the word can be taken back (LIFE-6, LIFE-7)", () =>
    inIdentityWorld(
      1,
      Effect.fnUntraced(function* (world) {
        yield* happen(
          world,
          file,
          { type: "MovieRequested", movie, level: "medium" },
          { type: "MoviePinned", movie },
          { type: "MovieViewed", movie },
          { type: "MovieEdited", movie, field: "tagline", value: "mine" }
        )
        const before = (yield* world.record(movie))!
        yield* happen(world, { type: "MovieMatched", movie, to: tmdb(2), by: "me" })
        const after = (yield* world.record(movie))!
        assert.notInclude(after.identity.aliases, tmdb(1))
        assert.include(after.identity.aliases, tmdb(2))
        assert.deepInclude(after.identity.match, { to: tmdb(2), by: "me" })
        assert.deepInclude(after.lifecycle, { state: "medium", pinned: true })
        assert.strictEqual(after.statistics.viewCount, 1)
        assert.strictEqual(after.knowledge.fields.tagline?.value, "mine")
        assert.notStrictEqual(after.knowledge.fields.overview?.value, before.knowledge.fields.overview?.value)
        yield* happen(world, { type: "MovieMatched", movie, undo: true })
        const back = (yield* world.record(movie))!
        assert.sameMembers([...back.identity.aliases], [...before.identity.aliases])
        assert.deepStrictEqual(withoutPictures(back), withoutPictures(before))
        assert.deepInclude(back.lifecycle, { state: "medium", pinned: true })
        assert.isUndefined(back.identity.match)
      })
    ))

  it("a movie that is that film already becomes one with it, and two again", () =>
    inIdentityWorld(
      2,
      Effect.fnUntraced(function* (world) {
        const ask = { type: "MovieRequested", movie: tmdb(2), level: "basic" } as const
        yield* happen(world, file, { type: "MovieRequested", movie, level: "deep" }, ask)
        const [one, two] = yield* world.records
        yield* happen(world, { type: "MovieMatched", movie, to: tmdb(2) })
        const [kept, ...others] = yield* world.records
        assert.deepStrictEqual([kept!.id, others.length], [two!.id, 0])
        assert.strictEqual(kept!.lifecycle.state, "deep", "who wanted the one wants the other")
        yield* happen(world, { type: "MovieMatched", movie: one!.id, undo: true })
        const back = (yield* world.record(movie))!
        assert.strictEqual(back.id, one!.id)
        assert.deepStrictEqual(withoutPictures(back), withoutPictures(one!))
        assert.strictEqual(back.lifecycle.state, "deep")
        assert.isUndefined((yield* world.record(tmdb(2)))!.identity.match)
      })
    ))

  it("of no film nothing is learnt, and a name in the path is not believed again", () =>
    inIdentityWorld(
      3,
      Effect.fnUntraced(function* (world) {
        const named: EventInput = { ...file, aliases: [tmdb(1)] }
        yield* happen(world, named, { type: "MovieMatched", movie, to: null, by: "me" }, named)
        const [only, ...others] = yield* world.records
        assert.isEmpty(others)
        assert.deepStrictEqual(only!.identity.aliases, [movie])
        assert.strictEqual(only!.lifecycle.wanted, "initial")
      })
    ))
})
