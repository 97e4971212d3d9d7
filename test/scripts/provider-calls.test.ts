/** The first table of docs/provider-calls.md is what happens: the ways are lived through again, and counted at the stand-in's doors. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"
import { Effect } from "effect"
import { countWays, wayLine } from "../../scripts/provider-calls/ways.ts"
import { standInLayer } from "../../src/infra/stand-in/stand-in.ts"

const standIn = standInLayer({ fixtures: "fixtures/replay", port: 0, latencyScale: 0, ratePerSecond: Infinity })

describe("the table of calls", () => {
  it("says what a film costs: the same again (run scripts/provider-calls.ts after a change that is meant)", async () => {
    const text = readFileSync("docs/provider-calls.md", "utf8")
    const lines = text.slice(text.indexOf("| one film |"), text.indexOf("| a small library")).split("\n").slice(2)
    const counted = await Effect.runPromise(Effect.provide(countWays, standIn))
    assert.deepStrictEqual(
      counted.map(({ calls, name }) => wayLine(name, calls)),
      lines.filter((line) => line !== "")
    )
  })
})
