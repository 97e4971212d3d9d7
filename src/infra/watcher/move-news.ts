/** Renames as news: by inode after every look, by fingerprint when a new file has settled. */
import { Effect } from "effect"
import type { FileIndex } from "./index/file-index.ts"
import { type FileRecord, pathOf } from "./index/records.ts"
import { type Pair, pairsByInode, takeOver, withFingerprint } from "./pairing.ts"
import { inTime } from "./pass.ts"
import { indexesOf, type RootWatch } from "./root-watch.ts"
import type { News } from "./tell.ts"
import { moved } from "./told.ts"

const indexOf = (watch: RootWatch, file: FileRecord): FileIndex =>
  indexesOf(watch).find((index) => index.folders.get(file.home.path) === file.home) ?? watch.kept.index

export const moveNews = (watch: RootWatch, pair: Pair): News => ({
  event: moved(pair.from, pair.to),
  apply: () => takeOver(pair, indexOf(watch, pair.from), indexOf(watch, pair.to))
})

export const movesByInode = (watch: RootWatch): ReadonlyArray<News> =>
  pairsByInode(indexesOf(watch)).map((pair) => moveNews(watch, pair))

/** Whether a file that the records say is there has gone in the meantime; then it is missing from now on. */
const hasGone = Effect.fnUntraced(function* (watch: RootWatch, file: FileRecord, at: number) {
  const owner = [...watch.all].find(({ kept }) => kept.index.folders.get(file.home.path) === file.home)
  if (owner === undefined) return false
  const request = [{ path: pathOf(file), nfo: null }]
  const [probe] = yield* inTime(owner.tree.probe(request), owner.root, owner.settings.answerWithinMs)
  if (probe?.kind !== "absent") return false
  owner.kept.index.miss(file, at)
  return true
})

/** For each new file that has settled: the known file that it is, under another name. */
export const movesByFingerprint = Effect.fnUntraced(function* (
  watch: RootWatch,
  settled: ReadonlyMap<FileRecord, string>,
  at: number
) {
  const pairs = new Map<FileRecord, FileRecord>()
  const taken = new Set<FileRecord>()
  const indexes = indexesOf(watch)
  for (const [to, fingerprint] of settled) {
    if (to.published !== null) continue
    const same = withFingerprint(indexes, fingerprint).filter(
      (file) => file !== to && file.size === to.size && file.settling === null && !taken.has(file)
    )
    let from = same.find(({ missingSince }) => missingSince !== null)
    for (const file of same) {
      if (from !== undefined) break
      if (yield* hasGone(watch, file, at)) from = file
    }
    if (from === undefined) continue
    taken.add(from)
    pairs.set(to, from)
  }
  return pairs
})
