/** Begins to watch what has been scanned, or says why looking from time to time has to do. */
import { Clock, Effect } from "effect"
import { inTime } from "./pass.ts"
import { breakWatching } from "./pass-turn.ts"
import { rootKey, type RootWatch } from "./root-watch.ts"
import type { TreeFacts } from "./tree/file-tree.ts"

const foldersPerOrder = 512

/** Why the folders cannot be watched, or null. */
const obstacle = ({ kept, settings }: RootWatch, { isRemote, fileSystem, watchesMax }: TreeFacts): string | null => {
  if (isRemote) return `changes on ${fileSystem} are not told to this machine; it is looked at from time to time`
  const { size } = kept.index.folders
  if (watchesMax === null || size <= watchesMax * settings.watchesShareMax) return null
  return `${size} folders need a watch each and this system allows ${watchesMax} for a user; raise it with sysctl fs.inotify.max_user_watches=${2 ** Math.ceil(Math.log2(size * 2))}`
}

export const startWatching = Effect.fnUntraced(function* (watch: RootWatch, facts: TreeFacts) {
  const { kept, tree, root, settings, watched } = watch
  const at = yield* Clock.currentTimeMillis
  watch.restartAt = null
  const reason = obstacle(watch, facts)
  if (reason !== null) {
    watch.health = "polling"
    watch.reason = reason
    watch.nextPassAt = Math.min(watch.nextPassAt, at + settings.pollEveryMs)
    return
  }
  const folders = [...kept.index.folders].filter(([, { isGone }]) => !isGone).map(([path]) => path)
  for (let from = 0; from < folders.length; from += foldersPerOrder) {
    const some = folders.slice(from, from + foldersPerOrder)
    const { failure } = yield* inTime(tree.watch(some), root, settings.answerWithinMs)
    if (failure !== null) return yield* breakWatching(watch, failure)
    for (const path of some) watched.add(path)
  }
  watch.watchedOn = rootKey(watch)
  watch.nativeSince = at
  watch.health = "native"
  watch.reason = null
  // What changed between the scan and the watches nobody told.
  watch.nextPassAt = at
})
