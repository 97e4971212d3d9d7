/**
 * IMDb's data sets at their real size, generated: rows a second against `zcat | wc -l` in the same rounds, memory, disk,
 * and builds that are killed on the way and go on. `node scripts/imdb-scale.ts [--rows 10000000] [--rounds 3]
 * [--kills 0.25,0.6,0.95] [--seed 1] [--folder /tmp/reelstate-imdb] [--json]`. The generated files stay in the folder for another run.
 */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { indexHash } from "../src/infra/imdb-data-set/index-hash.ts"
import type { Built } from "./imdb-scale/build.ts"
import { type Lookups, measureLookups } from "./imdb-scale/lookups.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "3" },
    kills: { type: "string", default: "0.25,0.6,0.95" },
    seed: { type: "string", default: "1" },
    folder: { type: "string", default: join(tmpdir(), "reelstate-imdb") },
    json: { type: "boolean", default: false }
  }
})

const rows = Number(values.rows)
const folder = join(values.folder, `rows-${rows}-seed-${values.seed}`)
const file = (name: string) => join(folder, name)
const script = (name: string) => fileURLToPath(new URL(`./imdb-scale/${name}.ts`, import.meta.url))
const millis = () => Number(process.hrtime.bigint()) / 1e6
const say = (text: string) => void process.stderr.write(`${text}\n`)
const median = (all: ReadonlyArray<number>): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN

const generate = (): void => {
  if (existsSync(file("title.basics.tsv.gz")) && existsSync(file("title.ratings.tsv.gz"))) return
  mkdirSync(folder, { recursive: true })
  say(`generating ${rows.toLocaleString("en")} rows into ${folder}`)
  const { status } = spawnSync(process.execPath, [script("generate"), folder, String(rows), values.seed], {
    stdio: "inherit"
  })
  if (status !== 0) throw new Error("the generator failed")
}

/** The seconds in what the shell's `times` says of its children, such as `0m1.25s 0m0.10s`. */
const childSeconds = (told: string): number =>
  [...told.matchAll(/(\d+)m([\d.]+)s/g)].slice(2).reduce((sum, [, min, s]) => sum + Number(min) * 60 + Number(s), 0)

const counted = (): { readonly ms: number; readonly cpuMs: number; readonly lines: number } => {
  const from = millis()
  const command = 'zcat "$0/title.basics.tsv.gz" "$0/title.ratings.tsv.gz" | wc -l; times'
  const { stdout } = spawnSync("sh", ["-c", command, folder], { encoding: "utf8" })
  return { ms: millis() - from, cpuMs: childSeconds(stdout) * 1e3, lines: Number.parseInt(stdout, 10) }
}

/** Runs a build; with a share, kills it (SIGKILL) when it is that far. Undefined when it was killed. */
const built = (index: string, killAt?: number): Promise<Built | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script("build"), folder, index], { stdio: ["ignore", "pipe", "inherit"] })
    let last = ""
    let wasKilled = false
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      last = text.trimEnd().split("\n").at(-1)!
      if (killAt === undefined || last.startsWith("{") || Number(last) < killAt) return
      wasKilled = child.kill("SIGKILL")
    })
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(last) as Built)
      else if (wasKilled) resolve(undefined)
      else reject(new Error(`the build ended with ${code}`))
    })
  })

const wholeBuild = async (index: string): Promise<Built> => {
  const whole = await built(index)
  if (whole === undefined) throw new Error("nobody was to kill this build")
  return whole
}

interface Killed {
  readonly at: ReadonlyArray<number>
  readonly killed: number
  readonly linesResumed: number
  readonly resumeMs: number
  readonly sameHash: boolean
}

/** Kills one build several times, each a bit further on, and lets it end. */
const killAndResume = async (hash: string, shares: ReadonlyArray<number>): Promise<Killed> => {
  const index = file("index-killed")
  rmSync(index, { recursive: true, force: true })
  let killed = 0
  for (const share of shares) if ((await built(index, share)) === undefined) killed += 1
  const { durationMs, linesResumed } = await wholeBuild(index)
  const sameHash = indexHash(join(index, "titles.sqlite")) === hash
  rmSync(index, { recursive: true, force: true })
  return { at: shares, killed, linesResumed, resumeMs: durationMs, sameHash }
}

