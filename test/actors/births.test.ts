import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { identityAfter } from "../../src/actors/births.ts"
import type { EventBody, EventInput } from "../../src/domain/event.ts"
import type { Alias } from "../../src/domain/identity.ts"
import type { Identity } from "../../src/domain/movie.ts"
import { allEvents, core, EventBus, recordOf, Store, typesOf } from "../support/core.ts"
import { advance, inWorld, startMs } from "../support/virtual.ts"

/** Publishes all in one batch, and lets it have its effect. */
const happen = Effect.fnUntraced(function* (...inputs: ReadonlyArray<EventInput>) {
  yield* (yield* EventBus).publishAll(inputs)
  yield* advance(1_000)
})

const created = Effect.map(allEvents, (events) => events.filter(({ type }) => type === "MovieCreated"))

describe("a movie is born", () => {
  it("with an id of our own, the names it was called by, and what the hint told: nothing is fetched", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        const aliases: ReadonlyArray<Alias> = ["imdb:tt1049413", "tmdb:1"]
        yield* happen({
          type: "BulkImportRequested",
          movies: [{ movie: "tmdb:1", title: " Up\u202e\n", year: 2009, aliases }]
        })
        const { id, identity, lifecycle, knowledge } = yield* recordOf("imdb:tt1049413")
        assert.match(id, /^m_[0-9a-z]{10}$/)
        assert.deepStrictEqual(identity, {
          aliases: ["tmdb:1", "imdb:tt1049413"],
          title: "Up",
          year: 2009,
          createdAt: startMs,
          files: [],
          pin: null
        })
        assert.strictEqual(lifecycle.state, "initial")
        assert.deepStrictEqual(knowledge.fields, {
          title: { value: "Up", source: "hint", fetchedAt: startMs },
          year: { value: 2009, source: "hint", fetchedAt: startMs }
        })
        const [fact] = yield* created
        assert.deepInclude(fact, { movie: id, title: "Up", year: 2009, aliases: ["tmdb:1", "imdb:tt1049413"] })
        assert.deepStrictEqual(typesOf(yield* allEvents), ["BulkImportRequested", "MovieCreated"])
      })
    ))

  it("without a title when what was given is nothing that can be read: it is not kept either (SAFE-4)", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen({ type: "BulkImportRequested", movies: [{ movie: "tmdb:1", title: "\u202e\u0007 " }] })
        const { identity, knowledge } = yield* recordOf("tmdb:1")
        assert.strictEqual(identity.title, null)
        assert.deepStrictEqual(knowledge.fields, {})
      })
    ))

  it("once, however often it is named in one batch, and by whichever of its aliases (LIFE-4)", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen(
          { type: "MovieRequested", movie: "tmdb:1", level: "initial" },
          { type: "MovieRequested", movie: "tmdb:1", level: "initial", aliases: ["imdb:tt1049413"] },
          { type: "BulkImportRequested", movies: [{ movie: "imdb:tt1049413" }, { movie: "tmdb:1" }] },
          { type: "VideoFileDetected", path: "/up.mkv", aliases: ["wikidata:Q174811", "imdb:tt1049413"] }
        )
        assert.lengthOf(yield* created, 1)
        assert.sameMembers(
          [...(yield* recordOf("wikidata:Q174811")).identity.aliases],
          ["tmdb:1", "imdb:tt1049413", "file:/up.mkv", "wikidata:Q174811"]
        )
      })
    ))

  it("not, when any alias of the hint leads to one that is known; which then goes by all of them", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen({ type: "MovieRequested", movie: "imdb:tt1049413", level: "initial" })
        const { id } = yield* recordOf("imdb:tt1049413")
        yield* happen({
          type: "MovieRequested",
          movie: "tmdb:1",
          level: "initial",
          aliases: ["wikidata:Q1", "imdb:tt1049413"]
        })
        yield* happen({ type: "MovieRequested", movie: "tmdb:1", level: "initial" })
        assert.strictEqual((yield* recordOf("tmdb:1")).id, id)
        assert.strictEqual((yield* recordOf("wikidata:Q1")).id, id)
        assert.lengthOf(yield* created, 1)
      })
    ))

  it("not of an id that leads nowhere: ids are ours to give", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        const nobody = "m_0000000001" as never
        yield* happen(
          { type: "MovieRequested", movie: nobody, level: "deep" },
          { type: "BulkEnrichRequested", movies: [nobody], level: "deep" },
          { type: "MoviePinned", movie: nobody },
          { type: "MovieEdited", movie: nobody, field: "title", value: "Up" },
          { type: "MovieForgotten", movie: nobody }
        )
        assert.strictEqual((yield* Store).status().movies, 0)
        assert.lengthOf(yield* allEvents, 5)
      })
    ))

  it("not of a pin, an edit, a removal or a view of something unknown", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen(
          { type: "MoviePinned", movie: "tmdb:1" },
          { type: "MovieEdited", movie: "tmdb:1", field: "title", value: "Up" },
          { type: "VideoRemoved", path: "/up.mkv", evidence: [] },
          { type: "VideoMoved", path: "/up.mkv", to: "/down.mkv" },
          { type: "MovieViewed", movie: "tmdb:1" }
        )
        assert.strictEqual((yield* Store).status().movies, 0)
      })
    ))

  it("anew after it was forgotten, as another movie, also in the same batch", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        const asks = { type: "MovieRequested", movie: "tmdb:1", level: "initial" } as const
        yield* happen(asks, { type: "MovieForgotten", movie: "tmdb:1" }, asks)
        const [first, second] = yield* created
        assert.notStrictEqual((first as { movie: string }).movie, (second as { movie: string }).movie)
        assert.strictEqual((yield* recordOf("tmdb:1")).id, (second as { movie: string }).movie)
        assert.strictEqual((yield* Store).status().movies, 1)
      })
    ))

  it("an alias leads to one movie: what leads to another makes the two one", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen({ type: "BulkImportRequested", movies: [{ movie: "tmdb:1" }, { movie: "imdb:tt1049413" }] })
        const other = yield* recordOf("imdb:tt1049413")
        yield* happen({ type: "MovieRequested", movie: "tmdb:1", level: "initial", aliases: ["imdb:tt1049413"] })
        const movie = yield* recordOf("tmdb:1")
        assert.deepStrictEqual(movie.identity.aliases, ["tmdb:1", "imdb:tt1049413"])
        const store = yield* Store
        assert.deepStrictEqual(
          [yield* store.resolve(other.id), yield* store.resolve("imdb:tt1049413")],
          [movie.id, movie.id]
        )
        assert.strictEqual(store.status().movies, 1)
      })
    ))
})

