/** A file that is missing and one that is new are one file with another name, when inode or fingerprint say so. Pure. */
import type { FileIndex } from "./index/file-index.ts"
import { type FileRecord, inodeKey } from "./index/records.ts"

export interface Pair {
  readonly from: FileRecord
  readonly to: FileRecord
}

/** Told of once, and not changed since. */
const isWhole = (file: FileRecord): boolean =>
  file.published !== null && file.settling === null && file.missingSince !== null

const isNew = (file: FileRecord): boolean => file.published === null && file.settling !== null

/** Missing files that are settled, over all roots, by inode, size and time; each new file takes one. */
export const pairsByInode = (indexes: ReadonlyArray<FileIndex>): ReadonlyArray<Pair> => {
  const lost = new Map<string, FileRecord>()
  for (const { missing } of indexes) for (const file of missing) if (isWhole(file)) lost.set(inodeKey(file), file)
  if (lost.size === 0) return []
  const pairs: Array<Pair> = []
  for (const { unsettled } of indexes) {
    for (const to of unsettled) {
      const from = isNew(to) ? lost.get(inodeKey(to)) : undefined
      if (from === undefined) continue
      lost.delete(inodeKey(to))
      pairs.push({ from, to })
    }
  }
  return pairs
}

/** Files of all roots that were told of with this fingerprint. */
export const withFingerprint = (indexes: ReadonlyArray<FileIndex>, fingerprint: string): ReadonlyArray<FileRecord> =>
  indexes.flatMap((index) => index.withFingerprint(fingerprint))

/** The new name takes over what was told of the old one. */
export const takeOver = ({ from, to }: Pair, fromIndex: FileIndex, toIndex: FileIndex): void => {
  if (from.published !== null) toIndex.publish(to, from.published)
  toIndex.settle(to)
  fromIndex.forgetFile(from)
}
