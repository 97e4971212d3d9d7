/**
 * Whether a missing file was removed (SAFE-2). Each fact is a number with its threshold, and goes with the event; a fact
 * that could not be looked up is null and never qualifies. Pure.
 */
import type { Evidence } from "../../domain/event.ts"
import type { FileRecord, FolderRecord } from "./index/records.ts"
import type { WatcherSettings } from "./settings.ts"

/** How many files were lost at once, of how many. */
export interface Loss {
  readonly lost: number
  readonly known: number
}

export interface RemovalFacts {
  readonly at: number
  readonly settings: WatcherSettings
  readonly isRootThere: boolean
  /** The root is the folder on the device on which the files were seen. */
  readonly isSameRoot: boolean
  /** Known files of the same device that are there now, as far as was looked. */
  readonly siblings: number
  readonly loss: Loss
  /** A person said: yes, I emptied it. */
  readonly isConfirmed: boolean
}

const truth = (name: string, holds: boolean | null): Evidence => ({
  name,
  value: holds === null ? null : Number(holds),
  threshold: 1,
  unit: "yes"
})

/** The nearest folder that is still there: what it says of its entries is what is known of the file. */
export const nearestFolder = (file: FileRecord): FolderRecord => {
  let folder = file.home
  while (folder.isGone && folder.parent !== null) folder = folder.parent
  return folder
}

/** More than a set share, or a set number: somebody is to be asked. */
export const isTooMuch = ({ lost, known }: Loss, { lostShareMax, lostFew, lostCountMax }: WatcherSettings): boolean =>
  lost > lostCountMax || (lost > lostFew && lost > known * lostShareMax)

/** The facts that do not hold yet when a person has confirmed; all others must hold always. */
const waived: ReadonlySet<string> = new Set([
  "same mount",
  "siblings there",
  "absent for",
  "lost at once",
  "lost share"
])

export const evidenceOf = (file: FileRecord, facts: RemovalFacts): ReadonlyArray<Evidence> => {
  const { at, settings, isRootThere, isSameRoot, loss, isConfirmed } = facts
  const folder = nearestFolder(file)
  const isListed = isRootThere ? folder.unreadable === null : null
  const isSameMount = isListed === true ? isSameRoot && folder.device === file.device : null
  const share = loss.known === 0 ? 0 : loss.lost / loss.known
  const few = loss.lost <= settings.lostFew
  return [
    truth("root present", isRootThere),
    truth("same mount", isSameMount),
    truth("folder listed", isListed),
    { name: "siblings there", value: facts.siblings, threshold: 1, unit: "files" },
    { name: "absent for", value: at - (file.missingSince ?? at), threshold: settings.removalAfterMs, unit: "ms" },
    { name: "lost at once", value: loss.lost, threshold: settings.lostCountMax, unit: "files" },
    { name: "lost share", value: share, threshold: few ? 1 : settings.lostShareMax, unit: "share" },
    ...(isConfirmed ? [truth("confirmed by a person", true)] : [])
  ]
}

const holds = ({ name, value, threshold }: Evidence): boolean => {
  if (value === null || threshold === null) return false
  return name.startsWith("lost") ? value <= threshold : value >= threshold
}

/** Whether the evidence is positive throughout. A person's word replaces what only guards against a mishap. */
export const isRemoval = (evidence: ReadonlyArray<Evidence>): boolean => {
  const isConfirmed = evidence.some(({ name, value }) => name === "confirmed by a person" && value === 1)
  return evidence.every((each) => holds(each) || (isConfirmed && waived.has(each.name)))
}

/** Why nothing was concluded, in words for a person; undefined when everything holds. */
export const doubt = (evidence: ReadonlyArray<Evidence>): string | undefined =>
  evidence.find((each) => !holds(each))?.name

/** For each device of the missing files: up to so many known files of it, the nearest to the first of them. */
export const nearbyFiles = (
  missing: ReadonlyArray<FileRecord>,
  max: number
): ReadonlyMap<number, ReadonlyArray<FileRecord>> => {
  const found = new Map<number, ReadonlyArray<FileRecord>>()
  for (const file of missing) if (!found.has(file.device)) found.set(file.device, nearbyOne(file, max))
  return found
}

const nearbyOne = (file: FileRecord, max: number): ReadonlyArray<FileRecord> => {
  const found: Array<FileRecord> = []
  const seen = new Set<FolderRecord>()
  const collect = (folder: FolderRecord): void => {
    if (seen.has(folder) || found.length >= max) return
    seen.add(folder)
    for (const each of folder.files.values()) {
      if (found.length < max && each.missingSince === null && each.device === file.device) found.push(each)
    }
    for (const child of folder.folders.values()) collect(child)
  }
  for (let folder: FolderRecord | null = file.home; folder !== null; folder = folder.parent) collect(folder)
  return found
}

/** Whether the last look saw the file. */
export const isSeen = ({ missingSince, home }: FileRecord): boolean =>
  missingSince === null && !home.isGone && home.unreadable === null
