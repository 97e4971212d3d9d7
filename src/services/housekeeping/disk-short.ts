/**
 * Disk short: HD images go, the least valuable bytes first, until just enough is free. Founding rule 3. It starts below the
 * low water mark and stops at the high one, so that it does not start again tomorrow. Two shortages count, each only when it
 * is known: little free on the disk, and images over their budget.
 */
import { rankOf } from "../../domain/level.ts"
import type { World } from "./facts.ts"
import { knownAmount } from "./facts.ts"
import { type Claim, type Rule, verdictOf } from "./rule.ts"
import type { Thresholds } from "./thresholds.ts"

interface Shortage {
  /** How many bytes would end it; 0 when nothing is short. */
  readonly bytes: number
  readonly claim: Claim
}

const diskShortage = (world: World, thresholds: Thresholds): Shortage | null => {
  const free = knownAmount(world.freeBytes)
  if (free === null) return null
  const isShort = free < thresholds.freeBytesMin
  return {
    bytes: isShort ? Math.max(0, thresholds.freeBytesAim - free) : 0,
    claim: { name: "free", value: free, threshold: thresholds.freeBytesMin, unit: "bytes", holds: () => isShort }
  }
}

const budgetShortage = (world: World, thresholds: Thresholds): Shortage | null => {
  const held = knownAmount(world.heldBytes)
  if (held === null) return null
  const isOver = held > thresholds.imageBytesMax
  return {
    bytes: isOver ? Math.max(0, held - thresholds.imageBytesAim) : 0,
    claim: { name: "images", value: held, threshold: thresholds.imageBytesMax, unit: "bytes", holds: () => isOver }
  }
}

const shortageOf = (world: World, thresholds: Thresholds): Shortage | null => {
  const disk = diskShortage(world, thresholds)
  const budget = budgetShortage(world, thresholds)
  if (disk === null || budget === null) return disk ?? budget
  return budget.bytes > disk.bytes ? budget : disk
}

const unknownSpace: Claim = { name: "free", value: null, threshold: null, unit: "bytes", holds: () => false }

export const diskShort: Rule = {
  name: "disk-short",
  reason:
    "Value per byte decides what a full cache drops (Greedy-Dual-Size, Cao and Irani 1997); frequency as in GDSF.",
  judge: (facts, world, thresholds) =>
    verdictOf(
      [
        shortageOf(world, thresholds)?.claim ?? unknownSpace,
        { name: "HD images", value: facts.hdImageBytes, threshold: 0, unit: "bytes", holds: (bytes) => bytes > 0 },
        { name: "level", value: rankOf(facts.level), threshold: 3, unit: "rank", holds: (rank) => rank >= 3 },
        // Never against it, but the order is by popularity: a movie of unknown popularity has no place in it.
        { name: "popularity", value: facts.popularity, threshold: null, unit: "score", holds: () => true }
      ],
      { kept: "basic", imagesOnly: true, bytes: facts.hdImageBytes ?? 0 }
    ),
  value: (facts) => (facts.popularity ?? 0) / (facts.hdImageBytes ?? 1),
  targetBytes: (world, thresholds) => shortageOf(world, thresholds)?.bytes ?? null
}
