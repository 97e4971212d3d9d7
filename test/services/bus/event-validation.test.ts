import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { factTypes, inboundTypes } from "../../../src/domain/event.ts"
import { validateEvent } from "../../../src/services/bus/event-validation.ts"
import { EventBus } from "../../../src/services/event-bus.ts"
import { inWorld } from "../../support/virtual.ts"
import { busWorld, queries } from "./bus-world.ts"

describe("what may be published", () => {
  it("an unknown event is refused with the name that was probably meant", () => {
    assert.include(refusal({ type: "MovieReqested" }).detail, "did you mean MovieRequested?")
    assert.include(refusal({ type: "pinned" }).message, "MoviePinned")
    assert.include(refusal({ type: "x".repeat(1_000_000) }).message, "there is no such event")
  })

  it("what is not an event at all is refused", () => {
    for (const input of [undefined, null, 7, "MovieRequested", [], {}, { type: 7 }, { type: null }, { type: "" }]) {
      assert.strictEqual(refusal(input)._tag, "EventInvalid", JSON.stringify(input))
    }
  })

  it("facts are the runtime's to state: none can be published, but the one that is also a request", () => {
    const publishable = factTypes.filter((type) => inboundTypes.includes(type as never))
    assert.deepStrictEqual(publishable, [])
    for (const type of factTypes) {
      assert.include(refusal({ type, movie: "m_0000000000", level: "deep" }).detail, "there is no such event", type)
    }
    assert.deepStrictEqual(
      accepted({ type: "EnrichmentRequested", movie: "tmdb:1", level: "basic", origin: "movie" }),
      { type: "EnrichmentRequested", movie: "tmdb:1", level: "basic" },
      "nobody can pretend to be the movie itself"
    )
  })

  it("wrong types are refused, and the message says where", () => {
    const wrong: ReadonlyArray<readonly [object, string]> = [
      [{ type: "MovieRequested" }, "movie"],
      [{ type: "MovieRequested", movie: 13 }, "movie"],
      [{ type: "MovieRequested", movie: "imdb:13" }, "movie"],
      [{ type: "MovieRequested", movie: "tmdb:13", level: "deepest" }, "level"],
      [{ type: "MovieRequested", movie: "tmdb:13", year: "1994" }, "year"],
      [{ type: "MovieRequested", movie: "tmdb:13", year: Number.NaN }, "year"],
      [{ type: "MovieRequested", movie: "tmdb:13", aliases: "imdb:tt0109830" }, "aliases"],
      [{ type: "BulkImportRequested", movies: [{ movie: "tmdb:1" }, { movie: null }] }, "movie"],
      [{ type: "BulkImportRequested", movies: Array.from({ length: 501 }, () => ({ movie: "tmdb:1" })) }, "movies"],
      [{ type: "VideoMoved", path: "/films/a.mkv" }, "to"],
      [{ type: "MoviePinned", movie: "tmdb:13", id: "has spaces" }, "id"],
      [{ type: "MoviePinned", movie: "tmdb:13", id: "x".repeat(81) }, "id"],
      [{ type: "MovieEdited", movie: "tmdb:13", field: "__proto__", value: 1 }, "field"]
    ]
    for (const [input, place] of wrong) assert.include(refusal(input).detail, place, JSON.stringify(input).slice(0, 99))
  })

  it("a title of a megabyte is refused, and its message stays short", () => {
    const title = "x".repeat(1_000_000)
    for (const input of [
      { type: "MovieRequested", movie: "tmdb:13", title },
      { type: "SearchRequested", query: title },
      { type: "VideoFileDetected", path: `/films/${title}` },
      { type: "MoviePinned", movie: `file:/${title}` }
    ]) {
      assert.isBelow(refusal(input).message.length, 800)
    }
  })

  it("unknown keys and keys of the prototype are dropped, and change nobody's prototype", () => {
    const text = `{"type":"MoviePinned","movie":"tmdb:13","__proto__":{"pinned":true},"constructor":1,"toString":2,"more":3}`
    const body = accepted(JSON.parse(text))
    assert.deepStrictEqual(body, { type: "MoviePinned", movie: "tmdb:13" })
    assert.strictEqual(Object.getPrototypeOf(body), Object.prototype)
    assert.notProperty({}, "pinned")
    for (const type of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      assert.include(refusal({ type }).detail, "there is no such event", type)
    }
  })

  it("an id of the library's own shape is refused: such ids are counted, and would be given a second time", () => {
    for (const id of ["1-1", "7-zz", "2026-11"]) {
      assert.include(refusal({ type: "MoviePinned", movie: "tmdb:13", id }).detail, "id")
    }
    assert.property(accepted({ type: "MoviePinned", movie: "tmdb:13", id: "plex:1-1" }), "id")
  })

  it("a message can be shown: the name of an unknown event brings no control characters along (SAFE-4)", () => {
    assert.notMatch(refusal({ type: "\u001b[31mMovie\u202eRequested\n" }).message, /\p{Cc}|\u202e/u)
  })

  it("one that is refused refuses all that were published with it, and nothing is written", () =>
    inWorld(
      busWorld(),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const inputs = [
          { type: "SearchRequested", query: "a", id: "a" },
          { type: "SearchRequested", query: 7 }
        ]
        const error = yield* Effect.flip(bus.publishAll(inputs as never))
        assert.strictEqual(error._tag, "EventInvalid")
        assert.deepStrictEqual(yield* queries, [])
        const receipt = yield* bus.publish({ type: "SearchRequested", query: "a", id: "a" })
        assert.deepStrictEqual(receipt, { id: "a", position: 1, duplicate: false })
      })
    ))
})

// Helpers

const refusal = (input: unknown) => {
  const result = validateEvent(input)
  assert.isTrue(Result.isFailure(result), "it was accepted")
  return Result.getOrThrow(Result.flip(result))
}

const accepted = (input: unknown): object => {
  const result = validateEvent(input)
  assert.isTrue(Result.isSuccess(result), JSON.stringify(result))
  return Result.getOrThrow(result)
}
