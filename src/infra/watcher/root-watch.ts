/** What is known of one root while it is watched, and how it is told. Mutable, owned by the root's one fiber. */
import type { Deferred, Latch } from "effect"
import type { RootStatus, Suspicion, WatchFailed, WatchHealth } from "../../services/file-watcher.ts"
import type { EventBus } from "../../services/event-bus.ts"
import type { KeptIndex } from "./index/index-file.ts"
import type { PassReport } from "./pass.ts"
import type { WatcherSettings } from "./settings.ts"
import type { RootTree, TreeFacts } from "./tree/file-tree.ts"

export interface Command {
  readonly kind: "rescan" | "confirm"
  readonly done: Deferred.Deferred<RootStatus, WatchFailed>
}

export interface RootWatch {
  readonly root: string
  readonly tree: RootTree
  readonly kept: KeptIndex
  readonly settings: WatcherSettings
  readonly bus: EventBus["Service"]
  /** All roots: a file may move from one to another. */
  readonly all: ReadonlySet<RootWatch>
  readonly wake: Latch.Latch
  readonly commands: Array<Command>
  facts: TreeFacts | null
  health: WatchHealth
  reason: string | null
  /** Why the last events could not be told, or null. */
  tellProblem: string | null
  report: PassReport | null
  /** Hears how many folders a pass has looked at, and how many it knows that it still has to. */
  onLook: ((done: number, queued: number) => void) | null
  readonly watched: Set<string>
  /** The root on which the watches are: they do not outlive a mount. */
  watchedOn: string | null
  /** Folders to look at with the next hints: those that were watched only after they had been looked at. */
  readonly again: Set<string>
  hintsAt: number | null
  nextPassAt: number
  removalAt: number
  /** When watching is tried again; null when it need not. */
  restartAt: number | null
  restarts: number
  /** Since when watching works. */
  nativeSince: number
  suspicion: Suspicion | null
  /** When the files that were told as removed had gone missing, as long as that is recent. */
  removedSince: Array<number>
  scans: number
  lastScanAt: number | null
  lastScanMs: number | null
  readonly told: { detected: number; moved: number; removed: number }
}

const notesMax = 12

const notesOf = ({ kept, report, tellProblem }: RootWatch): ReadonlyArray<string> => {
  const odd = (report?.passedOver ?? []).flatMap(({ path, unnameable, twins, links }) => [
    ...unnameable.map((name) => `${path}/${name}: its name is not UTF-8; rename it, then it is found`),
    ...twins.map((name) => `${path}/${name}: another name there differs from it only by case or accents`),
    ...(links > 0 ? [`${path}: ${links} links are not followed; add what they lead to as a root of its own`] : [])
  ])
  return [
    ...(tellProblem === null ? [] : [tellProblem]),
    ...(kept.problem === null ? [] : [`${kept.problem}; what it did not tell is looked at again`]),
    ...(report?.unreadable ?? []).map((path) => `${path} cannot be read; nothing is concluded about what is in it`),
    ...odd
  ].slice(0, notesMax)
}

const passedOverOf = ({ kept }: RootWatch): number => {
  let count = 0
  for (const folder of kept.index.folders.values()) count += folder.passedOver
  return count
}

const unfinishedOf = ({ kept }: RootWatch): number => {
  let count = 0
  for (const { settling } of kept.index.unsettled) if (settling?.isUnfinished === true) count++
  return count
}

export const statusOf = (watch: RootWatch): RootStatus => {
  const { root, health, reason, report, suspicion, facts, kept, watched, told } = watch
  const { index } = kept
  return {
    root,
    health,
    reason,
    problem: report?.rootProblem ?? null,
    suspicion,
    fileSystem: facts?.fileSystem ?? null,
    folders: index.folders.size,
    watches: facts?.watchesWhole === true ? Math.min(1, watched.size) : watched.size,
    watchesMax: facts?.watchesMax ?? null,
    files: index.files,
    extras: index.extras,
    unsettled: index.unsettled.size,
    unfinished: unfinishedOf(watch),
    missing: index.missing.size,
    passedOver: passedOverOf(watch),
    notes: notesOf(watch),
    scans: watch.scans,
    lastScanAt: watch.lastScanAt,
    lastScanMs: watch.lastScanMs,
    nextScanAt: watch.nextPassAt,
    told: { ...told }
  }
}

export const indexesOf = ({ all }: RootWatch) => [...all].map(({ kept }) => kept.index)

export const rootKey = ({ kept }: RootWatch): string => `${kept.index.root.device}:${kept.index.root.inode}`
