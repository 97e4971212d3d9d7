/** The records of one root, with what has changed since they were last written down. */
import type { EventInput } from "../../../domain/event.ts"
import { none, withEntry, withoutEntry } from "./entries.ts"
import type { FileRecord, FolderRecord } from "./records.ts"

export interface RootIdentity {
  inode: number
  device: number
}

export type Change =
  | { readonly kind: "folder"; readonly folder: FolderRecord }
  | { readonly kind: "file"; readonly file: FileRecord }
  | { readonly kind: "goneFolder"; readonly number: number }
  | { readonly kind: "goneFile"; readonly folder: number; readonly name: string }

export class FileIndex {
  readonly root: FolderRecord
  readonly folders = new Map<string, FolderRecord>()
  readonly missing = new Set<FileRecord>()
  readonly unsettled = new Set<FileRecord>()
  /** The mount on which the files were seen; null before the first look. */
  identity: RootIdentity | null = null
  files = 0
  extras = 0
  #nextNumber = 1
  #changed = new Set<FolderRecord | FileRecord>()
  #gone: Array<Change> = []
  /** What is to be told, written down before it is. */
  outbox: ReadonlyArray<EventInput> = []
  #outboxChanged = false
  #identityChanged = false
  /** Nothing was written down yet: all of it will be, so that nothing needs to be noted. */
  isUnwritten = false
  #lost: Array<string> = []
  #byFingerprint: Map<string, Array<FileRecord>> | undefined

  constructor(path: string) {
    this.root = this.restoreFolder(0, null, path)
  }

  get hasChanges(): boolean {
    const isMarked = this.isUnwritten || this.#identityChanged || this.#outboxChanged
    return isMarked || this.#changed.size > 0 || this.#gone.length > 0
  }

  identify(identity: RootIdentity): void {
    if (this.identity?.inode === identity.inode && this.identity.device === identity.device) return
    this.identity = identity
    this.#identityChanged = true
  }

  fillOutbox(events: ReadonlyArray<EventInput>): void {
    this.outbox = events
    this.#outboxChanged = true
  }

  touch(record: FolderRecord | FileRecord): void {
    if (!this.isUnwritten) this.#changed.add(record)
  }

  /** A folder as it was written down. */
  restoreFolder(number: number, parent: FolderRecord | null, name: string): FolderRecord {
    const path = parent === null ? name : `${parent.path}/${name}`
    const folder: FolderRecord = {
      number,
      parent,
      path,
      files: none,
      folders: none,
      mtimeMs: null,
      inode: 0,
      device: 0,
      isGone: false,
      unreadable: null,
      passedOver: 0
    }
    this.folders.set(path, folder)
    if (parent !== null) parent.folders = withEntry(parent.folders, name, folder)
    this.#nextNumber = Math.max(this.#nextNumber, number + 1)
    return folder
  }

