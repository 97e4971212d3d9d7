/** Open files on the real disk. A short write goes to the page cache in place; only the wait for the platter is asynchronous. */
import { Effect } from "effect"
import * as fs from "node:fs"
import { DiskError, type DiskFile } from "./disk.ts"

/** Longer appends are written off the main thread. */
const writeInPlaceBytesMax = 256 * 1024

export const toDiskError =
  (operation: string, path: string) =>
  (cause: unknown): DiskError => {
    const error = cause as NodeJS.ErrnoException
    return new DiskError({ operation, path, code: error.code ?? "UNKNOWN", detail: error.message })
  }

type Done = (error: NodeJS.ErrnoException | null) => void

/** How an operation runs: with a callback off the main thread, or at once, so that nothing real is awaited. */
export interface NodeCalls {
  readonly write: (fd: number, bytes: Uint8Array, offset: number) => Effect.Effect<void, unknown>
  readonly dataSync: (fd: number) => Effect.Effect<void, unknown>
  readonly fullSync: (fd: number) => Effect.Effect<void, unknown>
}

export const writeAllSync = (fd: number, bytes: Uint8Array, offset: number): void => {
  let written = 0
  while (written < bytes.length) {
    written += fs.writeSync(fd, bytes, written, bytes.length - written, offset + written)
  }
}

const attempt = (run: () => void): Effect.Effect<void, unknown> => Effect.try({ try: run, catch: (cause) => cause })

const callback = (run: (done: Done) => void): Effect.Effect<void, unknown> =>
  Effect.callback<void, unknown>((resume) =>
    run((error) => resume(error === null || error === undefined ? Effect.void : Effect.fail(error)))
  )

const writeAll = (fd: number, bytes: Uint8Array, offset: number, done: Done): void => {
  fs.write(fd, bytes, 0, bytes.length, offset, (error, written) => {
    if (error !== null || written === bytes.length) return done(error)
    writeAll(fd, bytes.subarray(written), offset + written, done)
  })
}

export const syncCalls: NodeCalls = {
  write: (fd, bytes, offset) => attempt(() => writeAllSync(fd, bytes, offset)),
  dataSync: (fd) => attempt(() => fs.fdatasyncSync(fd)),
  fullSync: (fd) => attempt(() => fs.fsyncSync(fd))
}

export const asyncCalls: NodeCalls = {
  write: (fd, bytes, offset) =>
    bytes.length <= writeInPlaceBytesMax
      ? syncCalls.write(fd, bytes, offset)
      : callback((done) => writeAll(fd, bytes, offset, done)),
  dataSync: (fd) => callback((done) => fs.fdatasync(fd, done)),
  fullSync: (fd) => callback((done) => fs.fsync(fd, done))
}

const readAllAt = (fd: number, offset: number, length: number): Uint8Array => {
  const bytes = Buffer.allocUnsafe(length)
  let got = 0
  while (got < length) {
    const read = fs.readSync(fd, bytes, got, length - got, offset + got)
    if (read === 0) break
    got += read
  }
  return got === length ? bytes : bytes.subarray(0, got)
}

export const nodeFile = (calls: NodeCalls, fd: number, path: string): DiskFile => {
  let size = fs.fstatSync(fd).size
  return {
    path,
    size: () => size,
    append: (bytes) =>
      Effect.suspend(() => calls.write(fd, bytes, size)).pipe(
        Effect.mapError(toDiskError("write", path)),
        Effect.tap(() => Effect.sync(() => void (size += bytes.length)))
      ),
    sync: Effect.mapError(calls.dataSync(fd), toDiskError("sync", path)),
    readAt: (offset, length) => {
      try {
        return readAllAt(fd, offset, length)
      } catch (cause) {
        throw toDiskError("read", path)(cause)
      }
    },
    truncate: (length) =>
      Effect.try({
        try: () => {
          fs.ftruncateSync(fd, length)
          size = length
        },
        catch: toDiskError("truncate", path)
      })
  }
}
