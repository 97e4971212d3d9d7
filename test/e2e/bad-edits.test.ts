import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library } from "../../src/services/library.ts"
import { openDirectory, temporaryDirectory } from "./real-library.ts"

const movie = "tmdb:13"

const edited = (field: string, value: unknown) =>
  Effect.scoped(
    Effect.gen(function* () {
      const directory = yield* temporaryDirectory
      return yield* Effect.provide(
        Effect.gen(function* () {
          const bus = yield* EventBus
          const library = yield* Library
          const rest = yield* AtRest
          yield* bus.publish({ type: "MovieRequested", movie, level: "initial", title: "Forrest Gump", year: 1994 })
          const edit = { type: "MovieEdited", movie, field, value } as EventInput
          const answer = yield* Effect.result(bus.publish(edit))
          yield* rest.wait
          return { answer, movie: yield* library.find(movie) }
        }),
        openDirectory(directory)
      )
    })
  )

/** Values that no person means, by field. */
const senseless: ReadonlyArray<readonly [what: string, field: string, value: unknown]> = [
  ["a title of 1 MB", "title", "a".repeat(1_000_000)],
  ["a title that is a list", "title", ["Up"]],
  ["a title of nothing", "title", ""],
  ["a year as a text", "year", "long ago"],
  ["a year below zero", "year", -5],
  ["a running time below zero", "runtimeMinutes", -5],
  ["an overview of 10 MB", "overview", "a".repeat(10_000_000)],
  ["100,000 genres", "genres", Array.from({ length: 100_000 }, () => "Drama")]
]

const refused = Effect.fnUntraced(function* (field: string, value: unknown) {
  const { answer, movie: after } = yield* edited(field, value)
  assert.strictEqual(answer._tag, "Failure", "the edit was accepted")
  assert.strictEqual(after?.identity.title, "Forrest Gump")
  assert.strictEqual(after?.identity.year, 1994)
})

describe("bad edits", () => {
  for (const [what, field, value] of senseless) {
    it.live(`${what} is refused, and the movie stays as it is`, () => refused(field, value))
  }

  it.live("an edit with neither a value nor undo is refused, and the movie stays as it is", () =>
    refused("title", undefined)
  )

  it.live("an edited title is cleaned like any other text from outside (SAFE-4)", () =>
    Effect.gen(function* () {
      const { movie: after } = yield* edited("title", "Up\u202e\u0007 Again")
      assert.strictEqual(after?.identity.title, "Up Again")
      assert.strictEqual(after?.knowledge.fields.title?.value, "Up Again")
    })
  )

  it.live("prototype keys inside a value are data, or refused, and touch nobody's prototype", () =>
    Effect.gen(function* () {
      yield* edited("externalIds", JSON.parse(`{"__proto__":{"polluted":true}}`))
      assert.notProperty({}, "polluted")
    })
  )
})
