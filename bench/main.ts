/**
 * Runs the benches and prints their figures. `node --expose-gc bench/main.ts [--smoke] [--json] [name ...]`.
 * Ratios hold within one run; absolute figures are the machine's mood.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { busBench } from "./bus.ts"
import { durablePathBench } from "./durable-path.ts"
import { httpStreamsBench } from "./http-streams.ts"
import { httpBench } from "./http.ts"
import { imdbBench } from "./imdb.ts"
import { inspectorBench } from "./inspector.ts"
import { labCostBench } from "./lab-cost.ts"
import { namingBench } from "./naming.ts"
import { policiesBench } from "./policies.ts"
import { publishBench } from "./publish.ts"
import { requestBench } from "./request.ts"
import { residentsBench } from "./residents.ts"
import type { Bench, Row } from "./support/harness.ts"

const benches: ReadonlyArray<Bench> = [
  durablePathBench,
  busBench,
  residentsBench,
  publishBench,
  requestBench,
  namingBench,
  httpBench,
  httpStreamsBench,
  imdbBench,
  labCostBench,
  policiesBench,
  inspectorBench
]

const figure = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

const line = (row: Row): string => {
  const verdict = row.reached === undefined ? "" : row.reached ? "  reached" : "  NOT reached"
  const against =
    row.baseline === undefined ? "" : `  (${row.baseline.name}: ${figure(row.baseline.value)} ${row.unit})`
  const ratio = row.ratio === undefined ? "" : `  ratio ${row.ratio.toFixed(2)}`
  const aim = row.aim === undefined ? "" : `\n      aim: ${row.aim}${verdict}`
  const note = row.note === undefined ? "" : `\n      ${row.note}`
  return `  ${row.name}: ${figure(row.value)} ${row.unit}${against}${ratio}${aim}${note}`
}

const main = async (): Promise<void> => {
  const words = process.argv.slice(2)
  const flags = new Set(words.filter((word) => word.startsWith("--")))
  const names = words.filter((word) => !word.startsWith("--"))
  const chosen = benches.filter(({ name }) => names.length === 0 || names.includes(name))
  const results: Record<string, ReadonlyArray<Row>> = {}
  for (const bench of chosen) {
    const directory = mkdtempSync(join(tmpdir(), "reelstate-bench-"))
    if (!flags.has("--json")) console.log(`${bench.name}: ${bench.about}`)
    try {
      const rows = await bench.run({ smoke: flags.has("--smoke"), directory })
      results[bench.name] = rows
      if (!flags.has("--json")) console.log(rows.map(line).join("\n"))
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
  if (flags.has("--json")) console.log(JSON.stringify(results, undefined, 2))
}

await main()
