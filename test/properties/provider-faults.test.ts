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
import type { Breach } from "../../src/machines/invariants.ts"
import { learningBreaches, recordBreaches } from "../../src/machines/record-invariants.ts"
import {
  denied,
  type FaultAction,
  ledAstray,
  mistakenFirst,
  mistakenLater
} from "../support/arbitraries/fault-actions.ts"
import { liveOn, overLives, type Told } from "../support/fault-runs.ts"
import { faultSettings, type FaultWorld } from "../support/fault-world.ts"
import { rest } from "../support/library-runs.ts"
import { runs } from "../support/runs.ts"
import { openShelf } from "../support/stand-in-net.ts"
import { advance, World } from "../support/virtual.ts"

let shelf: Shelf
beforeAll(() => {
  shelf = openShelf()
})

const { cache } = faultSettings().tmdb

const check = overLives({
  shelf: () => shelf,
  // Nothing kept is fresh: every question is asked, and gets what the fault of the moment makes of it.
  settings: faultSettings({ cache: cache && { ...cache, freshDefaultMs: 0, freshMaxMs: 0 } }),
  numRuns: runs(25, 250),
  examples: [mistakenLater, mistakenFirst, denied, ledAstray],
  live: Effect.fnUntraced(function* (world, happens) {
    const steps: Array<Step> = []
    let before: ReadonlyArray<Movie> = []
    let trustedAt = (yield* World).now
    for (const action of happens) {
      const told = yield* liveOn(world, action)
      const after = yield* world.records
      const { now } = yield* World
      if (world.net.desk.list().length === 0) trustedAt = now
      steps.push({
        told,
        unexplained: yield* unexplained(world, after),
        losses: before.flatMap((old) => losses(old, after, now - trustedAt < doubtMs)),
        breaches: after.flatMap((movie) => recordBreaches(movie, now))
      })
      before = after
    }
    world.net.desk.clear()
    yield* advance(longestWait(happens))
    yield* rest(world)
    const behind = (yield* world.records).filter((movie) => !isAtLeast(levelOf(movie), movie.lifecycle.wanted))
    return { steps, behind, strayHosts: world.net.strayHosts }
  })
})

describe("any sequence of faults of the providers", () => {
  it("a movie that was asked for a level is there, or says why not and when it tries again (LIFE-3)", () =>
    check(({ steps }) => {
      for (const { unexplained: silent } of steps) assert.deepStrictEqual(silent, [])
    }))

  it("whoever waits is told that it is there, or why not and when it is tried again (LIFE-3)", () =>
    check(({ steps }) => {
      for (const { told } of steps) {
        if (told === undefined) continue
        assert.isDefined(told.outcome, `${told.film} was asked for, and nobody was told anything`)
        if (told.outcome === undefined || told.outcome.reached) continue
        assert.isNotEmpty(told.outcome.reason)
        assert.isNotNull(told.outcome.retryAt, told.outcome.reason)
      }
    }))

  it("once the faults stop, every movie gets there within a bounded time (LIFE-3)", () =>
    check(({ behind }) =>
      assert.deepStrictEqual(
        behind.map(({ identity, lifecycle }) => ({ names: identity.aliases, lifecycle })),
        []
      )
    ))

  it("nothing that was known is erased, becomes older, or is replaced by another film's (LIFE-8)", () =>
    check(({ steps }) => {
      for (const { losses: lost } of steps) assert.deepStrictEqual(lost, [])
    }))

  it("every record is complete for its level, or says what is missing and when it is tried again (LIFE-1)", () =>
    check(({ steps }) => {
      for (const { breaches } of steps) assert.deepStrictEqual(breaches, [])
    }))

  it("nobody is asked but the providers, wherever their answers lead (SAFE-4)", () =>
    check(({ strayHosts }) => assert.deepStrictEqual(strayHosts, [])))
})

// Helpers

interface Step {
  readonly told: Told | void
  readonly unexplained: ReadonlyArray<unknown>
  readonly losses: ReadonlyArray<string>
  readonly breaches: ReadonlyArray<Breach>
}

const levelOf = ({ lifecycle }: Movie) => knownLevel(lifecycle.state, lifecycle.kept)

/** Movies that are at rest below what is wanted of them and do not say why, or not until when. */
const unexplained = Effect.fnUntraced(function* (world: FaultWorld, movies: ReadonlyArray<Movie>) {
  const { now } = yield* World
  const behind = movies.filter((movie) => !isAtLeast(levelOf(movie), movie.lifecycle.wanted))
  if (behind.length === 0) return []
  const events = (yield* world.history).map(({ event }) => event)
  return behind.flatMap((movie) => {
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

/** For so long at least, whatever contradicts what is known is taken for a mistake. */
const doubtMs = 2 * dayMs

const losses = (old: Movie, after: ReadonlyArray<Movie>, isDoubted: boolean): ReadonlyArray<string> => {
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
    ...(isDoubted && wasRight && is !== was ? [`${JSON.stringify(was)} is ${JSON.stringify(is)} now`] : [])
  ]
}
