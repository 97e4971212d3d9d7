/**
 * The real disk without waiting for it: a library that is made anew every time needs no durability, and a year of it is
 * thousands of syncs. What is free on the real disk is nobody's business there, because it would differ from run to run.
 */
import { Effect, Layer } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { Disk, DiskError } from "../infra/disk/disk.ts"
import { NodeDisk } from "../infra/disk/node-disk.ts"

const attempt = (operation: string, path: string, run: () => void): Effect.Effect<void, DiskError> =>
  Effect.try({
    try: run,
    catch: (cause) => {
      const { code = "EIO", message } = cause as NodeJS.ErrnoException
      return new DiskError({ operation, path, code, detail: message })
    }
  })

export const quickDisk: Layer.Layer<Disk> = Layer.effect(
  Disk,
  Effect.map(Disk, (disk) =>
    Disk.of({
      ...disk,
      open: (path) => Effect.map(disk.open(path), (file) => ({ ...file, sync: Effect.void })),
      write: (path, chunks) => attempt("write", path, () => writeFileSync(path, Buffer.concat([...chunks]))),
      makeDirectory: (path) => attempt("create", path, () => void mkdirSync(path, { recursive: true })),
      syncDirectory: () => Effect.void,
      freeBytes: () => Effect.succeed(null)
    })
  )
).pipe(Layer.provide(NodeDisk.layerSync))
