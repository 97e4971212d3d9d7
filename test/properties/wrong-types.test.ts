/**
 * Every field of every answer about a movie, of every wrong type, one at a time: whatever is wrong harms what it stands for
 * and nothing else, and erases nothing that was known. Exhaustive over the answers about one fixture film.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { type FieldName, fieldNames, type Knowledge } from "../../src/domain/knowledge.ts"
import { knowledgeLevelHolds } from "../../src/domain/merge-knowledge.ts"
import { openPackFolder } from "../../src/infra/replay/pack-folder.ts"
import { recordedAnswer } from "../../src/infra/replay/recorded-answer.ts"
import type { ProviderAnswer } from "../../src/services/data-provider.ts"
import { engineWorld } from "../services/engine-world.ts"
import { json } from "../services/memory-data-provider.ts"
import { keyOf } from "../services/sample-movie.ts"

const wikipediaKey = "wikipedia /en/page/summary/Forrest_Gump"
const pictures = ["w185/invented-13-poster.png", "w780/invented-13-poster.png", "w1280/invented-13-backdrop.png"]
const keys = [keyOf.all, keyOf.entity, wikipediaKey, ...pictures.map((path) => `images /t/p/${path}`)]
const levels = ["basic", "medium", "deep"] as const

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }
type Path = ReadonlyArray<string | number>

const honest = new Map<string, ProviderAnswer>()
beforeAll(() => {
  const fixtures = openPackFolder("fixtures/replay")
  for (const key of keys) {
    const answer = Result.getOrThrow(recordedAnswer(fixtures, key))!
    honest.set(key, { status: answer.status, contentType: answer.contentType, body: answer.body })
  }
  fixtures.close()
})
const bodyOf = (key: string) => JSON.parse(new TextDecoder().decode(honest.get(key)!.body)) as Json

const wrongs: ReadonlyArray<Json> = [null, true, -1, "7", [[7]], { a: "b" }]

/** All places in a value; of a list only the first item. */
const pathsIn = (value: Json, path: Path = []): ReadonlyArray<Path> => {
  if (typeof value !== "object" || value === null) return [path]
  const inner: ReadonlyArray<readonly [string | number, Json]> = Array.isArray(value)
    ? value.slice(0, 1).map((item: Json, index) => [index, item] as const)
    : Object.entries(value as { readonly [name: string]: Json })
  return [...(path.length === 0 ? [] : [path]), ...inner.flatMap(([name, part]) => pathsIn(part, [...path, name]))]
}

const at = (value: Json, [name, ...rest]: Path, wrong: Json): Json => {
  if (name === undefined) return wrong
  if (Array.isArray(value)) return value.map((item: Json, index) => (index === name ? at(item, rest, wrong) : item))
  const record = value as { readonly [name: string]: Json }
  return { ...record, [name]: at(record[name]!, rest, wrong) }
}
const valueAt = (value: Json, path: Path): Json =>
  path.reduce<Json>((inner, name) => (inner as { readonly [name: string | number]: Json })[name]!, value)
const kindOf = (value: Json): string => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value)

/** What a place of TMDB's answer says something about. All other places say nothing that is kept. */
const about: Record<string, ReadonlyArray<FieldName>> = {
  title: ["title"],
  original_title: ["originalTitle"],
  release_date: ["releaseDate", "year"],
  runtime: ["runtimeMinutes"],
  original_language: ["language"],
  overview: ["overview"],
  tagline: ["tagline"],
  status: ["status"],
  poster_path: ["poster"],
  genres: ["genres"],
  vote_average: ["rating"],
  vote_count: ["rating"],
  credits: ["credits"],
  external_ids: ["externalIds", "summary"],
  keywords: ["keywords"]
}
const harmedBy = (key: string, path: Path): ReadonlyArray<FieldName> =>
  key === keyOf.all ? (about[String(path[0])] ?? []) : ["summary"]
const told = ({ fields }: Knowledge, field: FieldName) => fields[field]?.value

const worldWith = (key: string, body: Json) => {
  const world = engineWorld()
  for (const [name, answer] of honest) world.data.set(name, answer)
  const makeWrong = () => world.data.set(key, json(body))
  const learnAll = Effect.gen(function* () {
    for (const level of levels) {
      const result = yield* Effect.result(world.reach(level, { wanted: "deep" }))
      if (Result.isFailure(result)) return result.failure
    }
    return undefined
  })
  return { ...world, makeWrong, learnAll }
}

