/**
 * What a scan costs beside a bare walk, and whether copies are told once and whole. Makes sparse video files in folders on a
 * real disk; every measurement is a process of its own, in the same run. `node scripts/scan-scale.ts [--files 100000]
 * [--folders 25000] [--copies 10000] [--rounds 3] [--directory /tmp] [--json]`.
 */
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { copyRun } from "./scan-scale/copy-run.ts"
import { type ScanOrders, type ScanResult, tasks } from "./scan-scale/orders.ts"

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "100000" },
    folders: { type: "string", default: "25000" },
    copies: { type: "string", default: "10000" },
    rounds: { type: "string", default: "3" },
    directory: { type: "string", default: tmpdir() },
    json: { type: "boolean", default: false }
  }
})
const [files, folders, copies, rounds] = [values.files, values.folders, values.copies, values.rounds].map(Number)
const say = (line: string) => (values.json ? undefined : console.log(line))

const makeFiles = (root: string): void => {
  const perFolder = Math.ceil(files! / folders!)
  for (let number = 0; number < files!; number++) {
    const folder = `${root}/shelf ${Math.floor(number / perFolder / 100)}/Film ${Math.floor(number / perFolder)} (2001)`
    if (number % perFolder === 0) mkdirSync(folder, { recursive: true })
    const fd = openSync(`${folder}/Film ${number} (2001) 1080p.mkv`, "w")
    ftruncateSync(fd, 700_000_000 + number)
    closeSync(fd)
  }
}

const run = (orders: ScanOrders): ScanResult => {
  const task = fileURLToPath(new URL("./scan-scale/task.ts", import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [task, JSON.stringify(orders)], { encoding: "utf8" })
  if (status !== 0) throw new Error(`${orders.task} failed: ${stderr.slice(-2_000)}`)
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as ScanResult
}

const names: Readonly<Record<ScanOrders["task"], string>> = {
  walk: "bare walk with stat",
  first: "first scan, then ready",
  write: "writing the index",
  read: "reading the index",
  again: "unchanged rescan",
  chokidar: "chokidar's first scan",
  watches: "bare walk, a watch a folder"
}

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

/** The tasks take turns, so that a slow minute of the machine falls on all of them. */
const measure = (root: string, library: string) => {
  const results = new Map<ScanOrders["task"], Array<ScanResult>>(tasks.map((task) => [task, []]))
  for (let round = 0; round < rounds!; round++) {
    for (const task of tasks) {
      if (task === "first" || task === "write") rmSync(library, { recursive: true, force: true })
      mkdirSync(library, { recursive: true })
      results.get(task)!.push(run({ task, root, directory: library }))
    }
  }
  return tasks.map((task) => {
    const all = results.get(task)!
    const of = (pick: (result: ScanResult) => number) => median(all.map(pick))
    const { peakRssBytes, blockedMs } = { peakRssBytes: of((r) => r.peakRssBytes), blockedMs: of((r) => r.blockedMs) }
    return { task, files: all[0]!.files, ms: of((r) => r.ms), cpuMs: of((r) => r.cpuMs), peakRssBytes, blockedMs }
  })
}

const show = (measured: ReturnType<typeof measure>): void => {
  const [walk] = measured
  const chokidar = measured.find(({ task }) => task === "chokidar")!
  say(`\n${"".padEnd(30)}    files        ms   × walk    CPU ms   × walk   peak MiB   of chokidar's   blocked ms`)
  for (const { task, files: found, ms, cpuMs, peakRssBytes, blockedMs } of measured) {
    const cells = [
      found.toLocaleString("en").padStart(9),
      ms.toFixed(0).padStart(10),
      (ms / walk!.ms).toFixed(2).padStart(9),
      cpuMs.toFixed(0).padStart(10),
      (cpuMs / walk!.cpuMs).toFixed(2).padStart(9),
      (peakRssBytes / 2 ** 20).toFixed(0).padStart(11),
      `${((100 * peakRssBytes) / chokidar.peakRssBytes).toFixed(0)} %`.padStart(16),
      blockedMs.toFixed(1).padStart(13)
    ]
    say(names[task].padEnd(30) + cells.join(""))
  }
}

const base = mkdtempSync(join(values.directory, "reelstate-scan-"))
const load = () =>
  `load ${loadavg()
    .map((each) => each.toFixed(2))
    .join(" ")}`
try {
  const startedAt = performance.now()
  makeFiles(`${base}/films`)
  say(
    `${files} sparse files in ${folders} folders made in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s; ${load()}`
  )
  const measured = measure(`${base}/films`, `${base}/library`)
  show(measured)
  say(`median of ${rounds} rounds, each task in a process of its own; ${load()}`)
  mkdirSync(`${base}/copies`)
  const copied = await Effect.runPromise(copyRun(`${base}/copies`, `${base}/library`, copies!, say))
  say(
    `${copied.copied} files copied in ${(copied.copyMs / 1_000).toFixed(1)} s: ${copied.told} told, ${copied.twice} twice, ${copied.halfCopied} half-copied; the last ${(copied.lastToldMs / 1_000).toFixed(1)} s after its last byte; ${load()}`
  )
  if (values.json) console.log(JSON.stringify({ measured, copied }))
  if (copied.told !== copied.copied || copied.twice + copied.halfCopied > 0) process.exitCode = 1
} finally {
  rmSync(base, { recursive: true, force: true })
}
