/**
 * Writes docs/faults.md: what the movie, the caller and the operator see of every fault, taken from a run over real HTTP.
 * `node scripts/fault-table.ts [--only text] [--print]`.
 */
import { Effect } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { standInLayer } from "../src/infra/stand-in/stand-in.ts"
import { runScenario } from "./fault-table/run-scenario.ts"
import { scenarios } from "./fault-table/scenarios.ts"
import { lineOf, rowOf } from "./fault-table/words.ts"

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, print: { type: "boolean", default: false } }
})

const root = join(import.meta.dirname, "..")
const path = join(root, "docs/faults.md")
const begin = "<!-- The table is written by scripts/fault-table.ts. -->"
const end = "<!-- End of the table. -->"
const head = ["| fault | the movie | the caller | the operator |", "| --- | --- | --- | --- |"]

const wanted = scenarios.filter(({ name }) => name.includes(values.only))
const rows = await Effect.runPromise(
  Effect.forEach(wanted, (scenario) => Effect.map(runScenario(scenario), (seen) => rowOf(scenario, seen))).pipe(
    Effect.provide(
      standInLayer({ fixtures: join(root, "fixtures/replay"), port: 0, latencyScale: 0, ratePerSecond: Infinity })
    )
  )
)
const table = [begin, "", ...head, ...rows.map(lineOf), "", end].join("\n")

if (values.print || values.only !== "") console.log(table)
else {
  const text = readFileSync(path, "utf8")
  const [before, rest] = text.split(begin)
  const [, after] = (rest ?? "").split(end)
  if (before === undefined || after === undefined)
    throw new Error(`${path} has lost the marks between which the table stands`)
  writeFileSync(path, `${before}${table}${after}`)
  console.log(`${rows.length} faults, written to ${path}`)
}
