/** What a library's journal is worth, whatever happens to the library: it alone tells everything, and always the same. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { knownLevel, type Level } from "../../src/domain/level.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { dataFiles } from "../../src/infra/json-store/files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { recordHash, recordsText, replayRecords } from "../../src/infra/json-store/replay-records.ts"
import { Library } from "../../src/services/library.ts"
import { Store } from "../../src/services/store.ts"
import { seed } from "../support/arbitraries/actor-actions.ts"
import { type LibraryAction, libraryActions } from "../support/arbitraries/library-actions.ts"
import { each, overLibraries } from "../support/library-check.ts"
import type { LibraryWorld } from "../support/library-world.ts"
import { runs } from "../support/runs.ts"
import { World } from "../support/virtual.ts"

const { check, lived } = overLibraries(runs(12))

describe("any year of a whole library", () => {
  it("the journal alone gives the records that are there, byte for byte (STORE-3)", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        yield* each(world, happens, () => Effect.void)
        const replayed = yield* recordsOnDisk(world, "start")
        yield* world.get(Store).checkpoint
        assert.strictEqual(recordsText(yield* recordsOnDisk(world, "checkpoint")), recordsText(replayed))
        for (const file of dataFiles) {
          assert.strictEqual(
            world.text(file === "images" ? "images/manifest.json" : `${file}.json`),
            replayed[file],
            file
          )
        }
        const live = yield* world.records
        const lines = JSON.parse(replayed.movies) as { readonly movies: ReadonlyArray<{ readonly id: string }> }
        assert.sameMembers(
          recordsIn(lines).map(({ id }) => id),
          live.map(({ id }) => id)
        )
        for (const record of recordsIn(lines)) {
          const movie = live.find(({ id }) => id === record.id)!
          assert.deepStrictEqual(record["lifecycle"], movie.lifecycle)
          assert.deepStrictEqual(record["knowledge"], movie.knowledge.fields)
          assert.deepStrictEqual(record["gaps"], movie.knowledge.gaps)
        }
      })
    ))

  it("is the same, byte for byte, for the same seed and script (RUN-2)", () =>
    fc.assert(
      fc.asyncProperty(seed, libraryActions, async (number, happens) => {
        const [first, second] = [await outcome(number, happens), await outcome(number, happens)]
        assert.strictEqual(second.journal, first.journal)
        assert.strictEqual(second.hash, first.hash)
      }),
      { numRuns: runs(12) }
    ))

  it("a request answers at once with what is known, and says what is coming (LIFE-9)", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        yield* each(world, happens, () => Effect.void)
        const { now } = yield* World
        for (const movie of ["tmdb:13", "tmdb:603"]) {
          const before = yield* world.record(movie)
          const answer = yield* world.use(Library.use((library) => library.request({ movie, level: "deep" })))
          assert.deepStrictEqual(answer.movie, before)
          assert.strictEqual(answer.coming, before !== undefined && levelOf(before) === "deep" ? null : "deep")
        }
        assert.strictEqual((yield* World).now, now)
      })
    ))
})

const levelOf = ({ lifecycle }: Movie): Level => knownLevel(lifecycle.state, lifecycle.kept)

const recordsOnDisk = (world: LibraryWorld, from: "start" | "checkpoint") =>
  Effect.provide(replayRecords(MemoryStore.directory, from), world.disk.layer)

type Line = { readonly id: string } & Readonly<Record<string, unknown>>
const recordsIn = (file: unknown): ReadonlyArray<Line> =>
  (Array.isArray(file) ? file : (Object.values(file as object).find(Array.isArray) ?? [])) as ReadonlyArray<Line>

const outcome = (number: number, happens: ReadonlyArray<LibraryAction>) =>
  lived(
    number,
    Effect.fnUntraced(function* (world) {
      yield* each(world, happens, () => Effect.void)
      return { journal: world.text("journal.ndjson"), hash: recordHash(yield* recordsOnDisk(world, "start")) }
    })
  )
