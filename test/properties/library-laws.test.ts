/**
 * The promises of a library, held by the whole runtime over the replay fixtures: providers that fail in every way, plans
 * that are applied and taken back, full disks, a year that passes, and processes that end at any moment.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isAtLeast, knownLevel, type Level } from "../../src/domain/level.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { refreshAgeMs } from "../../src/domain/terms.ts"
import { dayMs } from "../../src/domain/time.ts"
import { knowledgeBreaches, learningBreaches, recordBreaches } from "../../src/machines/record-invariants.ts"
import { goodLine } from "../support/flaky-provider.ts"
import { wrongDowngrades } from "../support/history-laws.ts"
import { each, overLibraries } from "../support/library-check.ts"
import { liveOn, rest } from "../support/library-runs.ts"
import type { LibraryWorld } from "../support/library-world.ts"
import { runs } from "../support/runs.ts"
import { advance, World } from "../support/virtual.ts"

const { check } = overLibraries(runs(12))

describe("any year of a whole library", () => {
  it("every record is complete for its level, or says what is missing and when it is tried again (LIFE-1)", () =>
    check((world, happens) => each(world, happens, recordsHold)))

  it("no provider erases what is known, and nothing from TMDB outlives its terms (LIFE-8)", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        let before = yield* momentOf(world)
        for (const action of happens) {
          yield* liveOn(world, action)
          const after = yield* momentOf(world)
          assert.deepStrictEqual(losses(before, after), [])
          before = after
        }
      })
    ))

  it("forgetting keeps who a movie is and what a person said, and it learns again what is asked (LIFE-5, LIFE-6)", () =>
    check(
      Effect.fnUntraced(function* (world, happens) {
        yield* each(world, happens, () => Effect.void)
        const before = yield* world.records
        world.mood = goodLine
        yield* advance(40 * dayMs)
        yield* liveOn(world, { kind: "tidy", freeBytes: 1e9, undo: false })
        for (const movie of yield* world.records)
          keeps(
            before.find(({ id }) => id === movie.id)!,
            movie
          )
        assert.deepStrictEqual(wrongDowngrades((yield* world.history).map(({ event }) => event)), [])
        yield* regenerates(world, before)
      })
    ))
})

// Helpers

const levelOf = ({ lifecycle }: Movie): Level => knownLevel(lifecycle.state, lifecycle.kept)

const recordsHold = Effect.fnUntraced(function* (world: LibraryWorld) {
  const { now } = yield* World
  for (const record of yield* world.records) assert.deepStrictEqual(recordBreaches(record, now), [])
})

interface Moment {
  readonly now: number
  readonly movies: ReadonlyMap<string, Movie>
  readonly events: number
  readonly changedOtherwise: (id: string, since: number) => boolean
}

/** The records, and which movies were changed by something else than providers. */
const momentOf = Effect.fnUntraced(function* (world: LibraryWorld) {
  const history = (yield* world.history).map(({ event }) => event)
  const records = yield* world.records
  const refsOf = (id: string) => [id, ...(records.find((movie) => movie.id === id)?.identity.aliases ?? [])]
  return {
    now: (yield* World).now,
    movies: new Map(records.map((movie) => [movie.id, movie])),
    events: history.length,
    changedOtherwise: (id, since) =>
      history
        .slice(since)
        .some(
          (event) =>
            (event.type === "MovieDowngraded" || event.type === "MovieRestored" || event.type === "MovieEdited") &&
            refsOf(id).includes(event.movie)
        )
  } satisfies Moment as Moment
})

/** What providers took away between two moments. Near the end of its terms a value goes that a refresh did not state again. */
const losses = (before: Moment, after: Moment) =>
  [...after.movies].flatMap(([id, movie]) => {
    const old = before.movies.get(id)
    const aged = knowledgeBreaches(movie.knowledge, after.now)
    if (old === undefined || after.changedOtherwise(id, before.events)) return aged
    const isAtItsEnd = (what: string) => {
      const known = old.knowledge.fields[what.split(" ")[0] as "title"]
      return known?.source === "tmdb" && after.now - known.fetchedAt > refreshAgeMs
    }
    return [...aged, ...learningBreaches(old.knowledge, movie.knowledge).filter(({ what }) => !isAtItsEnd(what))]
  })

/** LIFE-6: of a movie that was forgotten this is left, whatever else went. */
const keeps = (before: Movie, after: Movie) => {
  assert.includeMembers([...after.identity.aliases], [...before.identity.aliases])
  assert.deepStrictEqual(
    [after.identity.createdAt, after.identity.files, after.identity.pin],
    [before.identity.createdAt, before.identity.files, before.identity.pin]
  )
  assert.deepStrictEqual(after.statistics, before.statistics)
  assert.isNotNull(after.identity.title ?? (before.identity.title === null ? "none before" : null))
  for (const [field, known] of Object.entries(before.knowledge.fields)) {
    if (known.source !== "person") continue
    assert.deepStrictEqual(after.knowledge.fields[field as "title"]?.value, known.value, `the edit of ${field}`)
  }
}

const regenerates = Effect.fnUntraced(function* (world: LibraryWorld, movies: ReadonlyArray<Movie>) {
  for (const { id } of movies) yield* world.publish({ type: "MovieRequested", movie: id, level: "deep" })
  yield* rest(world)
  // A movie that TMDB once denied is asked for again after a month.
  yield* advance(31 * dayMs)
  yield* rest(world)
  for (const movie of yield* world.records)
    assert.isTrue(isAtLeast(levelOf(movie), "deep"), JSON.stringify(movie.lifecycle))
})
