/**
 * The store of readable files: an append-only journal that is the truth, four JSON files that are checkpoints of it, and
 * in memory only columns and offsets. Closing it flushes, writes the files if they are worth it, and gives up the lock.
 */
import { Effect, Layer, Latch, Fiber } from "effect"
import { Store, type StoreError } from "../../services/store.ts"
import { Disk } from "../disk/disk.ts"
import { CheckpointWriter } from "./checkpoint-writer.ts"
import { libraryPaths } from "./files.ts"
import { openLibrary } from "./open-library.ts"
import { makeStore } from "./store-service.ts"
import { RecordReader } from "./record-reader.ts"

export interface JsonStoreOptions {
  /** Absolute, without a slash at the end. Created when absent. */
  readonly directory: string
  /** Who holds the library, for the message that another process gets. */
  readonly what?: string
  /** The files are written again when the journal has grown by this share of their size (0 to 1) ... */
  readonly checkpointShare?: number
  /** ... but not before it has grown by this much. */
  readonly checkpointBytesMin?: number
}

const defaults = { what: "reelstate", checkpointShare: 0.5, checkpointBytesMin: 4 * 1024 * 1024 }

/** At close the files are also written when that costs little, or is at most this many times what was changed. */
const closingBytesMax = 8 * 1024 * 1024
const closingRatioMax = 10

const make = (options: JsonStoreOptions, kind: "json" | "memory") =>
  Effect.gen(function* () {
    const { what, checkpointShare, checkpointBytesMin } = { ...defaults, ...options }
    const disk = yield* Disk
    const paths = libraryPaths(options.directory)
    const { opened, journal, repairs, writer } = yield* openLibrary(paths, what)
    const reader = new RecordReader({ journal, base: opened.base })
    const checkpoint = new CheckpointWriter(paths, journal, opened, reader, () => writer)
    const write = Effect.provideService(checkpoint.run, Disk, disk)
    const grown = () => writer.length - Math.max(checkpoint.offset, 0)

    const due = yield* Latch.make(false)
    let notBefore = 0
    writer.afterFlush = () => {
      const isGrown = grown() > Math.max(checkpointBytesMin, checkpointShare * checkpoint.bytes)
      if (isGrown && writer.length >= notBefore) due.openUnsafe()
    }
    const writing = yield* Effect.forkScoped(writer.run)
    // Also after a failure: the next try waits until the journal has grown again.
    const settle = Effect.sync(() => {
      notBefore = writer.length + checkpointBytesMin
      due.closeUnsafe()
    })
    const writeWhenDue = due.await.pipe(Effect.andThen(quietly(write)), Effect.andThen(settle))
    yield* Effect.forkScoped(Effect.forever(writeWhenDue))

    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        writer.close()
        yield* Fiber.await(writing)
        const isWorthIt = checkpoint.bytes <= closingBytesMax || checkpoint.bytes <= grown() * closingRatioMax
        if (!writer.isBroken && isWorthIt) yield* quietly(write)
      })
    )
    return makeStore({ kind, opened, journal, reader, writer, checkpoint, write, repairs })
  })

/** The journal is the truth: files that could not be written are written another time. */
const quietly = (write: Effect.Effect<void, StoreError>) =>
  Effect.catch(write, (error) => Effect.logWarning(`The readable files were not written. ${error.message}`))

export const JsonStore = {
  layer: (options: JsonStoreOptions): Layer.Layer<Store, StoreError, Disk> => Layer.effect(Store, make(options, "json"))
}

/** The same store, told apart in its status; see MemoryStore. */
export const jsonStoreInMemory = (options: JsonStoreOptions): Layer.Layer<Store, StoreError, Disk> =>
  Layer.effect(Store, make(options, "memory"))
