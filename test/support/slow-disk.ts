/** A disk that takes its time before everything it does, as long as a draw says: so that others come in between. */
import { Effect, Layer } from "effect"
import { Disk } from "../../src/infra/disk/disk.ts"
import type { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"

export const slowDisk = (disk: MemoryDisk, delayMs: () => number): Layer.Layer<Disk> =>
  Layer.effect(
    Disk,
    Effect.map(Disk, (fast) => {
      const slowly = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
        Effect.suspend(() => Effect.andThen(Effect.sleep(delayMs()), effect))
      return Disk.of({
        ...fast,
        write: (path, chunks) => slowly(fast.write(path, chunks)),
        read: (path) => slowly(fast.read(path)),
        rename: (from, to) => slowly(fast.rename(from, to)),
        unlink: (path) => slowly(fast.unlink(path)),
        kindOf: (path) => slowly(fast.kindOf(path))
      })
    })
  ).pipe(Layer.provide(disk.layer))
