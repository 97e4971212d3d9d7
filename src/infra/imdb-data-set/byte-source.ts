/** A file as unpacked chunks, asked for one at a time: what is read ahead is bounded by the buffers of the streams. */
import { Effect, type Scope } from "effect"
import { createReadStream } from "node:fs"
import { pipeline, type Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { failedAt, type ImdbBuildFailed } from "./build-failed.ts"
import type { DataFile } from "./data-files.ts"

export interface ByteSource {
  /** What is ready, at most some chunks, or undefined at the end. */
  readonly next: Effect.Effect<Buffer | undefined, ImdbBuildFailed>
  /** Bytes of the file as it lies on the disk that were read so far. */
  readonly bytesRead: () => number
}

/** How many chunks unpacking may be ahead of reading. */
const chunksAhead = 4

const unpacked = (file: Readable, chunkBytes: number): Readable => {
  const options = { chunkSize: chunkBytes, highWaterMark: chunkBytes * chunksAhead }
  const gunzip = createGunzip(options)
  // A failure of either comes out where the chunks are asked for.
  return pipeline(file, gunzip, () => undefined)
}

export const openByteSource = Effect.fnUntraced(function* (
  { isGzip, path }: DataFile,
  chunkBytes: number
): Effect.fn.Return<ByteSource, never, Scope.Scope> {
  const opened = Effect.sync(() => {
    const file = createReadStream(path, { highWaterMark: chunkBytes })
    return { file, stream: isGzip ? unpacked(file, chunkBytes) : file }
  })
  const { file, stream } = yield* Effect.acquireRelease(opened, (streams) =>
    Effect.sync(() => {
      streams.file.destroy()
      streams.stream.destroy()
    })
  )
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
  const next = Effect.map(
    Effect.tryPromise({ try: () => chunks.next(), catch: failedAt(path) }),
    ({ value }): Buffer | undefined => value
  )
  return { next, bytesRead: () => file.bytesRead }
})