const known = Effect.suspend(() => {
  const { layer, learnAll, library } = worldWith("", {})
  return Effect.map(learnAll, () => library.movie().knowledge).pipe(Effect.provide(layer))
})

/** Whether one wrong value may make a level fail: then the answer lacks a piece that the level is made of. */
const endsLevel = (path: Path): boolean =>
  (path[0] === "credits" && path.length === 1) || (path[0] === "external_ids" && path.length === 1)

/** Places that nobody reads get one wrong value each, in turns. */
const isRead = (key: string, path: Path): boolean =>
  key === keyOf.all
    ? harmedBy(key, path).length > 0
    : path.some((name) => /^(?:sitelinks|enwiki|extract|type)$/.test(String(name)))

const cases = (key: string) => {
  const whole = bodyOf(key)
  return pathsIn(whole).flatMap((path, index) => {
    const other = wrongs.filter((wrong) => kindOf(wrong) !== kindOf(valueAt(whole, path)))
    const chosen = isRead(key, path) ? other : [other[index % other.length]!]
    return chosen.map((wrong) => ({
      path,
      body: at(whole, path, wrong),
      says: `${path.join(".")} = ${JSON.stringify(wrong)}`
    }))
  })
}

describe("one field of a wrong type", () => {
  it.effect("LIFE-8: in a refresh erases nothing that was known, and the rest is refreshed", () =>
    Effect.gen(function* () {
      const before = yield* known
      assert.strictEqual(fieldNames.filter((name) => before.fields[name] !== undefined).length, fieldNames.length - 1)
      for (const { body, path, says } of cases(keyOf.all)) {
        const { fail: _fail, layer, learnAll, library, makeWrong, reach } = worldWith(keyOf.all, body)
        yield* Effect.gen(function* () {
          yield* learnAll
          makeWrong()
          yield* TestClock.adjust("1 day")
          const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
          yield* reach("deep", { task: "refresh" }).pipe(Effect.mapError(({ detail }) => `${says}: ${detail}`))
          const after = library.movie().knowledge
          const harmed = harmedBy(keyOf.all, path)
          for (const field of fieldNames) {
            const losesItem = harmed.includes(field) && path.some((name) => typeof name === "number")
            if (losesItem) assert.isDefined(told(after, field), says)
            // A list loses the items that cannot be read, and no others.
            else assert.deepStrictEqual(told(after, field), told(before, field), `${field} after ${says}`)
            const isRefreshed = harmed.includes(field) || field === "summary" || told(after, field) === undefined
            if (!isRefreshed) assert.strictEqual(after.fields[field]?.fetchedAt, now, `${field} after ${says}`)
          }
          assert.isTrue(knowledgeLevelHolds(after, "deep"), says)
        }).pipe(Effect.provide(layer))
      }
    }).pipe(Effect.orDie)
  )

  it.effect("harms what it stands for, and nothing else, when the movie is new", () =>
    Effect.gen(function* () {
      const right = yield* known
      for (const key of [keyOf.all, keyOf.entity, wikipediaKey]) {
        for (const { body, path, says } of cases(key)) {
          const { layer, learnAll, library, makeWrong } = worldWith(key, body)
          makeWrong()
          const failure = yield* learnAll.pipe(Effect.provide(layer))
          const { knowledge } = library.movie()
          if (failure !== undefined) {
            assert.isTrue(key === keyOf.all && endsLevel(path), `${says}: ${failure.detail}`)
            assert.strictEqual(failure.reason, "AnswerInvalid")
            assert.isTrue(knowledgeLevelHolds(knowledge, failure.level === "medium" ? "basic" : "medium"), says)
            continue
          }
          assert.isTrue(knowledgeLevelHolds(knowledge, "deep"), says)
          const harmed = harmedBy(key, path)
          for (const field of fieldNames.filter((name) => !harmed.includes(name))) {
            assert.deepStrictEqual(told(knowledge, field), told(right, field), `${field} after ${says}`)
          }
        }
      }
    })
  )
})
