import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeMovieAnswers } from "../../../src/services/engine/movie-answers.ts"
import { answerReader } from "../../../src/services/providers/answer-reader.ts"
import { tmdbMovieIn } from "../../../src/services/providers/tmdb-movie.ts"
import type { TmdbParts, TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"

/** Remembered answers of a TMDB that knows every id, and the ids it was asked for. */
const remembered = () => {
  const asked: Array<number> = []
  const movie = (id: number) =>
    Effect.sync(() => {
      asked.push(id)
      return tmdbMovieIn(answerReader({ id, title: `Film ${id}` })!)
    })
  type Tmdb = TmdbProvider["Service"]
  const answers = makeMovieAnswers({ movie } as Partial<Tmdb> as Tmdb)
  const get = (id: number, parts: TmdbParts = "details") => answers.get(id, parts, "background")
  return { asked, answers, get }
}

describe("remembered answers", () => {
  it.effect("RUN-1: are at most 256, and the least recently used goes first", () =>
    Effect.gen(function* () {
      const { asked, get } = remembered()
      for (let id = 1; id <= 256; id++) yield* get(id)
      yield* get(1)
      yield* get(257)
      assert.strictEqual(asked.length, 257)
      yield* get(1)
      assert.strictEqual(asked.length, 257, "1 was used after 2, and is still there")
      yield* get(2)
      assert.deepStrictEqual(asked.slice(257), [2], "2 was the least recently used")
    })
  )

  it.effect("answer a question for less than they hold, never for more", () =>
    Effect.gen(function* () {
      const askedAfter = Effect.fnUntraced(function* (held: TmdbParts, wanted: TmdbParts) {
        const { asked, get } = remembered()
        yield* get(1, held)
        yield* get(1, wanted)
        return asked.length > 1
      })
      const parts = ["details", "credits", "deep", "all"] as const
      const again: Array<string> = []
      for (const held of parts) {
        for (const wanted of parts) if (yield* askedAfter(held, wanted)) again.push(`${held} ${wanted}`)
      }
      assert.deepStrictEqual(again, [
        "details credits",
        "details deep",
        "details all",
        "credits deep",
        "credits all",
        "deep credits",
        "deep all"
      ])
    })
  )

  it.effect("are asked for again once they were forgotten", () =>
    Effect.gen(function* () {
      const { asked, answers, get } = remembered()
      yield* get(1)
      answers.forget(1)
      yield* get(1)
      assert.deepStrictEqual(asked, [1, 1])
    })
  )
})