  addFolder(parent: FolderRecord, name: string): FolderRecord {
    const folder = this.restoreFolder(this.#nextNumber, parent, name)
    this.touch(folder)
    return folder
  }

  /** A new file, or one as it was written down. */
  addFile(file: FileRecord): void {
    file.home.files = withEntry(file.home.files, file.name, file)
    if (file.kind === "extra") this.extras++
    else this.files++
    if (file.missingSince !== null) this.missing.add(file)
    if (file.settling !== null) this.unsettled.add(file)
    this.#noteFingerprint(file)
  }

  /** Files that were told of with this fingerprint. The first question looks at everything, later ones do not. */
  withFingerprint(fingerprint: string): ReadonlyArray<FileRecord> {
    if (this.#byFingerprint === undefined) {
      this.#byFingerprint = new Map()
      for (const file of this.all()) this.#noteFingerprint(file)
    }
    return this.#byFingerprint.get(fingerprint) ?? []
  }

  /** It was told of with this fingerprint. */
  publish(file: FileRecord, fingerprint: string): void {
    this.#dropFingerprint(file)
    file.published = fingerprint
    this.#noteFingerprint(file)
    this.touch(file)
  }

  #noteFingerprint(file: FileRecord): void {
    const { published } = file
    if (published === null || this.#byFingerprint === undefined) return
    const others = this.#byFingerprint.get(published)
    if (others === undefined) this.#byFingerprint.set(published, [file])
    else others.push(file)
  }

  #dropFingerprint(file: FileRecord): void {
    const { published } = file
    if (published === null || this.#byFingerprint === undefined) return
    const others = (this.#byFingerprint.get(published) ?? []).filter((each) => each !== file)
    if (others.length === 0) this.#byFingerprint.delete(published)
    else this.#byFingerprint.set(published, others)
  }

  markExtra(file: FileRecord): void {
    if (file.kind === "extra") return
    file.kind = "extra"
    this.files--
    this.extras++
  }

  settle(file: FileRecord): void {
    file.settling = null
    this.unsettled.delete(file)
    this.touch(file)
  }

  unsettle(file: FileRecord, settling: NonNullable<FileRecord["settling"]>): void {
    file.settling = settling
    this.unsettled.add(file)
    this.touch(file)
  }

  miss(file: FileRecord, at: number): void {
    if (file.missingSince !== null) return
    file.missingSince = at
    this.missing.add(file)
    this.touch(file)
  }

  find(file: FileRecord): void {
    if (file.missingSince === null) return
    file.missingSince = null
    this.missing.delete(file)
    this.touch(file)
  }

  /** The folder is not there; it is remembered as long as something in it is. */
  loseFolder(folder: FolderRecord): void {
    if (folder.parent === null) return
    if (!folder.isGone) this.#lost.push(folder.path)
    folder.isGone = true
    folder.mtimeMs = null
    this.touch(folder)
    this.prune(folder)
  }

  /** The folders that were lost since the last time. */
  takeLost(): ReadonlyArray<string> {
    const lost = this.#lost
    this.#lost = []
    return lost
  }

  forgetFile(file: FileRecord): void {
    if (!this.dropFile(file)) return
    this.#gone.push({ kind: "goneFile", folder: file.home.number, name: file.name })
    this.prune(file.home)
  }

  /** Takes a file out, and nothing besides. */
  dropFile(file: FileRecord): boolean {
    if (file.home.files.get(file.name) !== file) return false
    withoutEntry(file.home.files, file.name)
    this.#dropFingerprint(file)
    if (file.kind === "extra") this.extras--
    else this.files--
    this.missing.delete(file)
    this.unsettled.delete(file)
    this.#changed.delete(file)
    return true
  }

  /** Forgets a folder that is gone, when nothing in it is remembered any more, and so upwards. */
  prune(folder: FolderRecord): void {
    let each: FolderRecord | null = folder
    while (each !== null && each.isGone && each.files.size === 0 && each.folders.size === 0) {
      const { parent, path, number } = each as FolderRecord
      if (parent === null) return
      withoutEntry(parent.folders, path.slice(parent.path.length + 1))
      this.folders.delete(path)
      this.#changed.delete(each)
      this.#gone.push({ kind: "goneFolder", number })
      each = parent
    }
  }

  fileAt(path: string): FileRecord | undefined {
    const slash = path.lastIndexOf("/")
    return this.folders.get(path.slice(0, slash))?.files.get(path.slice(slash + 1))
  }

  *all(): Generator<FileRecord> {
    for (const folder of this.folders.values()) yield* folder.files.values()
  }

  /** What has changed since the last time; folders come before what is in them. */
  takeChanges(): ReadonlyArray<Change> {
    const folders: Array<FolderRecord> = []
    const files: Array<FileRecord> = []
    for (const record of this.#changed) {
      if ("home" in record) files.push(record)
      else folders.push(record)
    }
    folders.sort((a, b) => a.number - b.number)
    const changes: ReadonlyArray<Change> = [
      ...this.#gone,
      ...folders.map((folder): Change => ({ kind: "folder", folder })),
      ...files.map((file): Change => ({ kind: "file", file }))
    ]
    this.isUnwritten = false
    this.#changed = new Set()
    this.#gone = []
    this.#identityChanged = false
    this.#outboxChanged = false
    return changes
  }
}
