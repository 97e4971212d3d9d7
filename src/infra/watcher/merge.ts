/** What a look at a folder says, written into the records. Pure but for the records; nothing is told to anybody here. */
import type { FileIndex } from "./index/file-index.ts"
import type { FileRecord, FolderRecord, Settling } from "./index/records.ts"
import { goneSize, type Listing, numbersPerStat, unknownSize } from "./tree/file-tree.ts"

/** A folder whose time is younger than this may change again without its time changing. */
const racyMs = 2_000

export interface Seen {
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly inode: number
  readonly device: number
}

/** How far the stats of an answer have been read. */
export interface StatCursor {
  readonly stats: Float64Array
  at: number
}

const nextStat = (cursor: StatCursor): Seen => {
  const { stats, at } = cursor
  cursor.at += numbersPerStat
  return {
    size: stats[at]!,
    mtimeMs: stats[at + 1]!,
    ctimeMs: stats[at + 2]!,
    inode: stats[at + 3]!,
    device: stats[at + 4]!
  }
}

export interface MergeContext {
  readonly index: FileIndex
  readonly at: number
  readonly trustsFolderTimes: boolean
  /** How settling begins; one for all files of a pass. */
  readonly fresh: Settling
  /** Counts transitions of files from one device to another: after a restart devices may have other numbers. */
  readonly renumbered: Map<string, number>
}

const isAnother = (file: FileRecord, seen: Seen): boolean =>
  file.size !== seen.size ||
  file.mtimeMs !== seen.mtimeMs ||
  // Some network mounts give inodes anew; then the time of the last change is the same still.
  (file.inode !== seen.inode && file.ctimeMs !== seen.ctimeMs)

const settlingFrom = ({ fresh }: MergeContext, nfo: string | null, isBusy: boolean): Settling =>
  nfo === null && !isBusy ? fresh : { ...fresh, nfo, isBusy }

/** A file as it is now: known as it is, changed, or back. */
const meet = (context: MergeContext, file: FileRecord, seen: Seen, nfo: string | null, isBusy: boolean): void => {
  const { index, at } = context
  const wasAnother = isAnother(file, seen)
  if (file.device !== seen.device) {
    const key = `${file.device}>${seen.device}`
    context.renumbered.set(key, (context.renumbered.get(key) ?? 0) + 1)
  }
  if (wasAnother || file.inode !== seen.inode || file.ctimeMs !== seen.ctimeMs || file.device !== seen.device) {
    Object.assign(file, seen)
    index.touch(file)
  }
  index.find(file)
  if (wasAnother) {
    file.seenAt = at
    index.unsettle(file, settlingFrom(context, nfo, isBusy))
  } else if (file.settling !== null && (file.settling.nfo !== nfo || file.settling.isBusy !== isBusy)) {
    file.settling = { ...file.settling, nfo, isBusy }
  }
}

const addFile = (
  context: MergeContext,
  home: FolderRecord,
  name: string,
  seen: Seen,
  nfo: string | null,
  isBusy: boolean
): void => {
  const { size, mtimeMs, ctimeMs, inode, device } = seen
  const file: FileRecord = {
    home,
    name,
    size,
    mtimeMs,
    ctimeMs,
    inode,
    device,
    kind: "film",
    published: null,
    seenAt: context.at,
    missingSince: null,
    settling: settlingFrom(context, nfo, isBusy)
  }
  context.index.addFile(file)
  context.index.touch(file)
}

const lose = ({ index, at }: MergeContext, file: FileRecord): void => {
  if (file.published === null) index.forgetFile(file)
  else index.miss(file, at)
}

const loseFolder = (context: MergeContext, folder: FolderRecord): void => {
  for (const child of Array.from(folder.folders.values())) loseFolder(context, child)
  for (const file of Array.from(folder.files.values())) lose(context, file)
  context.index.loseFolder(folder)
}

const noteFolder = (
  { index, at, trustsFolderTimes }: MergeContext,
  folder: FolderRecord,
  { folder: stat }: Listing & { readonly kind: "listed" }
) => {
  const mtimeMs = trustsFolderTimes && stat.mtimeMs < at - racyMs ? stat.mtimeMs : null
  if (folder.isGone || folder.mtimeMs !== mtimeMs || folder.inode !== stat.inode || folder.device !== stat.device) {
    Object.assign(folder, { mtimeMs, inode: stat.inode, device: stat.device, isGone: false })
    index.touch(folder)
  }
}

/** A folder that is one of those it lies in: a mount that leads back. */
const leadsBack = ({ inode, device, parent }: FolderRecord): boolean => {
  for (let each = parent; each !== null; each = each.parent) {
    if (each.inode === inode && each.device === device && inode !== 0) return true
  }
  return false
}

const mergeFiles = (
  context: MergeContext,
  folder: FolderRecord,
  { files, nfos, busy }: Listing & { readonly kind: "listed" },
  cursor: StatCursor
): void => {
  const isHere = new Set(files)
  files.forEach((name, at) => {
    const seen = nextStat(cursor)
    const known = folder.files.get(name)
    const nfo = nfos?.[at] ?? null
    const isBusy = busy?.includes(name) ?? false
    if (seen.size === unknownSize) return
    if (known === undefined) addFile(context, folder, name, seen, nfo, isBusy)
    else meet(context, known, seen, nfo, isBusy)
  })
  for (const [name, file] of Array.from(folder.files)) if (!isHere.has(name)) lose(context, file)
}

const mergeListed = (
  context: MergeContext,
  folder: FolderRecord,
  listing: Listing & { readonly kind: "listed" },
  cursor: StatCursor
): ReadonlyArray<FolderRecord> => {
  noteFolder(context, folder, listing)
  const { passedOver } = listing
  folder.passedOver =
    passedOver === undefined ? 0 : passedOver.ignored + passedOver.links + passedOver.unnameable.length
  if (leadsBack(folder)) {
    cursor.at += listing.files.length * numbersPerStat
    return []
  }
  mergeFiles(context, folder, listing, cursor)
  const isHere = new Set(listing.folders)
  for (const [name, child] of Array.from(folder.folders)) if (!isHere.has(name)) loseFolder(context, child)
  return listing.folders.map((name) => folder.folders.get(name) ?? context.index.addFolder(folder, name))
}

/** The folders in it that are to be looked at next. `asked` are the files of the request. */
export const mergeListing = (
  context: MergeContext,
  folder: FolderRecord,
  asked: ReadonlyArray<string>,
  listing: Listing,
  cursor: StatCursor
): ReadonlyArray<FolderRecord> => {
  folder.unreadable = listing.kind === "unreadable" ? listing.code : null
  switch (listing.kind) {
    case "listed":
      return mergeListed(context, folder, listing, cursor)
    case "unchanged":
      if (folder.device !== listing.folder.device) {
        folder.device = listing.folder.device
        context.index.touch(folder)
      }
      for (const name of asked) {
        const seen = nextStat(cursor)
        const file = folder.files.get(name)
        if (file === undefined || seen.size === unknownSize) continue
        if (seen.size === goneSize) lose(context, file)
        else meet(context, file, seen, file.settling?.nfo ?? null, file.settling?.isBusy ?? false)
      }
      return Array.from(folder.folders.values()).filter(({ isGone }) => !isGone)
    case "absent":
      loseFolder(context, folder)
      return []
    case "unreadable":
      return []
  }
}
