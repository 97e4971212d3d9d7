/** One measurement, in a process of its own: `node task.ts '{"task": ...}'`. Prints one line of JSON. */
import { readdirSync, statSync, watch as watchFolder } from "node:fs"
import { makeMeter } from "./meter.ts"
import type { ScanOrders, ScanResult } from "./orders.ts"

const { task, root, directory } = JSON.parse(process.argv[2]!) as ScanOrders
const meter = makeMeter()

const bareWalk = (folder: string, visit: (path: string, isFolder: boolean) => void): void => {
  visit(folder, true)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) bareWalk(path, visit)
    else visit(path, false)
  }
}

const walk = (): number => {
  let files = 0
  bareWalk(root, (path, isFolder) => {
    if (isFolder) return
    statSync(path)
    files++
  })
  return files
}

/** A watch for each folder, as the watcher sets them after the scan. */
const watches = (): number => {
  let count = 0
  bareWalk(root, (path, isFolder) => {
    if (!isFolder) return
    watchFolder(path, () => {})
    count++
  })
  return count
}

/** Each process loads what it needs and nothing besides, so that their memory can be compared; loading is not timed. */
const run = async (): Promise<number> => {
  if (task !== "walk" && task !== "watches" && task !== "chokidar") {
    const { scanPart } = await import("./first-scan.ts")
    return scanPart(task, root, directory, meter)
  }
  const work = task === "chokidar" ? (await import("./chokidar-scan.ts")).chokidarScan(root) : undefined
  meter.begin()
  const files = work === undefined ? (task === "walk" ? walk() : watches()) : await work()
  meter.end()
  return files
}

// The meter of delays needs a turn before there is something to meter.
await new Promise((resolve) => setTimeout(resolve, 20))
const files = await run()
await new Promise((resolve) => setTimeout(resolve, 20))
const result: ScanResult = { ...meter.read(), files, peakRssBytes: process.resourceUsage().maxRSS * 1_024 }
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
