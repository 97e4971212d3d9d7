/**
 * One process at a time (STORE-4). The lock names its owner; it is created whole or not at all. A lock whose owner is
 * surely dead is taken over by whoever creates, exclusively, the file that stands for the right to follow that very lock.
 */
import { Clock, Effect } from "effect"
import { LibraryInUse, StoreError } from "../../services/store.ts"
import { Disk, type DiskOwner, replaceFile } from "../disk/disk.ts"
import { fromDisk } from "./files.ts"

interface Lock extends DiskOwner {
  readonly what: string
  readonly since: number
  /** Never the same for two locks. */
  readonly token: string
}

const takeoversMax = 8
let locksTaken = 0

const parse = (bytes: Uint8Array): Lock | undefined => {
  try {
    const lock = JSON.parse(Buffer.from(bytes).toString()) as Partial<Lock>
    const whole =
      Number.isSafeInteger(lock.pid) && typeof lock.host === "string" && /^[\w-]{1,80}$/.test(lock.token ?? "")
    return whole ? ({ start: "", what: "a program", since: 0, ...lock } as Lock) : undefined
  } catch {
    return undefined
  }
}

const nameOf = (path: string, lock: Lock | undefined): string =>
  lock === undefined
    ? `somebody unknown (${path} cannot be read; delete it if no process uses the library)`
    : `${lock.what} (process ${lock.pid} on ${lock.host})`

const inUse = (directory: string, path: string, lock: Lock | undefined): StoreError =>
  new StoreError({ reason: new LibraryInUse({ path: directory, owner: nameOf(path, lock) }) })

const encode = (lock: Lock): Uint8Array => Buffer.from(`${JSON.stringify(lock)}\n`)

/** Replaces a dead lock. Another process may be doing the same: the right to do so is a file that only one can create. */
const takeOver = Effect.fnUntraced(function* (directory: string, path: string, dead: Lock, own: Lock) {
  const disk = yield* Disk
  let follow = dead
  for (let attempt = 0; attempt < takeoversMax; attempt++) {
    const right = `${path}.after-${follow.token}`
    if (yield* disk.createExclusive(right, encode(own))) {
      const bytes = yield* disk.read(path)
      const current = bytes && parse(bytes)
      const isOurs = current?.token === dead.token
      if (isOurs) yield* replaceFile(path, [encode(own)])
      for (const name of yield* disk.list(directory)) {
        if (isOurs && `${directory}/${name}`.startsWith(`${path}.after-`)) yield* disk.unlink(`${directory}/${name}`)
      }
      if (isOurs) return
      yield* disk.unlink(right)
      return yield* inUse(directory, path, current)
    }
    const bytes = yield* disk.read(right)
    const rival = bytes && parse(bytes)
    if (rival === undefined || disk.isAlive(rival)) return yield* inUse(directory, path, rival)
    follow = rival
  }
  return yield* inUse(directory, path, follow)
})

const acquire = Effect.fnUntraced(function* (directory: string, path: string, what: string) {
  const disk = yield* Disk
  const since = yield* Clock.currentTimeMillis
  const { pid, host, start } = disk.self
  const own: Lock = { pid, host, start, what, since, token: `${pid}-${start}-${++locksTaken}` }
  if (yield* disk.createExclusive(path, encode(own))) return own
  const bytes = yield* disk.read(path)
  const owner = bytes && parse(bytes)
  if (owner === undefined || disk.isAlive(owner)) return yield* inUse(directory, path, owner)
  yield* takeOver(directory, path, owner, own)
  return own
})

const release = Effect.fnUntraced(function* (path: string, own: Lock) {
  const disk = yield* Disk
  const bytes = yield* disk.read(path)
  if (bytes !== undefined && parse(bytes)?.token === own.token) yield* disk.unlink(path)
})

/** Holds the library until the Scope closes, or fails with the owner's name. */
export const lockLibrary = (directory: string, path: string, what: string) =>
  Effect.acquireRelease(
    acquire(directory, path, what).pipe(Effect.catchTag("DiskError", (error) => Effect.fail(fromDisk(error)))),
    (own) => Effect.ignore(release(path, own))
  )
