/**
 * Writes docs/provider-calls.md: what it takes of the providers to know one film in depth, counted at the stand-in's doors, and to
 * keep a small library for a year, counted in the lab. `node scripts/provider-calls.ts [--days 365]`.
 */
import { Effect } from "effect"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { standInLayer } from "../src/infra/stand-in/stand-in.ts"
import { runLab } from "../src/lab/lab-run.ts"
import { countWays, wayLine } from "./provider-calls/ways.ts"

const { values } = parseArgs({ options: { days: { type: "string", default: "365" } } })

const root = join(import.meta.dirname, "..")
const path = join(root, "docs/provider-calls.md")
const fixtures = join(root, "fixtures/replay")
const head = (what: string) => [
  `| ${what} | calls | tmdb | imdb | wikidata | wikipedia | images |`,
  "| --- | --- | --- | --- | --- | --- | --- |"
]

const lab = mkdtempSync(join(tmpdir(), "reelstate-calls-"))
try {
  const ways = await Effect.runPromise(
    countWays.pipe(Effect.provide(standInLayer({ fixtures, port: 0, latencyScale: 0, ratePerSecond: Infinity })))
  )
  const report = await Effect.runPromise(
    runLab({
      directory: join(lab, "library"),
      fixtures,
      seed: "1",
      days: Number(values.days),
      onStep: () => Effect.void,
      onYear: Effect.void,
      onDay: () => undefined
    })
  )
  const { months, totals } = report.year
  const films = months.at(-1)?.movies ?? 0
  const { regenerations, refreshes, requests } = totals
  const tables = [
    ...head("one film"),
    ...ways.map(({ calls, name }) => wayLine(name, calls)),
    "",
    ...head("a small library, seed 1"),
    ...months.map(({ calls, month, movies }) => wayLine(`${month}, ${movies} films`, calls)),
    wayLine("all of it", totals.calls),
    "",
    `In that time ${requests} requests were made of ${films} films; ${refreshes} refreshes and ${regenerations} regenerations are among the calls.`
  ]
  const [begin, end] = ["<!-- Written by scripts/provider-calls.ts. -->", "<!-- End of what is written. -->"]
  const [before, rest] = readFileSync(path, "utf8").split(begin)
  const [, after] = (rest ?? "").split(end)
  if (after === undefined) throw new Error(`${path} has lost the marks between which the tables stand`)
  writeFileSync(path, `${before}${[begin, "", ...tables, "", end].join("\n")}${after}`)
  console.log(tables.join("\n"))
} finally {
  rmSync(lab, { recursive: true, force: true })
}
