/**
 * A disk that is really full: publishers are told so, nothing that was acknowledged is lost, the library goes on by itself
 * when space comes back, and opens again (STORE-1, STORE-2). Skipped, and said so, where nothing can be mounted.
 */
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type DiskKind, diskKinds, openSmallDisk } from "./disk-full/small-disk.ts"
import { type FullDiskResult, liveOnFullDisk } from "./disk-full/lives.ts"

const fixtures = join(import.meta.dirname, "../fixtures/replay")
const diskBytes: Record<DiskKind, number> = { tmpfs: 6_000_000, ext4: 12_000_000 }

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } })

const rowsOf = (result: FullDiskResult): ReadonlyArray<readonly [string, string | number]> => [
  ["events acknowledged", result.acknowledged],
  ["of these found, once", result.found],
  ["refused for want of space", result.refused],
  ["what they were told", result.message],
  ["at work again after", `${result.resumedMs.toFixed(0)} ms`],
  ["opening while full", result.openedWhileFull]
]

const show = (kind: DiskKind, result: FullDiskResult): void => {
  console.log(`${kind}, ${diskBytes[kind] / 1e6} MB`)
  for (const [name, value] of rowsOf(result)) console.log(`  ${name.padEnd(26)} ${value}`)
  for (const violation of result.violations) console.log(`  BROKEN ${violation}`)
  if (result.violations.length === 0) console.log("  Nothing was lost.")
}

const runOn = async (kind: DiskKind) => {
  const disk = openSmallDisk(kind, diskBytes[kind])
  if (typeof disk === "string") {
    if (!values.json) console.log(`${kind}: skipped, no small disk can be mounted here (${disk})`)
    return { kind, skipped: disk }
  }
  try {
    const result = await liveOnFullDisk(disk, fixtures)
    if (!values.json) show(kind, result)
    return { kind, ...result }
  } finally {
    disk.close()
  }
}

const results = []
for (const kind of diskKinds) results.push(await runOn(kind))
if (values.json) console.log(JSON.stringify(results))
process.exitCode = results.some((result) => "violations" in result && result.violations.length > 0) ? 1 : 0
