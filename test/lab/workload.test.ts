import { assert, describe, it } from "@effect/vitest"
import type { Hint } from "../../src/domain/event.ts"
import { dayMs } from "../../src/domain/time.ts"
import { makeDice } from "../../src/lab/dice.ts"
import { type TimedAction, workload, type WorkloadOptions } from "../../src/lab/workload.ts"

const films = (count: number, from = 1): ReadonlyArray<Hint> =>
  Array.from({ length: count }, (_, index) => ({
    movie: `tmdb:${from + index}` as const,
    title: `Film ${from + index}`
  }))

const options: WorkloadOptions = {
  seed: "a",
  fromMs: Date.UTC(2026, 0, 1),
  days: 90,
  films: films(100),
  newFilms: films(9, 1_001),
  sessionsPerDay: 5,
  skew: 1,
  fashionShare: 0.3
}

const made = (changed: Partial<WorkloadOptions> = {}): ReadonlyArray<TimedAction> => [
  ...workload({ ...options, ...changed })
]
const filmOf = (action: TimedAction) => ("film" in action ? [action.film.movie] : [])
const looks = (actions: ReadonlyArray<TimedAction>) => actions.filter(({ kind }) => kind === "look").flatMap(filmOf)

describe("a workload", () => {
  it("is the same for the same seed, and another for another (RUN-2)", () => {
    assert.deepStrictEqual(made(), made())
    assert.notDeepEqual(made(), made({ seed: "b" }))
  })

  it("comes in the order of its time, within its days", () => {
    const times = made().map(({ at }) => at)
    assert.deepStrictEqual(
      times,
      times.toSorted((a, b) => a - b)
    )
    assert.isAtLeast(times[0]!, options.fromMs)
    assert.isBelow(times[times.length - 1]!, options.fromMs + options.days * dayMs)
  })

  it("has one housekeeping a day", () => {
    const days = made()
      .filter(({ kind }) => kind === "housekeeping")
      .map(({ at }) => Math.floor(at / dayMs))
    assert.strictEqual(new Set(days).size, options.days)
    assert.strictEqual(days.length, options.days)
  })

  it("wants the first more than the last when it is skewed, and all alike when it is not", () => {
    const share = (skew: number) => {
      const wanted = looks(made({ skew, fashionShare: 0, newFilms: [] }))
      const first = new Set(films(10).map(({ movie }) => movie))
      return wanted.filter((movie) => first.has(movie as `tmdb:${number}`)).length / wanted.length
    }
    assert.isAbove(share(1), 0.4)
    assert.isBelow(share(0), 0.2)
  })

  it("never asks for a film that is not known yet, and brings in every new one", () => {
    const known = new Set(options.films.map(({ movie }) => movie))
    for (const action of made()) {
      if (action.kind === "discover") for (const { movie } of action.films) known.add(movie)
      for (const movie of filmOf(action)) assert.isTrue(known.has(movie), movie)
    }
    assert.strictEqual(known.size, options.films.length + options.newFilms.length)
  })

  it("opens a film before its casting, and the casting before everything", () => {
    const asked = new Map<string, Array<string>>()
    for (const action of made()) {
      if (action.kind !== "look") continue
      const key = `${action.session} ${action.film.movie}`
      asked.set(key, [...(asked.get(key) ?? []), action.level])
    }
    for (const levels of asked.values()) assert.strictEqual(levels[0], "basic")
  })
})

describe("dice", () => {
  it("are even enough: a thousand draws fill ten boxes about alike", () => {
    const dice = makeDice("x")
    const boxes = Array.from({ length: 10 }, () => 0)
    for (let draw = 0; draw < 10_000; draw++) boxes[dice.below(10)]! += 1
    for (const count of boxes) assert.closeTo(count, 1_000, 120)
  })

  it("differ for seeds that differ in one letter", () => {
    const draws = (seed: string) => Array.from({ length: 4 }, makeDice(seed).next)
    assert.notDeepEqual(draws("1"), draws("2"))
    assert.deepStrictEqual(draws("1"), draws("1"))
  })
})
