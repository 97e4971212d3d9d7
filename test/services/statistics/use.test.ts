import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import type { Event } from "../../../src/domain/event.ts"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { newStatistics, type Statistics } from "../../../src/domain/movie.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { popularityAt } from "../../../src/services/statistics/popularity.ts"
import { makeRecentSessions } from "../../../src/services/statistics/recent-sessions.ts"
import {
  defaultStatisticsSettings as settings,
  recordUse,
  type UseKind,
  useClaimOf
} from "../../../src/services/statistics/use.ts"
import { runs } from "../../support/runs.ts"

const halfLifeMs = settings.halfLifeMs
const movie = movieIdFrom(1)

interface Happened {
  readonly kind: UseKind
  readonly at: number
  readonly session: string | null
}

const anywhere = fc.integer({ min: 1, max: 2_000 * dayMs })
const evening = fc.integer({ min: 1_000 * dayMs, max: 1_001 * dayMs })

/** Uses without a session lie anywhere, those of a session in one evening. */
const happened: fc.Arbitrary<Happened> = fc
  .record({
    kind: fc.constantFrom<UseKind>("play", "view", "request", "searchHit", "shown"),
    session: fc.constantFrom(null, "s1", "s2")
  })
  .chain((use) =>
    fc.record({
      kind: fc.constant(use.kind),
      session: fc.constant(use.session),
      at: use.session === null ? anywhere : evening
    })
  )

const counted = (all: ReadonlyArray<Happened>): Statistics => {
  const sessions = makeRecentSessions()
  return all.reduce((statistics, use, index) => {
    const sighting = sessions.see({ ...use, refs: [movie] }, movie, index + 1)
    return recordUse(statistics, { kind: use.kind, at: use.at, ...sighting }, settings)
  }, newStatistics)
}

const isNear = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

describe("statistics", () => {
  it("do not depend on the order of uses: counts exactly, the score up to its last bits", () => {
    const shuffled = fc
      .array(happened, { maxLength: 30 })
      .chain((uses) => fc.tuple(fc.constant(uses), fc.shuffledSubarray(uses, { minLength: uses.length })))
    fc.assert(
      fc.property(shuffled, ([uses, others]) => {
        const { popularityScore: one, ...exact } = counted(uses)
        const { popularityScore: other, ...otherExact } = counted(others)
        // A repetition counts nothing, but which of two equal uses is the repetition decides when the weight fell.
        const repeats = uses.some((a, i) =>
          uses.some((b, j) => i < j && a.session !== null && a.session === b.session && a.kind === b.kind)
        )
        assert.deepStrictEqual(otherExact, exact)
        if (!repeats) assert.isTrue(isNear(one, other), `${one} and ${other}`)
      }),
      { numRuns: runs() }
    )
  })

  it("are what a sum over all uses says", () => {
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 30 }), (uses) => {
        const free = uses.map((use) => ({ ...use, session: null }))
        const statistics = counted(free)
        const now = 2_000 * dayMs
        const sum = free.reduce(
          (all, { at, kind }) => all + settings.weights[kind] * 2 ** (-(now - at) / halfLifeMs),
          0
        )
        const accesses = free.filter(({ kind }) => kind !== "shown").map(({ at }) => at)
        assert.isTrue(isNear(popularityAt(statistics, now, halfLifeMs), sum))
        assert.strictEqual(statistics.viewCount, free.filter(({ kind }) => kind === "play" || kind === "view").length)
        assert.strictEqual(statistics.lastAccess, accesses.length === 0 ? null : Math.max(...accesses))
      }),
      { numRuns: runs() }
    )
  })

  it("count the uses of one session once, however often they are told", () => {
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 10 }), (uses) => {
        const named = uses.map((use) => ({ ...use, session: use.session ?? `at ${use.at}` }))
        const { popularityScore: once, scoredAt, ...rest } = counted(named)
        const { popularityScore: twice, scoredAt: scoredAgain, ...again } = counted([...named, ...named])
        assert.deepStrictEqual(again, rest)
        assert.strictEqual(scoredAgain, scoredAt)
        assert.isTrue(isNear(once, twice))
      }),
      { numRuns: runs() }
    )
  })

  it("call playing and opening in one session one view, in either order", () => {
    const play = { kind: "play", at: 10, session: "s1" } as const
    const view = { kind: "view", at: 20, session: "s1" } as const
    for (const uses of [
      [play, view],
      [view, play]
    ]) {
      assert.deepInclude(counted(uses), { viewCount: 1, plays: 1, lastAccess: 20 })
    }
    assert.strictEqual(counted([play, { ...view, session: "s2" }]).viewCount, 2)
    assert.strictEqual(counted([play, { ...view, session: null }]).viewCount, 2)
  })

  it("take a session name that comes back after days for another session: servers use their names again", () => {
    const play = { kind: "play", at: dayMs, session: "1" } as const
    assert.deepInclude(counted([play, { ...play, at: 3 * dayMs }]), { viewCount: 2, plays: 2 })
  })

  it("do not take being shown for an access", () => {
    const after = counted([{ kind: "shown", at: 50, session: null }])
    assert.deepInclude(after, { lastAccess: null, shown: 1, viewCount: 0, popularityScore: 0.05 })
  })
})

describe("popularity", () => {
  it("halves in every half-life", () => {
    fc.assert(
      fc.property(fc.array(happened, { minLength: 1 }), fc.integer({ min: 0, max: 1_000 * dayMs }), (uses, laterMs) => {
        const statistics = counted(uses)
        const at = statistics.scoredAt! + laterMs
        const now = popularityAt(statistics, at, halfLifeMs)
        assert.isTrue(isNear(popularityAt(statistics, at + halfLifeMs, halfLifeMs) * 2, now))
      }),
      { numRuns: runs() }
    )
  })

  it("of a movie that was never used is 0 at all times", () => {
    assert.strictEqual(popularityAt(newStatistics, 1e12, halfLifeMs), 0)
  })
})

describe("the memory of sessions", () => {
  it("is bounded, and remembers exactly as far as its window (RUN-1)", () => {
    const sessions = makeRecentSessions()
    const see = (name: number, kind: UseKind, position: number) =>
      sessions.see({ session: `s${name}`, kind, at: 1, refs: [movie] }, movie, position)
    const first = see(0, "view", 1)
    for (let position = 2; position <= 8_192; position++) see(position, "shown", position)
    const inWindow = see(0, "view", 8_192)
    const outside = see(2, "shown", 8_194)
    for (let position = 8_195; position <= 40_000; position++) see(position, "play", position)
    assert.deepStrictEqual([first.repeated, inWindow.repeated, outside.repeated], [false, true, false])
    assert.isAtMost(sessions.size(), 2 * 8_192)
  })
})

describe("a claim of use", () => {
  const stamp = { id: "1-1", at: 7, causedBy: null, firstCause: "1-1" }
  it("is read from every event that speaks of a use, with every name the event gives the movie", () => {
    const play: Event = {
      ...stamp,
      type: "PlaybackStarted",
      movie: "server:plex/1",
      aliases: ["tmdb:13"],
      session: "s"
    }
    assert.deepStrictEqual(useClaimOf(play), { kind: "play", at: 7, session: "s", refs: ["server:plex/1", "tmdb:13"] })
    const view: Event = { ...stamp, type: "MovieViewed", movie }
    assert.deepStrictEqual(useClaimOf(view), { kind: "view", at: 7, session: null, refs: [movie] })
    const search: Event = { ...stamp, type: "SearchRequested", query: "constructor" }
    assert.isUndefined(useClaimOf(search))
  })
})
