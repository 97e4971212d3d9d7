/** What is remembered of one root: folders, and in them the video files. Mutable, owned by the root's one fiber. */

export interface FolderRecord {
  readonly number: number
  readonly parent: FolderRecord | null
  readonly path: string
  files: ReadonlyMap<string, FileRecord>
  folders: ReadonlyMap<string, FolderRecord>
  /** The folder's time at which its entries are as known; null when it has to be listed. */
  mtimeMs: number | null
  inode: number
  device: number
  /** Not there at the last look; kept while files that are missing have their place in it. */
  isGone: boolean
  /** Why it could not be read at the last look, or null: then nothing is known of what is in it. */
  unreadable: string | null
  /** What was passed over in it at the last look. */
  passedOver: number
}

export type FileKind = "film" | "extra"

/** Of a file that has not settled yet: what was seen of it, and when it is looked at again. */
export interface Settling {
  /** Nothing about it has moved since then. */
  readonly stillSince: number
  readonly lookAt: number
  readonly fingerprint: string | null
  readonly isBusy: boolean
  /** At the last look its content was not all there. */
  readonly isUnfinished: boolean
  readonly nfo: string | null
}

export interface FileRecord {
  readonly home: FolderRecord
  readonly name: string
  size: number
  mtimeMs: number
  ctimeMs: number
  inode: number
  device: number
  kind: FileKind
  /** The fingerprint that was told of it; null while nobody was told of it. */
  published: string | null
  /** When it was first seen as it is now: makes the ids of its events. */
  seenAt: number
  missingSince: number | null
  /** Null when it has settled. */
  settling: Settling | null
}

export const pathOf = ({ home, name }: FileRecord): string => `${home.path}/${name}`

/** Inode, size and time: the same file under another name has them all. */
export const inodeKey = ({ device, inode, size, mtimeMs }: FileRecord): string =>
  `${device}:${inode}:${size}:${mtimeMs}`

/** Of a file that was first seen at that moment. */
export const freshSettling = (at: number): Settling => ({
  stillSince: at,
  lookAt: at,
  fingerprint: null,
  isBusy: false,
  isUnfinished: false,
  nfo: null
})
