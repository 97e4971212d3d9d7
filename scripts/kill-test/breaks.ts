/**
 * Deliberate breaks, to see that the kill test can fail. What only a power cut would show (a missing fdatasync) is not
 * among them: the page cache of the system survives a SIGKILL.
 */
import { Effect, Layer } from "effect"
import { Disk } from "../../src/infra/disk/disk.ts"
import { Store, type StoreError } from "../../src/services/store.ts"

export const breakNames = [
  "ack-before-write",
  "torn-files",
  "cursor-apart",
  "cursor-first",
  "image-after-entry"
] as const
export type BreakName = (typeof breakNames)[number]

type StoreLayer = Layer.Layer<Store, StoreError, Disk>

const changed = (layer: StoreLayer, change: (store: Store["Service"]) => Store["Service"]): StoreLayer =>
  Layer.effect(Store, Effect.map(Store, change)).pipe(Layer.provide(layer))

/** Says "durable" when the transaction is only queued. */
const acknowledgeBeforeWrite = (store: Store["Service"]): Store["Service"] => {
  let promised = store.lastPosition()
  return {
    ...store,
    commit: (transaction) =>
      Effect.suspend(() => {
        const count = transaction.events?.length ?? 0
        const first = promised + 1
        promised += count
        const answer = count === 0 ? { first: 0, last: 0 } : { first, last: promised }
        return Effect.as(Effect.forkDetach(Effect.andThen(Effect.sleep(5), store.commit(transaction))), answer)
      })
  }
}

/** Writes what a batch brought about and the cursor that says so one after the other. */
const cursorApart = (store: Store["Service"], isCursorFirst: boolean): Store["Service"] => ({
  ...store,
  commit: (transaction) => {
    const { cursor, ...effects } = transaction
    if (cursor === undefined) return store.commit(transaction)
    const writes = [store.commit(effects), store.commit({ cursor })] as const
    if (isCursorFirst) return Effect.andThen(writes[1], writes[0])
    return Effect.tap(writes[0], writes[1])
  }
})

export const brokenStore = (name: BreakName | undefined, layer: StoreLayer): StoreLayer => {
  if (name === "ack-before-write") return changed(layer, acknowledgeBeforeWrite)
  if (name === "cursor-apart") return changed(layer, (store) => cursorApart(store, false))
  if (name === "cursor-first") return changed(layer, (store) => cursorApart(store, true))
  return layer
}

const isSpare = (path: string): boolean => /\.(?:next|previous)\.json$/.test(path)
const inPlace = (path: string): string => path.replace(/\.next\.json$/, ".json")

/** Writes the readable files where people read them, not beside them. */
const tornFiles = (disk: Disk["Service"]): Disk["Service"] => ({
  ...disk,
  write: (path, chunks) => disk.write(inPlace(path), chunks),
  unlink: (path) => (inPlace(path) === path ? disk.unlink(path) : Effect.void),
  rename: (from, to) => (isSpare(from) || isSpare(to) ? Effect.void : disk.rename(from, to))
})

/** An image gets its name a moment after everybody was told of it. */
const imageAfterEntry = (disk: Disk["Service"]): Disk["Service"] => ({
  ...disk,
  rename: (from, to) => {
    if (!/\/images\/[0-9a-f]{40}\./.test(to)) return disk.rename(from, to)
    return Effect.asVoid(Effect.forkDetach(Effect.andThen(Effect.sleep(100), disk.rename(from, to))))
  }
})

export const brokenDisk = (name: BreakName | undefined, layer: Layer.Layer<Disk>): Layer.Layer<Disk> => {
  const change = name === "torn-files" ? tornFiles : name === "image-after-entry" ? imageAfterEntry : undefined
  if (change === undefined) return layer
  return Layer.effect(Disk, Effect.map(Disk, change)).pipe(Layer.provide(layer))
}
