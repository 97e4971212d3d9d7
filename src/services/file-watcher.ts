/**
 * Folders of films that are watched. What it finds becomes events on the bus: VideoFileDetected, VideoMoved, VideoRemoved.
 * How much it can be trusted is a state that anybody can read; nothing about it is only in a log.
 */
import { Context, type Effect, Schema, type Scope } from "effect"

/**
 * `native`: the system tells of changes. `polling`: everything is looked at from time to time, by intent. `degraded`:
 * watching broke, is tried again, and meanwhile it is as with polling. `dead`: not even looking works; tried again.
 */
export type WatchHealth = "native" | "polling" | "degraded" | "dead"

/** Files are missing in a way that looks more like a mishap than like somebody tidying up. */
export interface Suspicion {
  readonly since: number
  readonly missing: number
  readonly known: number
  /** A sentence for a person, with what to do. */
  readonly reason: string
}

export interface RootStatus {
  readonly root: string
  readonly health: WatchHealth
  /** Why it is not `native`, and what would help; null when there is nothing to say. */
  readonly reason: string | null
  /** Why the root itself could not be looked at; null when it could. */
  readonly problem: string | null
  readonly suspicion: Suspicion | null
  readonly fileSystem: string | null
  readonly folders: number
  readonly watches: number
  /** The system's limit of watches for one user; null when there is none or it is not known. */
  readonly watchesMax: number | null
  /** Films that are known, the missing and the unsettled among them. */
  readonly files: number
  /** Samples, trailers and the like: counted, not told. */
  readonly extras: number
  readonly unsettled: number
  /** Of the unsettled: those whose content is not all there. */
  readonly unfinished: number
  readonly missing: number
  /** Names and links that were passed over. */
  readonly passedOver: number
  /** Things to look after, such as folders that cannot be read: the first few, in words. */
  readonly notes: ReadonlyArray<string>
  readonly scans: number
  readonly lastScanAt: number | null
  readonly lastScanMs: number | null
  readonly nextScanAt: number
  readonly told: { readonly detected: number; readonly moved: number; readonly removed: number }
}

/** `looking`: at folders. `telling`: of what has settled. `waiting`: for what was written a moment ago to stand still. */
export type ScanPhase = "looking" | "telling" | "waiting"

export interface ScanProgress {
  readonly phase: ScanPhase
  readonly root: string
  /** Of this phase and root, from 0 to 1, as far as can be known. */
  readonly share: number
  readonly files: number
  readonly unsettled: number
  readonly told: RootStatus["told"]
}

export interface ScanAsked {
  /** "Yes, I emptied it": what is missing counts as removed, if the root itself is there. */
  readonly isConfirmed?: boolean
  readonly onProgress?: (progress: ScanProgress) => void
}

export class WatchFailed extends Schema.TaggedError<WatchFailed>()("WatchFailed", {
  root: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.root}: ${this.detail}`
  }
}

export class FileWatcher extends Context.Service<
  FileWatcher,
  {
    /** Scans the root and watches it until the Scope closes. Returns after the first scan; detections follow. */
    readonly watch: (root: string) => Effect.Effect<RootStatus, WatchFailed, Scope.Scope>
    /**
     * Looks once at roots that are not watched, tells what is to be told, and ends; waits for what was written a moment ago
     * as long as it takes to settle. What is missing is judged by a later look.
     */
    readonly scan: (
      roots: ReadonlyArray<string>,
      asked?: ScanAsked
    ) => Effect.Effect<ReadonlyArray<RootStatus>, WatchFailed>
    /** Looks at everything anew, of one root or of all, and at what is due in it. */
    readonly rescan: (root?: string) => Effect.Effect<ReadonlyArray<RootStatus>, WatchFailed>
    /** "Yes, I emptied it": what is missing in the root now counts as removed, if the root itself is there. */
    readonly confirm: (root: string) => Effect.Effect<RootStatus, WatchFailed>
    readonly status: () => ReadonlyArray<RootStatus>
  }
>()("reelstate/services/FileWatcher") {}
