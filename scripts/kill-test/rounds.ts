/** Lives and kills, library after library. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Checked, checkLibrary } from "./check-library.ts"
import { checkSettled } from "./check-settled.ts"
import { BusyChild } from "./child-process.ts"
import { publishersMax } from "./life-events.ts"
import type { KillOptions } from "./options.ts"
import { seededRandom } from "./seeded-random.ts"
import { Witness } from "./witness.ts"

export interface Totals {
  kills: number
  killsWhileOpening: number
  acknowledged: number
  found: number
  events: number
  tornTails: number
  tornBytes: number
  namesMissing: number
  otherRepairs: number
  libraries: number
}

export interface Failure {
  readonly kill: number
  readonly directory: string
  readonly violations: ReadonlyArray<string>
}

export interface Progress {
  readonly kill: number
  readonly checked: Checked
  readonly acknowledged: number
}

/** One process is always loading, so that it can take over at once. */
class Nursery {
  private waiting = new BusyChild()

  next(): BusyChild {
    const child = this.waiting
    this.waiting = new BusyChild()
    return child
  }

  async close(): Promise<void> {
    await this.waiting.kill()
  }
}

interface Library {
  readonly directory: string
  readonly witness: Witness
}

const lives = async (options: KillOptions, nursery: Nursery, library: Library, life: number): Promise<boolean> => {
  const { seed, fixtures, lifeMsMax, broken } = options
  const { directory, witness } = library
  const random = seededRandom(`${seed} life ${life}`)
  const publishers = random.chance(0.5) ? publishersMax : 1 + random.below(publishersMax)
  const diesOpening = random.chance(0.15)
  const child = nursery.next()
  child.begin({ directory, fixtures, seed, life, publishers, again: witness.open, broken: broken ?? null })
  if (diesOpening) await Promise.race([child.opened, sleep(random.next() * 400)])
  else {
    await child.opened
    await sleep(random.next() * lifeMsMax)
  }
  const wasAlive = await child.kill()
  witness.hear(life, publishers, child.reports())
  if (!wasAlive) witness.problems.push(`the process of life ${life} ended by itself: ${child.complaints}`)
  return child.reports().some(({ kind }) => kind === "opened")
}

const count = (totals: Totals, checked: Checked, repairs: ReadonlyArray<string>): void => {
  if (checked.tornBytes > 0) totals.tornTails++
  totals.tornBytes += checked.tornBytes
  totals.namesMissing += checked.namesMissing
  totals.otherRepairs += repairs.filter((repair) => !repair.includes("torn")).length
}

export const noTotals = (): Totals => ({
  kills: 0,
  killsWhileOpening: 0,
  acknowledged: 0,
  found: 0,
  events: 0,
  tornTails: 0,
  tornBytes: 0,
  namesMissing: 0,
  otherRepairs: 0,
  libraries: 0
})

/** Kills on one library; stops at the first violation. */
const oneLibrary = async (
  options: KillOptions,
  nursery: Nursery,
  totals: Totals,
  directory: string,
  tell: (progress: Progress) => void
): Promise<ReadonlyArray<string>> => {
  const library: Library = { directory, witness: new Witness() }
  const { witness } = library
  for (let place = 0; place < options.killsPerLibrary && totals.kills < options.rounds; place++) {
    const life = totals.kills++
    if (!(await lives(options, nursery, library, life))) totals.killsWhileOpening++
    const checked = await checkLibrary(directory, witness.acknowledged)
    count(totals, checked, witness.repairs)
    tell({ kill: life, checked, acknowledged: witness.acknowledged.size })
    const violations = [...witness.problems, ...checked.violations.list]
    if (violations.length > 0) return violations
  }
  const settled = await checkSettled(directory, options.fixtures, witness.acknowledged)
  count(totals, { ...settled, tornBytes: 0 }, settled.repairs)
  totals.libraries++
  totals.acknowledged += witness.acknowledged.size
  totals.found += settled.acknowledgedFound
  totals.events += settled.events
  return settled.violations.list
}

/** Runs all rounds; the directory of a library that broke a law is kept. */
export const runRounds = async (
  options: KillOptions,
  totals: Totals,
  tell: (progress: Progress) => void
): Promise<Failure | undefined> => {
  const root = mkdtempSync(join(tmpdir(), "reelstate-kill-"))
  const nursery = new Nursery()
  try {
    while (totals.kills < options.rounds) {
      const directory = join(root, `library-${totals.libraries}`)
      mkdirSync(directory)
      const violations = await oneLibrary(options, nursery, totals, directory, tell)
      if (violations.length > 0) return { kill: totals.kills, directory, violations }
      if (!options.keep) rmSync(directory, { recursive: true })
    }
    if (!options.keep) rmSync(root, { recursive: true })
    return undefined
  } finally {
    await nursery.close()
  }
}
