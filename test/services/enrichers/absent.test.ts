import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { refreshAgeMs } from "../../../src/domain/terms.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { engineWorld } from "../engine-world.ts"
import { json } from "../memory-data-provider.ts"
import { credits, details, externalIds, images, keyOf, keywords } from "../sample-movie.ts"

const deep = { external_ids: externalIds, images }
const answerWith = (genres: ReadonlyArray<unknown>, words: ReadonlyArray<unknown>) =>
  json({ ...details, genres, credits, ...deep, keywords: { keywords: words } })
const torn = answerWith([{ id: 35, name: "Comedy" }, { id: 18 }], [7, { id: 2, name: "bus stop" }])

describe("a list of which some items cannot be read", () => {
  it.effect("does not shorten the list that is known, and is tried again (LIFE-8)", () => {
    const { data, layer, library, reach } = engineWorld()
    return Effect.gen(function* () {
      for (const level of ["basic", "medium", "deep"] as const) yield* reach(level, { wanted: "deep" })
      const before = library.movie().knowledge.fields
      yield* TestClock.adjust(dayMs)
      data.set(keyOf.all, torn)
      yield* reach("deep", { task: "refresh" })
      const { fields, gaps } = library.movie().knowledge
      assert.deepStrictEqual([fields.genres, fields.keywords], [before.genres, before.keywords])
      assert.deepStrictEqual(
        gaps.map(({ piece, reason }) => [piece, reason]),
        [
          ["genres", "AnswerInvalid"],
          ["keywords", "AnswerInvalid"]
        ]
      )
      // A whole list may be shorter: then something is gone.
      data.set(keyOf.all, answerWith([{ id: 35, name: "Comedy" }], keywords.keywords.slice(1)))
      yield* reach("deep", { task: "refresh" })
      const shorter = library.movie().knowledge
      assert.deepStrictEqual([shorter.fields.genres?.value, shorter.gaps], [["Comedy"], []])
    }).pipe(Effect.provide(layer))
  })

  it.effect("counts where nothing is known, and where what is known is too old to stay", () => {
    const { data, layer, library, reach } = engineWorld()
    data.set(keyOf.all, torn)
    return Effect.gen(function* () {
      yield* reach("basic", { wanted: "deep" })
      yield* reach("medium", { wanted: "deep" })
      assert.deepStrictEqual(library.movie().knowledge.fields.genres?.value, ["Comedy"])
      data.set(keyOf.all, answerWith(details.genres, keywords.keywords))
      yield* reach("deep", { task: "refresh" })
      assert.deepStrictEqual(library.movie().knowledge.fields.genres?.value, ["Comedy", "Drama"])
      yield* TestClock.adjust(refreshAgeMs)
      data.set(keyOf.all, torn)
      yield* reach("deep", { task: "refresh" })
      assert.deepStrictEqual(library.movie().knowledge.fields.genres?.value, ["Comedy"])
    }).pipe(Effect.provide(layer))
  })
})
