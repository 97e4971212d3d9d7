/**
 * What no provider can do to a library, whatever it does: faults of every kind the stand-in knows, in any sequence, over the
 * whole way from the request to the record, with restarts in between.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isAtLeast, knownLevel } from "../../src/domain/level.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { dayMs, hourMs } from "../../src/domain/time.ts"
import type { Shelf } from "../../src/infra/stand-in/shelf.ts"
import { learningBreaches, recordBreaches } from "../../src/machines/record-invariants.ts"
import type { FaultAction } from "../support/arbitraries/fault-actions.ts"
import { checkFaults, liveOn } from "../support/fault-runs.ts"
import { faultSettings, type FaultWorld } from "../support/fault-world.ts"
import { rest } from "../support/library-runs.ts"
import { runs } from "../support/runs.ts"
import { openShelf } from "../support/stand-in-net.ts"
import { advance, World } from "../support/virtual.ts"

let shelf: Shelf
beforeAll(() => {
  shelf = openShelf()
})

const settings = faultSettings()
const law = { shelf: () => shelf, settings, numRuns: runs(20) }

describe("any sequence of faults of the providers", () => {
  it("a movie that was asked for a level is there, or says why not and when it tries again; so does the answer (LIFE-3)", () =>
    checkFaults(
      law,
      Effect.fnUntraced(function* (world, happens) {
        for (const action of happens) {
          const told = yield* liveOn(world, action)
          if (told !== undefined) {
            assert.isDefined(told.outcome, `${told.film} was asked for, and nobody was told anything`)
            if (told.outcome?.reached === false) assert.isNotEmpty(told.outcome.reason)
            if (told.outcome?.reached === false) assert.isNotNull(told.outcome.retryAt, told.outcome.reason)
          }
          assert.deepStrictEqual(yield* unexplained(world), [])
        }
      })
    ))

  it("once the faults stop, every movie gets there within a bounded time (LIFE-3)", () =>
    checkFaults(
      law,
      Effect.fnUntraced(function* (world, happens) {
        yield* Effect.forEach(happens, (action) => liveOn(world, action))
        world.net.desk.clear()
        yield* advance(longestWait(happens))
        yield* rest(world)
        const behind = (yield* world.records).filter((movie) => !isAtLeast(levelOf(movie), movie.lifecycle.wanted))
        assert.deepStrictEqual(
          behind.map(({ identity, lifecycle }) => ({ names: identity.aliases, lifecycle })),
          []
        )
      })
    ))

  it("nothing that was known is erased, becomes older, or is replaced by another film's (LIFE-8)", () =>
    checkFaults(
      law,
      Effect.fnUntraced(function* (world, happens) {
        let before: ReadonlyArray<Movie> = []
        for (const action of happens) {
          yield* liveOn(world, action)
          const after = yield* world.records
          assert.deepStrictEqual(
            before.flatMap((old) => losses(old, after)),
            []
          )
          before = after
          const { now } = yield* World
          for (const movie of after) assert.deepStrictEqual(recordBreaches(movie, now), [])
        }
        assert.deepStrictEqual(world.net.strayHosts, [])
      })
    ))
})

// Helpers

const levelOf = ({ lifecycle }: Movie) => knownLevel(lifecycle.state, lifecycle.kept)

/** Movies that are at rest below what is wanted of them and do not say why, or not until when. */
const unexplained = Effect.fnUntraced(function* (world: FaultWorld) {
  const { now } = yield* World
  const events = (yield* world.history).map(({ event }) => event)
  return (yield* world.records).flatMap((movie) => {
    if (isAtLeast(levelOf(movie), movie.lifecycle.wanted)) return []
    const { retryAt } = movie.lifecycle
    const why = events.findLast((event) => event.type === "EnrichmentFailed" && event.movie === movie.id)
    const says = why?.type === "EnrichmentFailed" && why.reason !== "" && why.message !== "" && why.retryAt === retryAt
    return says && retryAt !== null && retryAt > now ? [] : [{ names: movie.identity.aliases, retryAt, why }]
  })
})

/** Faults that look like knowledge: "there is no such film", or an answer about nothing that was asked. */
const convincing = new Set(["not-found", "response-false", "wrong-movie", "drifted-fields", "unprocessable"])

/** What is not there is asked for again within a month; everything else within a day that a provider may name, and six hours. */
const longestWait = (happens: ReadonlyArray<FaultAction>): number => {
  const kinds = happens.flatMap((action) => (action.kind === "faults" ? action.faults.map(({ kind }) => kind) : []))
  return kinds.some((kind) => convincing.has(kind)) ? 31 * dayMs : dayMs + 8 * hourMs
}

/** What is true of a film: the fixtures' own title, by TMDB's number. */
const trueTitle = (number: string): unknown => {
  const body = shelf.find(`tmdb /movie/${number}`)?.body
  return typeof body === "object" && body instanceof Uint8Array
    ? (JSON.parse(Buffer.from(body).toString("utf8")) as { readonly title?: unknown }).title
    : undefined
}

const losses = (old: Movie, after: ReadonlyArray<Movie>): ReadonlyArray<string> => {
  const movie = after.find(({ id }) => id === old.id)
  if (movie === undefined) return [`${old.id} is gone`]
  const erased = learningBreaches(old.knowledge, movie.knowledge).map(({ what }) => what)
  const names = old.identity.aliases.filter((alias) => !movie.identity.aliases.includes(alias))
  const [was, is] = [old.knowledge.fields.title?.value, movie.knowledge.fields.title?.value]
  const number = old.identity.aliases.find((alias) => alias.startsWith("tmdb:"))?.slice("tmdb:".length)
  const wasRight = number !== undefined && was === trueTitle(number)
  return [
    ...erased,
    ...names.map((alias) => `the name ${alias} is gone`),
    ...(wasRight && is !== was ? [`${String(was)} is called ${String(is)} now`] : [])
  ]
}
