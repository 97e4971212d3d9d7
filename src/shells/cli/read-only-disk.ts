/**
 * A disk to look at a library with: what is written to it stays in memory and is gone at the end, so that looking changes
 * no file (the journal does not even note that somebody looked). Only the lock is real, because a look must not fall into
 * another process's work; unless that process serves the library and is looked on.
 */
import { Effect, Layer } from "effect"
import { Disk, DiskError, type DiskFile } from "../../infra/disk/disk.ts"
import { NodeDisk } from "../../infra/disk/node-disk.ts"

const isLock = (path: string): boolean => path.slice(path.lastIndexOf("/") + 1).startsWith("library.lock")

const absent = (path: string) =>
  new DiskError({ operation: "open", path, code: "ENOENT", detail: "there is no such file" })

/** A file that grows in memory only. */
const overlaid = (path: string, base: DiskFile | undefined): DiskFile => {
  let kept = base?.size() ?? 0
  let tail = Buffer.alloc(0)
  return {
    path,
    size: () => kept + tail.length,
    sync: Effect.void,
    append: (bytes) => Effect.sync(() => void (tail = Buffer.concat([tail, bytes]))),
    truncate: (length) =>
      Effect.sync(() => {
        tail = tail.subarray(0, Math.max(0, length - kept))
        kept = Math.min(kept, length)
      }),
    readAt: (offset, length) => {
      const below = offset < kept ? base!.readAt(offset, Math.min(length, kept - offset)) : Buffer.alloc(0)
      const from = Math.max(0, offset - kept)
      return Buffer.concat([below, tail.subarray(from, from + length - below.length)])
    }
  }
}

/** `holdsLock` is false for who looks on while another process works: its lock is in memory like all else. */
const make = (holdsLock: boolean) =>
  Effect.map(Disk, (disk) => {
    const isReal = (path: string) => holdsLock && isLock(path)
    /** What was written, by path; null for what was removed. */
    const written = new Map<string, Uint8Array | null>()
    const read = (path: string) => {
      const own = written.get(path)
      return own === undefined ? disk.read(path) : Effect.succeed(own ?? undefined)
    }
    const write = (path: string, chunks: Iterable<Uint8Array>) =>
      Effect.sync(() => void written.set(path, Buffer.concat([...chunks])))
    const rename = Effect.fnUntraced(function* (from: string, to: string) {
      const bytes = yield* read(from)
      if (bytes === undefined) return yield* absent(from)
      written.set(to, bytes)
      written.set(from, null)
    })
    const openExisting = Effect.fnUntraced(function* (path: string) {
      const own = written.get(path)
      if (own === undefined) return yield* disk.openExisting(path)
      if (own === null) return undefined
      const file = overlaid(path, undefined)
      yield* file.append(own)
      return file
    })
    return Disk.of({
      ...disk,
      open: (path) => Effect.map(openExisting(path), (file) => overlaid(path, file)),
      openExisting,
      read,
      createExclusive: (path, bytes) =>
        holdsLock ? disk.createExclusive(path, bytes) : Effect.as(write(path, [bytes]), true),
      write: (path, chunks) => (isReal(path) ? disk.write(path, chunks) : write(path, chunks)),
      rename: (from, to) => (isReal(to) ? disk.rename(from, to) : rename(from, to)),
      unlink: (path) => (isReal(path) ? disk.unlink(path) : Effect.sync(() => void written.set(path, null))),
      makeDirectory: () => Effect.void,
      syncDirectory: () => Effect.void
    })
  })

export const readOnlyDisk: Layer.Layer<Disk> = Layer.provide(Layer.effect(Disk, make(true)), NodeDisk.layer)

/**
 * The same, of a library that another process has: as it was when it was opened. Checksums tell what is whole, so whatever
 * that process does meanwhile, what is read is what the library was at some moment.
 */
export const onlookerDisk: Layer.Layer<Disk> = Layer.provide(Layer.effect(Disk, make(false)), NodeDisk.layer)
