/**
 * How much memory a large library takes beside a small one: 1,000 and 100,000 known movies, each opened in a process of its
 * own and used for some seconds with at most 2,000 movies in memory. `node scripts/scale.ts [--movies 1000,100000]
 * [--seconds 5] [--json]`.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import type { FillResult, LoadResult, Memory, ScaleOrders } from "./scale/orders.ts"

const { values } = parseArgs({
  options: {
    movies: { type: "string", default: "1000,100000" },
    seconds: { type: "string", default: "5" },
    json: { type: "boolean", default: false }
  }
})

const run = (orders: ScaleOrders): unknown => {
  const task = fileURLToPath(new URL("./scale/task.ts", import.meta.url))
  const args = ["--expose-gc", task, JSON.stringify(orders)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  if (status !== 0) throw new Error(`${orders.task} of ${orders.movies} movies failed: ${stderr.slice(-2_000)}`)
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as unknown
}

const measure = (movies: number) => {
  const directory = mkdtempSync(join(tmpdir(), "reelstate-scale-"))
  const seconds = Number(values.seconds)
  try {
    const filled = run({ task: "fill", directory, movies, seconds }) as FillResult
    return { filled, loaded: run({ task: "load", directory, movies, seconds }) as LoadResult }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const held = ({ heapUsed, arrayBuffers }: Memory): number => heapUsed + arrayBuffers
const mebi = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

type Measured = ReturnType<typeof measure>
const rows: ReadonlyArray<readonly [name: string, of: (measured: Measured) => string]> = [
  ["known movies", ({ loaded }) => loaded.movies.toLocaleString("en")],
  ["on the disk", ({ filled }) => mebi(filled.diskBytes)],
  ["time to fill", ({ filled }) => `${filled.seconds.toFixed(1)} s`],
  ["time to open", ({ loaded }) => `${loaded.openMs.toFixed(0)} ms`],
  ["held after opening", ({ loaded }) => mebi(held(loaded.before))],
  ["  of it in typed arrays", ({ loaded }) => mebi(loaded.before.arrayBuffers)],
  ["held after the load", ({ loaded }) => mebi(held(loaded.after))],
  ["  of it in typed arrays", ({ loaded }) => mebi(loaded.after.arrayBuffers)],
  ["peak RSS", ({ loaded }) => mebi(loaded.peakRss)],
  ["events published", ({ loaded }) => loaded.published.toLocaleString("en")],
  [
    "hydrations",
    ({ loaded }) =>
      `${loaded.hydrations.toLocaleString("en")} (${(loaded.hydrationShare * 100).toFixed(0)} % of events)`
  ],
  ["movies in memory", ({ loaded }) => loaded.residents.toLocaleString("en")]
]

const show = (all: ReadonlyArray<Measured>, dormantBytes: number): void => {
  for (const [name, of] of rows) console.log(name.padEnd(26) + all.map((each) => of(each).padStart(26)).join(""))
  if (all.length > 1) console.log(`\na dormant movie            ${dormantBytes.toFixed(0)} B`)
  console.log(
    "Held: heap in use plus typed arrays, after garbage collection. A dormant movie: what is held after opening, largest"
  )
  console.log(
    "library less smallest, for each movie more. Peak RSS includes Node itself, code, and garbage not collected yet."
  )
}

const all = values.movies.split(",").map((text) => measure(Number(text)))
const [small, large] = [all[0]!.loaded, all.at(-1)!.loaded]
const dormantBytes = (held(large.before) - held(small.before)) / Math.max(1, large.movies - small.movies)
if (values.json) console.log(JSON.stringify({ dormantBytes, libraries: all }))
else show(all, dormantBytes)