interface Round {
  readonly built: Built
  readonly countMs: number
  readonly countCpuMs: number
}

const rounds = async (index: string): Promise<ReadonlyArray<Round>> => {
  const all: Array<Round> = []
  for (let round = 0; round < Number(values.rounds); round++) {
    rmSync(index, { recursive: true, force: true })
    const { cpuMs, lines, ms } = counted()
    const each = await wholeBuild(index)
    if (lines !== each.lines) throw new Error(`wc counts ${lines} lines and the build ${each.lines}`)
    say(`round ${round + 1}: zcat | wc -l ${(ms / 1e3).toFixed(2)} s, build ${(each.durationMs / 1e3).toFixed(2)} s`)
    all.push({ built: each, countMs: ms, countCpuMs: cpuMs })
  }
  return all
}

const mebi = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const whole = (value: number): string => Math.round(value).toLocaleString("en")

/** Holds where the clock does not: others may use the same cores. */
const cpuText = (all: ReadonlyArray<Round>): string => {
  const [ours, theirs] = [median(all.map(({ built: { cpuMs } }) => cpuMs)), median(all.map((each) => each.countCpuMs))]
  return `build ${(ours / 1e3).toFixed(2)} s, zcat | wc -l ${(theirs / 1e3).toFixed(2)} s, ${(theirs / ours).toFixed(2)}`
}

const show = (all: ReadonlyArray<Round>, lookups: Lookups, killed: Killed, hash: string, load: string): void => {
  const first = all[0]!.built
  const rate = (ms: number) => `${whole((first.lines / ms) * 1e3)} rows a second`
  const peak = Math.max(...all.map(({ built: { rssPeakBytes } }) => rssPeakBytes))
  const growth = Math.max(...all.map(({ built: each }) => each.rssPeakBytes - each.rssBeforeBytes))
  const size = statSync(join(file("index"), "titles.sqlite")).size
  const source = statSync(file("title.basics.tsv.gz")).size + statSync(file("title.ratings.tsv.gz")).size
  const lines: ReadonlyArray<readonly [string, string]> = [
    ["rows of both files", whole(first.lines)],
    ["films kept, of them rated", `${whole(first.titles)}, ${whole(first.rated)}`],
    ["files, gz", mebi(source)],
    ["index on the disk", mebi(size)],
    ["zcat | wc -l", rate(median(all.map(({ countMs }) => countMs)))],
    ["build, with its indexes", rate(median(all.map(({ built: each }) => each.durationMs)))],
    ["ratio, median of rounds", median(all.map(({ built: each, countMs }) => countMs / each.durationMs)).toFixed(2)],
    ["CPU time, and its ratio", cpuText(all)],
    ["peak RSS, and its growth", `${mebi(peak)}, ${mebi(growth)}`],
    ["look-up by id", `${lookups.byIdUs.toFixed(1)} us`],
    ["search by title", `${lookups.byTitleUs.toFixed(1)} us, ${lookups.found} of ${lookups.asked} found`],
    ["killed (SIGKILL) at", `${killed.at.join(", ")}: ${killed.killed} times`],
    ["  then read again from", `row ${whole(killed.linesResumed)}, in ${(killed.resumeMs / 1e3).toFixed(2)} s`],
    ["  same contents", killed.sameHash ? "yes" : "NO"],
    ["hash of the contents", hash.slice(0, 16)],
    ["load before, cores", `${load}, ${availableParallelism()}`]
  ]
  for (const [name, text] of lines) console.log(name.padEnd(28) + text)
}

const main = async (): Promise<void> => {
  generate()
  const load = loadavg()[0]!.toFixed(2)
  const index = file("index")
  const all = await rounds(index)
  const path = join(index, "titles.sqlite")
  const hash = indexHash(path)
  const lookups = await measureLookups(index)
  const killed = await killAndResume(hash, values.kills.split(",").map(Number))
  if (values.json) console.log(JSON.stringify({ rows, all, lookups, killed, hash, load }))
  else show(all, lookups, killed, hash, load)
  if (!killed.sameHash) process.exitCode = 1
}

await main()