describe("the files of a movie", () => {
  const detected = {
    type: "VideoFileDetected",
    path: "/a.mkv",
    sizeBytes: 5,
    fingerprint: "f",
    aliases: ["tmdb:1"]
  } as const
  const file = { path: "/a.mkv", sizeBytes: 5, fingerprint: "f", missingSince: null }

  it("come, move with their alias, and go; that they were there stays in the record (SAFE-2)", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen(detected)
        assert.deepStrictEqual((yield* recordOf("file:/a.mkv")).identity.files, [file])
        yield* happen({ type: "VideoMoved", path: "/a.mkv", to: "/b.mkv" })
        const { identity } = yield* recordOf("file:/b.mkv")
        assert.deepStrictEqual(identity.files, [{ ...file, path: "/b.mkv" }])
        assert.deepStrictEqual(identity.aliases, ["tmdb:1", "file:/b.mkv"])
        assert.isUndefined(yield* (yield* Store).resolve("file:/a.mkv"))
        yield* happen({ type: "VideoRemoved", path: "/b.mkv", evidence: [] })
        const removed = yield* recordOf("tmdb:1")
        assert.deepStrictEqual(removed.identity.files, [{ ...file, path: "/b.mkv", missingSince: startMs + 2_000 }])
        assert.include(removed.identity.aliases, "file:/b.mkv")
        yield* happen({ ...detected, path: "/b.mkv" })
        assert.deepStrictEqual((yield* recordOf("tmdb:1")).identity.files, [{ ...file, path: "/b.mkv" }])
      })
    ))

  it("leave their place to others: what is found where a file moved away from is another movie, in one batch or two", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* happen({ type: "VideoFileDetected", path: "/a.mkv" })
        const first = yield* recordOf("file:/a.mkv")
        yield* happen(
          { type: "VideoMoved", path: "/a.mkv", to: "/b.mkv" },
          { type: "VideoFileDetected", path: "/a.mkv" },
          { type: "VideoMoved", path: "/a.mkv", to: "/c.mkv" },
          { type: "VideoFileDetected", path: "/a.mkv" }
        )
        const ids = [yield* recordOf("file:/b.mkv"), yield* recordOf("file:/c.mkv"), yield* recordOf("file:/a.mkv")]
        assert.strictEqual(ids[0]?.id, first.id)
        assert.strictEqual(new Set(ids.map(({ id }) => id)).size, 3)
      })
    ))

  it("are listed once, also when the new place was seen before the move was understood", () => {
    const identity: Identity = {
      aliases: ["tmdb:1", "file:/a.mkv", "file:/b.mkv"],
      title: null,
      year: null,
      createdAt: 0,
      files: [file, { ...file, path: "/b.mkv", sizeBytes: null }],
      pin: null
    }
    const moved = after(identity, { type: "VideoMoved", path: "/a.mkv", to: "/b.mkv" })
    assert.deepStrictEqual(moved?.aliases, ["tmdb:1", "file:/b.mkv"])
    assert.deepStrictEqual(moved?.files, [{ ...file, path: "/b.mkv" }])
  })
})

describe("who a movie is", () => {
  const identity: Identity = { aliases: ["tmdb:1"], title: null, year: null, createdAt: 0, files: [], pin: null }

  it("stays untouched by what adds nothing", () => {
    assert.isUndefined(after(identity, { type: "MovieRequested", movie: "tmdb:1" }))
    assert.isUndefined(after(identity, { type: "MovieRequested", movie: "tmdb:1", aliases: ["tmdb:1"] }, ["tmdb:1"]))
  })

  it("holds a pin with who set it, when and why, until it is taken off", () => {
    const pinned = after(identity, { type: "MoviePinned", movie: "tmdb:1", by: "me", reason: "good" })
    assert.deepStrictEqual(pinned?.pin, { at: 9, by: "me", reason: "good" })
    assert.strictEqual(after(pinned!, { type: "MovieUnpinned", movie: "tmdb:1" })?.pin, null)
  })
})

// Helpers

const after = (identity: Identity, body: EventBody, aliases: ReadonlyArray<Alias> = []) =>
  identityAfter(identity, { ...body, id: "1-1", at: 9, causedBy: null, firstCause: "1-1" }, aliases)
