import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import fc from "fast-check"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { BuildProgress } from "../../../src/infra/imdb-data-set/build-progress.ts"
import { findDataFiles } from "../../../src/infra/imdb-data-set/data-files.ts"
import { openIndexWriter } from "../../../src/infra/imdb-data-set/index-writer.ts"
import { runs } from "../../support/runs.ts"
import { basics, type DataSetWorld, inDataSetWorld, movieRow, ratings } from "./data-set-world.ts"

const basicsName = "title.basics.tsv.gz"
const ratingsName = "title.ratings.tsv.gz"
const movies = (count: number, word = "Film") =>
  basics(...Array.from({ length: count }, (_, at) => movieRow(at + 1, `${word} ${at}`)))
const rated = (count: number) =>
  ratings(...Array.from({ length: count }, (_, at) => `tt${String(at * 2).padStart(7, "0")}\t7.${at % 10}\t${at + 5}`))
/** Small pieces and frequent commits, so that a small file has many moments to be killed at. */
const small = { chunkBytes: 512, commitEveryBytes: 2_048, filmsMax: 1_000 }

const putBoth = ({ put }: DataSetWorld, count: number): void => {
  put(basicsName, movies(count))
  put(ratingsName, rated(count))
}
const refusal = (world: DataSetWorld) => Effect.map(Effect.flip(world.build()), ({ message }) => message)

describe("building the index", () => {
  it.effect("keeps the films and the ratings of films, from a folder or from files, packed or not", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        putBoth(world, 20)
        const report = yield* world.build()
        assert.deepInclude(report, { titles: 20, rated: 10, linesResumed: 0 })
        const packed = world.hash()
        assert.deepStrictEqual(readdirSync(world.index), ["titles.sqlite"])
        for (const name of [basicsName, ratingsName]) rmSync(join(world.downloads, name))
        world.put("title.basics.tsv", `\ufeff${movies(20).replaceAll("\n", "\r\n")}`)
        world.put("title.ratings.tsv", rated(20))
        yield* world.build()
        assert.strictEqual(world.hash(), packed)
      })
    )
  )

  it.effect("tells how far it is, how fast, and how long it will take", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        putBoth(world, 200)
        const told: Array<BuildProgress> = []
        yield* world.build({ onProgress: (progress) => told.push(progress), settings: small })
        assert.deepStrictEqual([...new Set(told.map(({ stage }) => stage))], ["titles", "ratings", "indexing"])
        assert.deepStrictEqual(
          told.map(({ share }) => share),
          told.map(({ share }) => share).toSorted((a, b) => a - b)
        )
        assert.deepInclude(told.at(-1), { share: 1, lines: 402, leftMs: 0 })
        assert.isTrue(told.every(({ leftMs, linesPerSecond }) => linesPerSecond >= 0 && leftMs !== -1))
      })
    )
  )

  it.effect("killed at any moments, goes on where it last committed, and ends with the same index (STORE-2)", () =>
    Effect.gen(function* () {
      const whole = yield* inDataSetWorld((world) =>
        Effect.gen(function* () {
          putBoth(world, 300)
          yield* world.build()
          return world.hash()
        })
      )
      let resumed = 0
      const life = (kills: ReadonlyArray<number>) =>
        inDataSetWorld((world) =>
          Effect.gen(function* () {
            putBoth(world, 300)
            for (const at of kills) {
              const exit = yield* world.killed(at, { settings: small })
              if (Exit.isSuccess(exit)) break
              assert.isFalse(existsSync(join(world.index, "titles.sqlite")))
            }
            const report = yield* world.build({ settings: small })
            assert.strictEqual(world.hash(), whole)
            assert.strictEqual(
              report.sources.reduce((sum, { read }) => sum + read.lines, 0),
              602
            )
            resumed += report.linesResumed
          })
        )
      const killedSomewhere = fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
        (kills) => Effect.runPromise(life(kills))
      )
      yield* Effect.promise(() => fc.assert(killedSomewhere, { numRuns: runs(12, 40) }))
      assert.isAbove(resumed, 0)
    })
  )

  it.effect("leaves the old index in its place until the new one is whole (STORE-2)", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        putBoth(world, 30)
        yield* world.build()
        const old = world.hash()
        world.put(basicsName, movies(300, "Other"))
        yield* world.killed(8, { settings: small })
        assert.strictEqual(world.hash(), old)
        const found = yield* world.using((index) => index.search("film 3"))
        assert.deepStrictEqual(
          found.map(({ title }) => title),
          ["Film 3"]
        )
        yield* world.build()
        assert.strictEqual(yield* world.using((index) => Effect.map(index.search("film 3"), ({ length }) => length)), 0)
      })
    )
  )

  it.effect("begins anew when the files are others than those it was killed with, or its own file is damaged", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        putBoth(world, 300)
        yield* world.killed(12, { settings: small })
        world.put(basicsName, movies(40, "Other"))
        assert.deepInclude(yield* world.build(), { titles: 40, linesResumed: 0 })
        writeFileSync(join(world.index, "titles.part.sqlite"), "this is no database".repeat(1_000))
        assert.deepInclude(yield* world.build(), { titles: 40, linesResumed: 0 })
      })
    )
  )
})

describe("what cannot be built from", () => {
  it.effect("a download that stopped in the middle, or was damaged, is told with the way out", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        const packed = gzipSync(movies(5_000))
        const path = world.put(basicsName, "")
        writeFileSync(path, packed.subarray(0, packed.length - 2_000))
        assert.strictEqual(yield* refusal(world), `${path}: the file ends in the middle. Download it again.`)
        packed.fill(7, 6_000, 6_100)
        writeFileSync(path, packed)
        assert.strictEqual(yield* refusal(world), `${path}: the compressed data is damaged. Download it again.`)
        assert.isFalse(existsSync(join(world.index, "titles.sqlite")))
      })
    )
  )

  it.effect("no data set, another table, the same twice, and too many films are refused in words", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        assert.match(yield* refusal(world), /there is no title\.basics\.tsv\.gz here/)
        const path = world.put("title.basics.tsv", "a\tb\n1\t2\n")
        assert.match(yield* refusal(world), /its header row is neither that of/)
        writeFileSync(path, movies(10))
        const copy = world.put("copy.tsv", readFileSync(path))
        const twice = yield* Effect.flip(findDataFiles([path, copy]))
        assert.strictEqual(twice.message, `${copy}: it is the same data set as ${path}.`)
        const many = yield* Effect.flip(world.build({ settings: { ...small, filmsMax: 5 } }))
        assert.match(many.message, /holds more than 5 films/)
      })
    )
  )

  it.effect("a second build of the same index is refused while one is at work", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        putBoth(world, 10)
        yield* world.build()
        const writer = openIndexWriter(join(world.index, "titles.part.sqlite"))
        assert.match(yield* refusal(world), /another build is at work/)
        writer.close()
        assert.deepInclude(yield* world.build(), { titles: 10 })
      })
    )
  )
})
