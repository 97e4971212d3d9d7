import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library } from "../../src/services/library.ts"
import { directoryBytes } from "./directory-bytes.ts"
import { openDirectory, temporaryDirectory } from "./real-library.ts"

const movie = "tmdb:13"
const long = "a".repeat(1_000_000)
const many = (count: number) => Array.from({ length: count }, (_, place) => ({ movie: `tmdb:${place + 1}` }))

/** What nobody may publish, and what the refusal must tell. */
const refused: ReadonlyArray<readonly [what: string, input: unknown, says: RegExp]> = [
  ["nothing", undefined, /an event is an object/],
  ["a text", "MovieViewed", /an event is an object/],
  ["a list", [{ type: "MovieViewed", movie }], /needs a type/],
  ["no type", { movie }, /needs a type/],
  ["a type that is no text", { type: 7, movie }, /needs a type/],
  ["an unknown event", { type: "MovieVeiwed", movie }, /did you mean MovieViewed/],
  ["an event named like a prototype's key", { type: "constructor", movie }, /no such event/],
  ["an event named __proto__", { type: "__proto__", movie }, /no such event/],
  ["an event name of 1 MB", { type: long, movie }, /no such event/],
  [
    "a fact, which only the runtime states",
    { type: "MovieCreated", movie, aliases: [], title: "", year: 1 },
    /no such/
  ],
  ["no movie", { type: "MovieViewed" }, /movie/],
  ["a movie that is a number", { type: "MovieViewed", movie: 13 }, /movie/],
  ["a movie that is an object", { type: "MovieViewed", movie: { toString: () => movie } }, /movie/],
  ["a movie of no authority we know", { type: "MovieViewed", movie: "myspace:13" }, /movie/],
  ["a movie with a negative number", { type: "MovieViewed", movie: "tmdb:-13" }, /movie/],
  ["a file name with a NUL", { type: "MovieRequested", movie: "file:/a\0b.mkv" }, /movie/],
  ["a title of 1 MB", { type: "MovieRequested", movie, title: long }, /title/],
  ["an empty title", { type: "MovieRequested", movie, title: "" }, /title/],
  ["a title that is a list", { type: "MovieRequested", movie, title: ["Up"] }, /title/],
  ["a year that is no number", { type: "MovieRequested", movie, year: Number.NaN }, /year/],
  ["a year without end", { type: "MovieRequested", movie, year: Infinity }, /year/],
  ["a year before film", { type: "MovieRequested", movie, year: -1 }, /year/],
  ["half a year", { type: "MovieRequested", movie, year: 1994.5 }, /year/],
  ["a year as a text", { type: "MovieRequested", movie, year: "1994" }, /year/],
  ["a level nobody has", { type: "MovieRequested", movie, level: "bottomless" }, /level/],
  ["a level named like a prototype's key", { type: "MovieRequested", movie, level: "toString" }, /level/],
  ["a file of a negative size", { type: "VideoFileDetected", path: "/a.mkv", sizeBytes: -1 }, /sizeBytes/],
  ["a path of 1 MB", { type: "VideoFileDetected", path: `/${long}` }, /path/],
  ["too many aliases", { type: "MovieRequested", movie, aliases: many(21).map((each) => each.movie) }, /aliases/],
  ["a list of 100,000 movies", { type: "BulkImportRequested", movies: many(100_000) }, /movies/],
  ["a list that is an object", { type: "BulkImportRequested", movies: { length: 1, 0: { movie } } }, /movies/],
  ["one bad movie among good ones", { type: "BulkImportRequested", movies: [{ movie }, { movie: "" }] }, /movies/],
  ["an edit of __proto__", { type: "MovieEdited", movie, field: "__proto__", value: 1 }, /field/],
  ["an edit of constructor", { type: "MovieEdited", movie, field: "constructor", value: 1 }, /field/],
  ["an edit to no JSON", { type: "MovieEdited", movie, field: "title", value: () => 1 }, /value/],
  ["an edit to NaN", { type: "MovieEdited", movie, field: "runtimeMinutes", value: Number.NaN }, /value/],
  ["an id with a blank", { type: "MovieViewed", movie, id: "a b" }, /id/],
  ["an id of 1 MB", { type: "MovieViewed", movie, id: long }, /id/],
  ["a limit below zero", { type: "ProviderRefreshRequested", limit: -1 }, /limit/]
]

const atRest = AtRest.use((rest) => rest.wait)

const withLibrary = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const directory = yield* temporaryDirectory
      return yield* Effect.provide(use(directory), openDirectory(directory))
    })
  )

describe("bad events", () => {
  it.live("each is refused in plain words, and nothing is changed", () =>
    withLibrary((directory) =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.publish({ type: "MovieRequested", movie, level: "initial" })
        yield* atRest
        const before = directoryBytes(directory)
        for (const [what, input, says] of refused) {
          const error = yield* Effect.flip(bus.publish(input as EventInput))
          assert.strictEqual(error._tag, "EventInvalid", what)
          assert.match(error.message, says, what)
          assert.isBelow(error.message.length, 1_000, what)
        }
        yield* atRest
        assert.deepStrictEqual(directoryBytes(directory), before)
      })
    )
  )

  it.live("one bad event refuses the whole batch", () =>
    withLibrary((directory) =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const before = directoryBytes(directory)
        const batch = [{ type: "MovieViewed", movie }, { type: "MovieViewed" }] as ReadonlyArray<EventInput>
        const error = yield* Effect.flip(bus.publishAll(batch))
        assert.strictEqual(error._tag, "EventInvalid")
        assert.deepStrictEqual(directoryBytes(directory), before)
      })
    )
  )

  it.live("a hint's prototype keys are dropped, and touch nobody's prototype", () =>
    withLibrary(() =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const library = yield* Library
        const text = `{"type":"MovieRequested","movie":"${movie}","level":"initial","title":"Up",
          "__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`
        yield* bus.publish(JSON.parse(text) as EventInput)
        yield* atRest
        const found = yield* library.find(movie)
        assert.strictEqual(found?.identity.title, "Up")
        assert.notProperty({}, "polluted")
        assert.notInclude(JSON.stringify(found), "polluted")
      })
    )
  )

  it.live("a title's control characters and direction marks are not kept (SAFE-4)", () =>
    withLibrary(() =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const library = yield* Library
        const title = "Up\u0007\u001b[31m \u202egpj.exe\u2066\n\u200bAgain"
        yield* bus.publish({ type: "MovieRequested", movie, level: "initial", title })
        yield* atRest
        const found = yield* library.find(movie)
        assert.strictEqual(found?.identity.title, "Up[31m gpj.exe Again")
        assert.strictEqual(found?.knowledge.fields.title?.value, "Up[31m gpj.exe Again")
      })
    )
  )
})
