/** The table of docs/faults.md is what happens: some of its faults are lived through again, and compared word for word. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"
import { Effect } from "effect"
import { standInLayer } from "../../src/infra/stand-in/stand-in.ts"
import { runScenario } from "../../scripts/fault-table/run-scenario.ts"
import { scenarios } from "../../scripts/fault-table/scenarios.ts"
import { lineOf, rowOf, within } from "../../scripts/fault-table/words.ts"

const lines = readFileSync("docs/faults.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| **"))

/** Quick ones of every kind: those that say no, cut off, lie, lead astray, are too much, and are gone. */
const again = [
  "no fault",
  "too-many-json/date",
  "unauthorized/full",
  "over-quota",
  "invalid-json/not-json",
  "redirect/private-address",
  "huge-body/undeclared",
  "wrong-movie/the-asked-id",
  "merged-id",
  "wikidata is down"
]

const standIn = standInLayer({ fixtures: "fixtures/replay", port: 0, latencyScale: 0, ratePerSecond: Infinity })

describe("the table of faults", () => {
  it("has one row for every fault in every form, and no other", () =>
    assert.deepStrictEqual(
      lines.map((line) => /^\| \*\*(.*?)\*\* at /.exec(line)?.[1]),
      scenarios.map(({ name }) => name)
    ))

  it("says what happens: the same again, word for word (run scripts/fault-table.ts after a change that is meant)", async () => {
    const wanted = scenarios.filter(({ name }) => again.includes(name))
    const rows = await Effect.runPromise(
      Effect.forEach(wanted, (scenario) => Effect.map(runScenario(scenario), (seen) => rowOf(scenario, seen))).pipe(
        Effect.provide(standIn)
      )
    )
    assert.strictEqual(rows.length, again.length)
    for (const line of rows.map(lineOf)) assert.include(lines, line)
  })

  it("rounds times up, so that the time of writing is not in them", () => {
    assert.deepStrictEqual([24_001, 29_999, 3_599_990, 604_799_000].map(within), [
      "within 30 s",
      "within 30 s",
      "within 60 min",
      "within 7 days"
    ])
  })
})
