/**
 * Two lives on a disk that fills up: in the first, space comes back while the process runs; in the second the process is
 * killed while the disk is full, and a third one meets the full disk when it opens.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { checkLibrary } from "../kill-test/check-library.ts"
import { checkSettled } from "../kill-test/check-settled.ts"
import type { Report } from "../kill-test/child-messages.ts"
import { BusyChild } from "../kill-test/child-process.ts"
import { Witness } from "../kill-test/witness.ts"
import type { SmallDisk } from "./small-disk.ts"

const publishers = 14
const waitMsMax = 60_000
const failuresMin = 50
const acksMin = 200
const seed = "full"

export interface FullDiskResult {
  readonly violations: ReadonlyArray<string>
  readonly acknowledged: number
  readonly found: number
  readonly refused: number
  readonly message: string
  /** From free space to the next acknowledged event. */
  readonly resumedMs: number
  /** How opening on the full disk ended. */
  readonly openedWhileFull: string
}

const ballast = 1_500_000

class Lives {
  readonly violations: Array<string> = []
  readonly witness = new Witness()
  readonly fixtures: string
  readonly directory: string
  life = 0

  constructor(directory: string, fixtures: string) {
    this.directory = directory
    this.fixtures = fixtures
  }

  begin(): BusyChild {
    const child = new BusyChild()
    const { directory, fixtures, life, witness } = this
    child.begin({ directory, fixtures, seed, life, publishers, again: witness.open, broken: null })
    return child
  }

  async end(child: BusyChild): Promise<void> {
    await child.kill()
    this.witness.hear(this.life++, publishers, child.reports())
  }

  /** Waits until the child has said enough; a violation when that takes too long. */
  async until(child: BusyChild, what: string, holds: (reports: ReadonlyArray<Report>) => boolean): Promise<void> {
    for (let waitedMs = 0; waitedMs < waitMsMax; waitedMs += 20) {
      if (holds(child.reports())) return
      await sleep(20)
    }
    this.violations.push(`${what} did not happen within ${waitMsMax / 1_000} s. ${child.complaints}`)
  }

  async check(): Promise<void> {
    const { violations } = await checkLibrary(this.directory, this.witness.acknowledged)
    this.violations.push(...violations.list)
  }
}

const countOf = (reports: ReadonlyArray<Report>, kind: Report["kind"]): number =>
  reports.reduce((count, report) => count + (report.kind === kind ? 1 : 0), 0)

const isFull = (reports: ReadonlyArray<Report>): boolean => countOf(reports, "failed") >= failuresMin

const fillAndFree = async (lives: Lives, disk: SmallDisk): Promise<number> => {
  const child = lives.begin()
  await lives.until(child, "StoreFull on the full disk", isFull)
  const before = countOf(child.reports(), "done")
  disk.free("ballast-1")
  const begin = process.hrtime.bigint()
  await lives.until(child, "an acknowledged event after space was freed", (all) => countOf(all, "done") > before)
  const resumedMs = Number(process.hrtime.bigint() - begin) / 1e6
  await lives.until(
    child,
    "work after space was freed",
    (all) => countOf(all, "done") > before + acksMin || isFull(all.slice(-200))
  )
  await lives.end(child)
  await lives.check()
  return resumedMs
}

const killFull = async (lives: Lives): Promise<void> => {
  const child = lives.begin()
  await lives.until(child, "StoreFull on the full disk again", isFull)
  await lives.end(child)
  await lives.check()
}

const openFull = async (lives: Lives): Promise<string> => {
  const child = lives.begin()
  await lives.until(child, "opening on the full disk", (all) => all.length > 0)
  const [first] = child.reports()
  await lives.end(child)
  await lives.check()
  return first?.kind === "refused" ? `${first.tag}: ${first.message}` : "opened"
}

export const liveOnFullDisk = async (disk: SmallDisk, fixtures: string): Promise<FullDiskResult> => {
  const directory = join(disk.path, "library")
  mkdirSync(directory)
  disk.occupy("ballast-1", ballast)
  disk.occupy("ballast-2", ballast)
  const lives = new Lives(directory, fixtures)
  const resumedMs = await fillAndFree(lives, disk)
  await killFull(lives)
  const openedWhileFull = await openFull(lives)
  disk.free("ballast-2")
  const { witness, violations } = lives
  const settled = await checkSettled(directory, fixtures, witness.acknowledged)
  violations.push(...witness.problems, ...settled.violations.list)
  for (const tag of witness.failures.keys()) if (tag !== "StoreFull") violations.push(`a publisher was told ${tag}`)
  return {
    violations,
    acknowledged: witness.acknowledged.size,
    found: settled.acknowledgedFound,
    refused: witness.failures.get("StoreFull") ?? 0,
    message: witness.messages[0] ?? "",
    resumedMs,
    openedWhileFull
  }
}
