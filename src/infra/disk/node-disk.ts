/**
 * The real disk. `layer` waits for it without blocking; `layerSync` makes the same calls in place, for runs in virtual
 * time: nothing real is awaited, so that the same seed gives the same journal byte for byte (RUN-2).
 */
import { Effect, Layer } from "effect"
import * as fs from "node:fs"
import * as os from "node:os"
import { Disk, type DiskError, type DiskOwner, directoryOf, type PathKind } from "./disk.ts"
import { asyncCalls, type NodeCalls, nodeFile, syncCalls, toDiskError, writeAllSync } from "./node-file.ts"

const isAbsent = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === "ENOENT"

const attempt = <A>(operation: string, path: string, run: () => A): Effect.Effect<A, DiskError> =>
  Effect.try({ try: run, catch: toDiskError(operation, path) })

const unlessAbsent = <A, B>(
  operation: string,
  path: string,
  absent: B,
  run: () => A
): Effect.Effect<A | B, DiskError> =>
  attempt(operation, path, () => {
    try {
      return run()
    } catch (cause) {
      if (isAbsent(cause)) return absent
      throw cause
    }
  })

/** When the process with this number started, as the system counts it; empty where that cannot be found out. */
const startOf = (pid: number): string => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1")
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""
  } catch {
    return ""
  }
}

const self: DiskOwner = { pid: process.pid, host: os.hostname(), start: startOf(process.pid) }

const isAlive = (owner: DiskOwner): boolean => {
  if (owner.host !== self.host) return true
  const start = startOf(owner.pid)
  if (start !== "" && owner.start !== "") return start === owner.start
  try {
    process.kill(owner.pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

const kindOf = (path: string): PathKind => {
  const stat = fs.lstatSync(path)
  if (stat.isSymbolicLink()) return "link"
  if (stat.isDirectory()) return "directory"
  return stat.isFile() ? "file" : "other"
}

/** A link gets its name only once the bytes are there; where links are unknown, exclusive creation has to do. */
const createExclusive = (path: string, bytes: Uint8Array): boolean => {
  const own = `${path}.${process.pid}.new`
  const fd = fs.openSync(own, "w", 0o644)
  try {
    writeAllSync(fd, bytes, 0)
    fs.fsyncSync(fd)
    fs.linkSync(own, path)
    return true
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === "EEXIST") return false
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP") throw cause
    return createPlain(path, bytes)
  } finally {
    fs.closeSync(fd)
    fs.rmSync(own, { force: true })
  }
}

const createPlain = (path: string, bytes: Uint8Array): boolean => {
  try {
    fs.writeFileSync(path, bytes, { flag: "wx", flush: true })
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false
    throw cause
  }
}

const opened = (path: string, flags: string | number) =>
  Effect.acquireRelease(
    unlessAbsent("open", path, undefined, () => fs.openSync(path, flags, 0o644)),
    (fd) => Effect.sync(() => fd !== undefined && fs.closeSync(fd))
  )

const writeWhole = (calls: NodeCalls) => (path: string, chunks: Iterable<Uint8Array>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fd = yield* Effect.acquireRelease(
        attempt("create", path, () => fs.openSync(path, "w", 0o644)),
        (open) => Effect.sync(() => fs.closeSync(open))
      )
      let offset = 0
      for (const bytes of chunks) {
        yield* Effect.mapError(calls.write(fd, bytes, offset), toDiskError("write", path))
        offset += bytes.length
        yield* Effect.yieldNow
      }
      yield* Effect.mapError(calls.fullSync(fd), toDiskError("sync", path))
    })
  )

const syncDirectory = (calls: NodeCalls) => (path: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fd = yield* opened(path, "r")
      if (fd !== undefined) yield* Effect.mapError(calls.fullSync(fd), toDiskError("sync", path))
    })
  )

const freeBytes = (path: string): Effect.Effect<number | null> =>
  Effect.sync(() => {
    try {
      const stats = fs.statfsSync(path)
      return stats.bavail * stats.bsize
    } catch {
      return null
    }
  })

const make = (calls: NodeCalls) =>
  Disk.of({
    open: Effect.fnUntraced(function* (path) {
      const fd = yield* opened(path, fs.constants.O_RDWR | fs.constants.O_CREAT)
      return yield* attempt("open", path, () => nodeFile(calls, fd!, path))
    }),
    openExisting: Effect.fnUntraced(function* (path) {
      const fd = yield* opened(path, "r")
      return fd === undefined ? undefined : yield* attempt("open", path, () => nodeFile(calls, fd, path))
    }),
    write: writeWhole(calls),
    createExclusive: (path, bytes) => attempt("create", path, () => createExclusive(path, bytes)),
    read: (path) => unlessAbsent("read", path, undefined, () => fs.readFileSync(path)),
    rename: (from, to) => attempt("rename", from, () => fs.renameSync(from, to)),
    unlink: (path) => attempt("remove", path, () => fs.rmSync(path, { force: true })),
    list: (path) => unlessAbsent("list", path, [] as Array<string>, () => fs.readdirSync(path).sort()),
    makeDirectory: (path) =>
      attempt("create", path, () => void fs.mkdirSync(path, { recursive: true })).pipe(
        Effect.andThen(syncDirectory(calls)(directoryOf(path)))
      ),
    syncDirectory: syncDirectory(calls),
    kindOf: (path) => unlessAbsent("inspect", path, "absent" as const, () => kindOf(path)),
    freeBytes,
    self,
    isAlive
  })

export const NodeDisk = {
  /** Never blocks the program on a sync. */
  layer: Layer.sync(Disk, () => make(asyncCalls)),
  /** The same calls in place. */
  layerSync: Layer.sync(Disk, () => make(syncCalls))
}
