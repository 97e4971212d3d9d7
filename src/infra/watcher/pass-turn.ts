/** Looks at everything, or at what was hinted at; keeps the watches in step with the folders. */
import { Clock, Effect } from "effect"
import type { FolderRecord } from "./index/records.ts"
import { movesByInode } from "./move-news.ts"
import { inTime, runPass } from "./pass.ts"
import { rootKey, type RootWatch } from "./root-watch.ts"
import { tell } from "./tell.ts"
import type { TreeFacts } from "./tree/file-tree.ts"

/** Folders that came are watched and looked at once more, because something may have come in between; those that went are not. */
export const afterPass = Effect.fnUntraced(function* (watch: RootWatch) {
  const { tree, kept, watched, again, root, settings, facts } = watch
  const lost = kept.index.takeLost().filter((path) => watched.delete(path))
  if (lost.length > 0) yield* inTime(tree.unwatch(lost), root, settings.answerWithinMs)
  if (watch.health !== "native" || facts?.watchesWhole === true) return
  if (watch.watchedOn !== rootKey(watch)) {
    watched.clear()
    watch.restartAt ??= yield* Clock.currentTimeMillis
    return
  }
  const fresh: Array<string> = []
  for (const [path, { isGone }] of kept.index.folders) if (!isGone && !watched.has(path)) fresh.push(path)
  if (fresh.length === 0) return
  const { failure } = yield* inTime(tree.watch(fresh), root, settings.answerWithinMs)
  if (failure !== null) return yield* breakWatching(watch, failure)
  for (const path of fresh) {
    watched.add(path)
    again.add(path)
  }
  watch.hintsAt ??= (yield* Clock.currentTimeMillis) + settings.hintDelayMs
})

const advice: Readonly<Record<string, string>> = {
  ENOSPC: "the system has no watches left; raise fs.inotify.max_user_watches with sysctl",
  EMFILE: "too many programs watch; raise fs.inotify.max_user_instances with sysctl"
}

/** Watching broke: it is tried again, each time after twice as long; when that does not help, looking has to do. */
export const breakWatching = Effect.fnUntraced(function* (watch: RootWatch, code: string) {
  const { settings } = watch
  const at = yield* Clock.currentTimeMillis
  watch.watched.clear()
  yield* inTime(watch.tree.unwatch(undefined), watch.root, settings.answerWithinMs)
  if (at - watch.nativeSince > settings.restartAfterMaxMs) watch.restarts = 0
  watch.nativeSince = Infinity
  const isHopeless = watch.restarts >= settings.restartsMax
  const pauseMs = Math.min(settings.restartAfterMs * 2 ** watch.restarts, settings.restartAfterMaxMs)
  watch.restarts++
  watch.restartAt = isHopeless ? null : at + pauseMs
  watch.health = isHopeless ? "polling" : "degraded"
  watch.reason = `watching failed (${advice[code] ?? code})${isHopeless ? `; given up after ${settings.restartsMax} more tries` : ""}`
  watch.nextPassAt = Math.min(watch.nextPassAt, at + settings.pollEveryMs)
})

const intervalMs = ({ health, settings, lastScanMs }: RootWatch): number =>
  health === "native" ? settings.rescanEveryMs : Math.max(settings.pollEveryMs, 20 * (lastScanMs ?? 0))

export const wholePass = Effect.fnUntraced(function* (watch: RootWatch, facts: TreeFacts, isFresh: boolean) {
  const { kept, tree, settings } = watch
  const at = yield* Clock.currentTimeMillis
  const { index } = kept
  const { answerWithinMs } = settings
  const problemBefore = watch.report?.rootProblem ?? null
  const report = yield* runPass({ index, tree, facts, answerWithinMs, start: undefined, isFresh, onLook: watch.onLook })
  watch.report = report
  if (report.rootProblem !== null) {
    watch.nextPassAt = at + settings.pollEveryMs
    return
  }
  const { inode, device } = index.root
  if (problemBefore !== null) watch.watchedOn = null
  if (index.identity === null) index.identify({ inode, device })
  const now = yield* Clock.currentTimeMillis
  watch.scans++
  watch.lastScanAt = now
  watch.lastScanMs = now - at
  watch.nextPassAt = now + intervalMs(watch)
  yield* afterPass(watch)
  yield* tell(watch, movesByInode(watch))
})

/** The folder at the path, or the nearest above it that is known. */
const knownFolder = (watch: RootWatch, path: string): FolderRecord => {
  const { folders, root } = watch.kept.index
  for (let each = path; each.length > root.path.length; each = each.slice(0, each.lastIndexOf("/"))) {
    const folder = folders.get(each)
    if (folder !== undefined && !folder.isGone) return folder
  }
  return root
}

export const hintedPass = Effect.fnUntraced(function* (watch: RootWatch, facts: TreeFacts) {
  const { kept, tree, root, settings, again } = watch
  watch.hintsAt = null
  const { answerWithinMs } = settings
  const hints = yield* inTime(tree.takeHints, root, answerWithinMs)
  if (hints.broken !== null) yield* breakWatching(watch, hints.broken)
  if (hints.isOverflown || hints.broken !== null) return yield* wholePass(watch, facts, false)
  const start = new Set([...hints.folders, ...again].map((path) => knownFolder(watch, path)))
  again.clear()
  const { index } = kept
  const report = yield* runPass({ index, tree, facts, answerWithinMs, start: [...start], isFresh: true })
  if (report.rootProblem !== null) watch.report = report
  else if (watch.report?.rootProblem !== null) watch.nextPassAt = 0
  yield* afterPass(watch)
  yield* tell(watch, movesByInode(watch))
})
