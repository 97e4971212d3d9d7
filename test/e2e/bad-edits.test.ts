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

const refused = Effect.fnUntraced(function* (field: string, value: unknown) {
  const { answer, movie: after } = yield* edited(field, value)
  assert.strictEqual(answer._tag, "Failure", "the edit was accepted")
  assert.strictEqual(after?.identity.title, "Forrest Gump")
  assert.strictEqual(after?.identity.year, 1994)
})

describe("bad edits", () => {
  it.live("an edit with neither a value nor undo is refused, and the movie stays as it is", () =>
    refused("title", undefined)
  )

  it.live("prototype keys inside a value are data, or refused, and touch nobody's prototype", () =>
    Effect.gen(function* () {
      yield* edited("externalIds", JSON.parse(`{"__proto__":{"polluted":true}}`))
      assert.notProperty({}, "polluted")
    })
  )
})
