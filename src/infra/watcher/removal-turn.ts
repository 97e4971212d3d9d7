/**
 * The second look at what is missing (SAFE-2): its folders, and files that should be beside it, are listed afresh; what is
 * still absent then is removed only on evidence that is positive throughout. Everything else stays missing, with its
 * history, and a loss that is too large waits for a person.
 */
import { Clock, Effect } from "effect"
import type { Evidence } from "../../domain/event.ts"
import type { Suspicion } from "../../services/file-watcher.ts"
import { doubt, evidenceOf, isRemoval, isSeen, isTooMuch, type Loss, nearbyFiles, nearestFolder } from "./evidence.ts"
import { type FileRecord, type FolderRecord, pathOf } from "./index/records.ts"
import { movesByInode } from "./move-news.ts"
import { runPass } from "./pass.ts"
import { afterPass } from "./pass-turn.ts"
import type { RootWatch } from "./root-watch.ts"
import { type News, tell } from "./tell.ts"
import { removed } from "./told.ts"
import type { TreeFacts } from "./tree/file-tree.ts"

const siblingsMax = 8

/** When the next missing file may be judged; Infinity when none is missing. */
export const nextRemovalAt = ({ kept, settings, removalAt }: RootWatch): number => {
  let at = Infinity
  for (const { missingSince } of kept.index.missing) at = Math.min(at, missingSince! + settings.removalAfterMs)
  return at === Infinity ? at : Math.max(at, removalAt)
}

const dueFiles = ({ kept, settings }: RootWatch, at: number, isConfirmed: boolean): ReadonlyArray<FileRecord> =>
  [...kept.index.missing].filter(({ missingSince }) => isConfirmed || missingSince! + settings.removalAfterMs <= at)

/** How many were lost together with files that went missing at that moment; each moment is counted once. */
const lossCounter = ({ kept, settings, removedSince }: RootWatch) => {
  const since = [...kept.index.missing].map(({ missingSince }) => missingSince!).concat(removedSince)
  const known = kept.index.files + removedSince.length
  const counted = new Map<number, Loss>()
  return (moment: number): Loss => {
    const before = counted.get(moment)
    if (before !== undefined) return before
    const lost = since.filter((each) => Math.abs(each - moment) <= settings.lostWindowMs).length
    const loss = { lost, known }
    counted.set(moment, loss)
    return loss
  }
}

/** The root is the one on which the files were seen; or most of them are on the one that is there now. */
const isSameRoot = ({ kept: { index } }: RootWatch, isConfirmed: boolean): boolean => {
  const { inode, device } = index.root
  const isSame = index.identity?.inode === inode && index.identity.device === device
  if (isSame) return true
  if (!isConfirmed && index.files - index.missing.size <= index.missing.size) return false
  index.identify({ inode, device })
  return true
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const suspicionOf = (
  watch: RootWatch,
  at: number,
  held: ReadonlyArray<readonly [FileRecord, ReadonlyArray<Evidence>, Loss]>
): Suspicion | null => {
  const [first] = held
  if (first === undefined) return null
  const [file, evidence, loss] = first
  const why = doubt(evidence) ?? ""
  const counted = `${loss.lost} of ${loss.known} files are missing at once (${percent(loss.lost / Math.max(1, loss.known))})`
  const reasons: Readonly<Record<string, string>> = {
    "root present": "the root is not there",
    "same mount": `another file system is mounted where ${pathOf(file)} was, or none`,
    "folder listed": `the folder of ${pathOf(file)} cannot be read`,
    "siblings there": "no other file of that disk is there"
  }
  const said = isTooMuch(loss, watch.settings) ? counted : (reasons[why] ?? why)
  const since = watch.suspicion?.since ?? at
  const reason = `${said}. Nothing counts as removed until they are back, or until you confirm that you emptied it`
  return { since, missing: watch.kept.index.missing.size, known: loss.known, reason }
}

const judgeAll = (watch: RootWatch, due: ReadonlyArray<FileRecord>, at: number, isConfirmed: boolean) => {
  const siblings = nearbyFiles(due, siblingsMax)
  const lossAt = lossCounter(watch)
  const same = isSameRoot(watch, isConfirmed)
  return due.map((file) => {
    const loss = lossAt(file.missingSince!)
    const evidence = evidenceOf(file, {
      at,
      settings: watch.settings,
      isRootThere: true,
      isSameRoot: same,
      siblings: (siblings.get(file.device) ?? []).filter(isSeen).length,
      loss,
      isConfirmed
    })
    return [file, evidence, loss] as const
  })
}

const newsOf = (watch: RootWatch, file: FileRecord, evidence: ReadonlyArray<Evidence>): News => ({
  event: removed(file, evidence),
  apply: () => {
    watch.removedSince.push(file.missingSince ?? 0)
    watch.kept.index.forgetFile(file)
  }
})

/** Where to look again: where the files should be, and where their siblings should be. */
const placesOf = (due: ReadonlyArray<FileRecord>): ReadonlyArray<FolderRecord> => {
  const places = new Set<FolderRecord>(due.map(nearestFolder))
  for (const files of nearbyFiles(due, siblingsMax).values()) for (const { home } of files) places.add(home)
  return [...places]
}

export const removalTurn = Effect.fnUntraced(function* (watch: RootWatch, facts: TreeFacts, isConfirmed: boolean) {
  const { kept, settings, tree } = watch
  const { index } = kept
  const at = yield* Clock.currentTimeMillis
  watch.removedSince = watch.removedSince.filter((since) => since > at - 2 * settings.lostWindowMs)
  const start = placesOf(dueFiles(watch, at, isConfirmed))
  const { answerWithinMs } = settings
  const report = yield* runPass({ index, tree, facts, answerWithinMs, start, isFresh: true })
  yield* afterPass(watch)
  if (report.rootProblem !== null) {
    watch.report = report
    watch.removalAt = at + settings.removalAfterMs
    return
  }
  yield* tell(watch, movesByInode(watch))
  const judged = judgeAll(watch, dueFiles(watch, at, isConfirmed), at, isConfirmed)
  const sure = judged.filter(([, evidence]) => isRemoval(evidence))
  const held = judged.filter(([, evidence]) => !isRemoval(evidence))
  watch.suspicion = suspicionOf(watch, at, held)
  // What is held back is looked at again after an interval; the rest goes on at once.
  watch.removalAt = held.length > 0 ? at + settings.removalAfterMs : at
  yield* tell(
    watch,
    sure.map(([file, evidence]) => newsOf(watch, file, evidence))
  )
})
