/**
 * The tree of video files as the watcher sees it: few questions, each for many folders or files at once, so that they can
 * be answered in another thread (a network mount that hangs must not hang the program) or by a simulated tree.
 * There is no way to change anything through it (SAFE-1).
 */
import { Context, type Effect, Schema, type Scope } from "effect"
import type { IgnoreRules } from "../ignore-rules.ts"

/** The tree did not answer: the thread died, or the question took too long. */
export class TreeFailed extends Schema.TaggedError<TreeFailed>()("TreeFailed", {
  root: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.root} does not answer: ${this.detail}`
  }
}

export interface LookRequest {
  readonly path: string
  /** When it is the same folder with the same time, its entries are as known and are not listed. Null lists it always. */
  readonly knownMtimeMs: number | null
  readonly knownInode: number
  /** The known video files, which are looked at in this order when the folder is not listed. */
  readonly files: ReadonlyArray<string>
}

export interface FolderStat {
  readonly mtimeMs: number
  readonly inode: number
  readonly device: number
}

/** What was in a folder and is not looked at further. */
export interface PassedOver {
  readonly ignored: number
  readonly links: number
  /** Names that are not UTF-8, as far as they can be read. */
  readonly unnameable: ReadonlyArray<string>
  /** Names that differ from another in the folder only by case or accents' form. */
  readonly twins: ReadonlyArray<string>
}

export type Listing =
  | {
      readonly kind: "listed"
      readonly folder: FolderStat
      readonly files: ReadonlyArray<string>
      /** For each file the name of the .nfo beside it; undefined when the folder has none. */
      readonly nfos: ReadonlyArray<string | null> | undefined
      /** Files beside which a download program keeps its notes; undefined when there are none. */
      readonly busy: ReadonlyArray<string> | undefined
      readonly folders: ReadonlyArray<string>
      /** Undefined when nothing was. */
      readonly passedOver: PassedOver | undefined
    }
  | { readonly kind: "unchanged"; readonly folder: FolderStat }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly code: string }

/** Size, modified, changed (epoch milliseconds), inode, device: one after the other in `stats`. */
export const numbersPerStat = 5
/** In place of a size: the file is gone, or could not be looked at. */
export const goneSize = -1
export const unknownSize = -2

export interface LookAnswer {
  /** One for each request, in order. */
  readonly listings: ReadonlyArray<Listing>
  /** For each file of each listing, in order: of `files` when listed, of the request's files when unchanged. */
  readonly stats: Float64Array
}

export interface ProbeRequest {
  readonly path: string
  /** The path of the .nfo to read along with it. */
  readonly nfo: string | null
}

export type Probe =
  | {
      readonly kind: "read"
      readonly size: number
      readonly mtimeMs: number
      readonly ctimeMs: number
      readonly inode: number
      readonly device: number
      readonly fingerprint: string
      /** Nothing but zeros: not written yet. */
      readonly isHeadEmpty: boolean
      readonly isTailEmpty: boolean
      /** By its own head the file should be longer than it is. */
      readonly isCut: boolean
      readonly runtimeSeconds: number | null
      /** At most as much as an event may carry. */
      readonly nfo: string | null
    }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly code: string }

export interface TreeFacts {
  /** Such as ext4, nfs, cifs; a number in hexadecimal when unknown. */
  readonly fileSystem: string
  /** Changes made elsewhere are not told to this machine. */
  readonly isRemote: boolean
  /** A folder's own time changes whenever an entry comes or goes. */
  readonly trustsFolderTimes: boolean
  /** How many folders the system lets one user watch; null when there is no such limit. */
  readonly watchesMax: number | null
  /** One watch covers everything below the root. */
  readonly watchesWhole: boolean
}

/** Folders in which something may have changed. */
export interface Hints {
  readonly folders: ReadonlyArray<string>
  /** So many, or so unclear, that everything should be looked at. */
  readonly isOverflown: boolean
  /** Why watching ended, or null. */
  readonly broken: string | null
}

export interface WatchAnswer {
  readonly watches: number
  /** The code of the first failure (ENOSPC ...), or null. */
  readonly failure: string | null
}

export interface RootTree {
  readonly facts: Effect.Effect<TreeFacts, TreeFailed>
  readonly look: (requests: ReadonlyArray<LookRequest>) => Effect.Effect<LookAnswer, TreeFailed>
  readonly probe: (requests: ReadonlyArray<ProbeRequest>) => Effect.Effect<ReadonlyArray<Probe>, TreeFailed>
  /** Watches these folders too. */
  readonly watch: (folders: ReadonlyArray<string>) => Effect.Effect<WatchAnswer, TreeFailed>
  /** Watches them no longer; all when undefined. */
  readonly unwatch: (folders: ReadonlyArray<string> | undefined) => Effect.Effect<void, TreeFailed>
  readonly takeHints: Effect.Effect<Hints, TreeFailed>
  /** Called when there are hints to take; once, until they are taken. */
  readonly onHint: (wake: () => void) => void
}

export class FileTree extends Context.Service<
  FileTree,
  { readonly open: (root: string, rules: IgnoreRules) => Effect.Effect<RootTree, never, Scope.Scope> }
>()("reelstate/infra/FileTree") {}
