import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { estimate } from "../../../src/lab/experiment/confidence.ts"
import { experiment, type ExperimentOptions, type Result } from "../../../src/lab/experiment/experiment.ts"
import { readTrace } from "../../../src/lab/experiment/read-trace.ts"
import { reportPage } from "../../../src/lab/experiment/report-page.ts"
import { runPolicy } from "../../../src/lab/experiment/run-policy.ts"
import { rankWeight, syntheticTrace } from "../../../src/lab/experiment/synthetic-trace.ts"
import type { Trace } from "../../../src/lab/experiment/trace.ts"
import { nextUsesOf } from "../../../src/services/housekeeping/policies/clairvoyant.ts"

const made = { movies: 400, accesses: 6_000, days: 400 }

const done = (options: ExperimentOptions): ReadonlyArray<Result> => {
  const steps = experiment(options)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const small: ExperimentOptions = {
  policies: ["lru", "value-per-byte", "do-nothing", "clairvoyant"],
  budgets: [0.1, 0.3],
  seeds: [1, 2, 3],
  traceOf: (seed) => syntheticTrace({ ...made, seed })
}

describe("made-up uses", () => {
  it("spread over the movies as measured: the top 1, 10 and 20 % get 15.7, 60 and 77 %, within two points", () => {
    const weights = Array.from({ length: 9_724 }, (_, rank) => rankWeight(rank + 1, 9_724))
    const all = weights.reduce((sum, weight) => sum + weight, 0)
    const top = (count: number) => weights.slice(0, count).reduce((sum, weight) => sum + weight, 0) / all
    for (const [count, measured] of [
      [97, 0.157],
      [972, 0.6],
      [1_945, 0.77]
    ] as const) {
      assert.approximately(top(count), measured, 0.02)
    }
  })

  it("are the same from the same seed, others from another, and in the order of time (RUN-2)", () => {
    const trace = syntheticTrace({ ...made, seed: 7 })
    assert.deepStrictEqual(syntheticTrace({ ...made, seed: 7 }), trace)
    assert.notDeepEqual(syntheticTrace({ ...made, seed: 8 }).uses, trace.uses)
    assert.isTrue(trace.times.every((time, index) => index === 0 || time >= trace.times[index - 1]!))
    assert.isTrue(trace.bytes.every((each) => each > 0) && trace.costMs.every((each) => each > 0))
  })
})

describe("a trace file", () => {
  it("may tell time as seconds, milliseconds or a date, with a heading and a kind or without", () => {
    const told = ["time,movie,kind\n1700000000,m,view\n1700000001,n,play", "1700000000000,m\n2023-11-14T22:13:21Z,n"]
    for (const text of told) {
      const { movies, times, uses } = Effect.runSync(readTrace(text, "a.csv"))
      assert.deepStrictEqual([movies, [...times], [...uses]], [2, [1_700_000_000_000, 1_700_000_001_000], [0, 1]])
    }
  })

  it("is refused with the number of the line and what is wrong with it", () => {
    const why = (text: string) => Effect.runSync(Effect.flip(readTrace(text, "a.csv"))).message
    assert.include(why("time,movie\n20,a\n\n10,b"), "line 4 is earlier than the line before it")
    assert.include(why("10,a\nsoon,b"), 'line 2: "soon" is no time')
    assert.include(why("10,a\n20,"), "line 2 names no movie")
    assert.include(why("10,a\n20"), "line 2 has 1 columns")
    assert.include(why("time,movie"), "there is no use in it")
    assert.include(why('10,"a\n20,b'), "The trace a.csv cannot be used")
  })
})

describe("an experiment", () => {
  it("counts what a policy costs, use by use", () => {
    const uses = Int32Array.from([0, 1, 0, 2, 1])
    const trace: Trace = {
      movies: 3,
      times: Float64Array.from([0, 10, 20, 30, 40]),
      uses,
      nextUses: nextUsesOf(uses, 3),
      bytes: Float64Array.from([5, 5, 5]),
      costMs: Float64Array.from([100, 200, 300])
    }
    assert.deepStrictEqual(runPolicy("lru", trace, 10, 1), {
      hitShare: 1 - 4 / 5,
      meanBytes: (5 + 10 + 10 + 10) / 4,
      mostBytes: 10,
      providerCalls: 12,
      regenerations: 1,
      evictions: 2,
      waitedMs: 800
    })
  })

  it("is the same each time, lies between the bounds, and keeps to the budget", () => {
    const results = done(small)
    assert.deepStrictEqual(done(small), results)
    assert.strictEqual(results.length, 8)
    for (const { budget, figures, policy, regret } of results) {
      const [best, nothing] = ["clairvoyant", "do-nothing"].map(
        (name) => results.find((each) => each.policy === name && each.budget === budget)!.figures.waitedMs.mean
      )
      assert.isAtLeast(figures.waitedMs.mean, nothing!)
      if (policy !== "do-nothing") assert.isAtLeast(figures.waitedMs.mean, best!)
      if (policy === "clairvoyant") assert.deepStrictEqual(regret, { mean: 0, within: 0 })
    }
  })

  it("tells how far a mean can be off by Student's t, and nothing from one seed", () => {
    assert.deepStrictEqual(estimate([5]), { mean: 5, within: null })
    // Variance 1, three values: 4.303 / sqrt(3).
    const { mean, within } = estimate([1, 2, 3])
    assert.strictEqual(mean, 2)
    assert.approximately(within!, 2.4843, 1e-3)
  })

  it("makes a page that needs nothing from elsewhere and lets no text through as markup (SAFE-4)", () => {
    const page = reportPage(done(small), `reelstate experiment --trace "<script>alert('x')</script>"`)
    assert.notMatch(page, /<script|src=|href=|url\(/)
    assert.include(page, "&lt;script&gt;")
    assert.strictEqual(page.split("<svg").length, 3)
    assert.notInclude(page, "NaN")
  })
})
