import { assert, describe, it } from "@effect/vitest"
import type { MovieId } from "../../../src/domain/identity.ts"
import { type Movie, newLifecycle, newStatistics } from "../../../src/domain/movie.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { defaultThresholds } from "../../../src/services/housekeeping/thresholds.ts"
import { deadlinesOf } from "../../../src/shells/facts/why-facts.ts"

const now = Date.UTC(2026, 6, 1)
const movie = (lifecycle: Partial<Movie["lifecycle"]>, lastAccess: number | null = null): Movie => ({
  id: "m_0000000001" as MovieId,
  identity: { aliases: [], title: "Up", year: 2009, createdAt: now - 10 * dayMs, files: [], pin: null },
  lifecycle: { ...newLifecycle, ...lifecycle },
  statistics: { ...newStatistics, lastAccess },
  knowledge: { fields: {}, gaps: [] }
})
const whats = (each: Movie) =>
  deadlinesOf(each, now, defaultThresholds).map(({ at, what }) => [what, (at - now) / dayMs])

describe("what happens next to a movie", () => {
  it("is nothing for one that nobody asked anything of", () => assert.deepStrictEqual(whats(movie({})), []))

  it("is told the nearest first, and what is over is left out (LIFE-10)", () => {
    const waiting = movie({
      state: "basic",
      retryAt: now + 2 * dayMs,
      gapAt: now + dayMs,
      refreshAt: now + 50 * dayMs,
      downgradedAt: now - 40 * dayMs,
      playingUntil: now - dayMs
    })
    assert.deepStrictEqual(whats(waiting), [
      ["gap", 1],
      ["retry", 2],
      ["refresh", 50],
      ["provider limit", 80]
    ])
  })

  it("holds the age rule from the last use on, unless it is pinned or has nothing to forget", () => {
    const used = now - 100 * dayMs
    assert.deepStrictEqual(whats(movie({ state: "deep" }, used)), [["age rule", 80]])
    assert.deepStrictEqual(whats(movie({ state: "medium" })), [["age rule", 170]])
    assert.deepStrictEqual(whats(movie({ state: "deep", pinned: true }, used)), [])
    assert.deepStrictEqual(whats(movie({ state: "basic" }, used)), [])
  })

  it("holds the grace of a downgraded movie (LIFE-5)", () => {
    const recent = movie({ state: "downgraded", kept: "basic", downgradedAt: now - 10 * dayMs })
    assert.deepStrictEqual(whats(recent), [["grace", 20]])
  })
})
