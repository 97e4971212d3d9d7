/**
 * The disk as the stores see it: few operations, each with a clear promise of what is durable when it returns.
 * Reads of an open file are synchronous, because they are hot and short; everything that may wait is an Effect.
 */
import { Context, Effect, Schema, type Scope } from "effect"

export class DiskError extends Schema.TaggedError<DiskError>()("DiskError", {
  operation: Schema.String,
  path: Schema.String,
  /** The code of the operating system: ENOSPC, EIO, EACCES ... */
  code: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `could not ${this.operation} ${this.path}: ${this.detail}`
  }

  /** No space, no quota: the one failure that goes away by itself. */
  get isFull(): boolean {
    return this.code === "ENOSPC" || this.code === "EDQUOT"
  }
}

/** One open file. It stays readable after another file took its name. */
export interface DiskFile {
  readonly path: string
  /** Writes all bytes at the end, or fails: then an unknown part of them is there, until `truncate`. */
  readonly append: (bytes: Uint8Array) => Effect.Effect<void, DiskError>
  /** Everything written so far is durable. After a failure nothing may be assumed of what was not durable before. */
  readonly sync: Effect.Effect<void, DiskError>
  /** Shorter than `length` at the end of the file. Throws DiskError. */
  readonly readAt: (offset: number, length: number) => Uint8Array
  readonly size: () => number
  readonly truncate: (length: number) => Effect.Effect<void, DiskError>
}

/** A process, told apart from a later one with the same number by its start. */
export interface DiskOwner {
  readonly pid: number
  readonly host: string
  readonly start: string
}

export type PathKind = "file" | "directory" | "link" | "other" | "absent"

export class Disk extends Context.Service<
  Disk,
  {
    /** For reading and appending; created empty when absent. */
    readonly open: (path: string) => Effect.Effect<DiskFile, DiskError, Scope.Scope>
    readonly openExisting: (path: string) => Effect.Effect<DiskFile | undefined, DiskError, Scope.Scope>
    /** A new or emptied file with these chunks, synced; its name is durable after `syncDirectory`. */
    readonly write: (path: string, chunks: Iterable<Uint8Array>) => Effect.Effect<void, DiskError>
    /** False when the path exists. The file is never seen half-written. */
    readonly createExclusive: (path: string, bytes: Uint8Array) => Effect.Effect<boolean, DiskError>
    readonly read: (path: string) => Effect.Effect<Uint8Array | undefined, DiskError>
    readonly rename: (from: string, to: string) => Effect.Effect<void, DiskError>
    /** Removing what is not there is no error. */
    readonly unlink: (path: string) => Effect.Effect<void, DiskError>
    /** Names in the directory, sorted; none when it is absent. */
    readonly list: (path: string) => Effect.Effect<ReadonlyArray<string>, DiskError>
    readonly makeDirectory: (path: string) => Effect.Effect<void, DiskError>
    readonly syncDirectory: (path: string) => Effect.Effect<void, DiskError>
    /** What the path itself is; links are not followed. */
    readonly kindOf: (path: string) => Effect.Effect<PathKind, DiskError>
    readonly freeBytes: (path: string) => Effect.Effect<number | null>
    readonly self: DiskOwner
    /** False only when it is sure that the process has ended. */
    readonly isAlive: (owner: DiskOwner) => boolean
  }
>()("reelstate/infra/Disk") {}

export const directoryOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || "/"

/** Replaces a whole file: readers see the old bytes or the new ones, also after a crash. */
export const replaceFile = Effect.fnUntraced(function* (path: string, chunks: Iterable<Uint8Array>) {
  const disk = yield* Disk
  const next = `${path}.next`
  yield* disk.write(next, chunks).pipe(Effect.tapError(() => Effect.ignore(disk.unlink(next))))
  yield* disk.rename(next, path)
  yield* disk.syncDirectory(directoryOf(path))
})
