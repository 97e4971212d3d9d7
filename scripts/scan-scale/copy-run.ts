/**
 * Files copied in while the watcher watches: in chunks, over time, some of them preallocated. Every one must be told once,
 * and none before its last chunk.
 */
import { Effect, Layer } from "effect"
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { fileWatcherLayer } from "../../src/infra/watcher/live-file-watcher.ts"
import { NodeFileTree } from "../../src/infra/watcher/tree/node-file-tree.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { defaultBusSettings, layerWith } from "../../src/services/bus/live-bus.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { FileWatcher } from "../../src/services/file-watcher.ts"

const chunkBytes = 2_048
const chunks = 3
const copiesAtOnce = 200
const pauseMs = 100

export interface CopyResult {
  readonly copied: number
  readonly told: number
  readonly twice: number
  readonly halfCopied: number
  readonly copyMs: number
  /** From the last byte of the last file until the last one was told. */
  readonly lastToldMs: number
}

interface Copy {
  readonly path: string
  readonly fd: number
  written: number
}

const open = (root: string, number: number): Copy => {
  const folder = `${root}/Film ${number} (2002)`
  mkdirSync(folder, { recursive: true })
  const path = `${folder}/Film ${number} (2002).mkv`
  const fd = openSync(path, "w")
  if (number % 3 === 0) ftruncateSync(fd, chunks * chunkBytes)
  return { path, fd, written: 0 }
}

/** One chunk more; true when it was the last. */
const advance = (copy: Copy, number: number): boolean => {
  writeSync(
    copy.fd,
    Buffer.alloc(chunkBytes, `film ${number} chunk ${copy.written} `),
    0,
    chunkBytes,
    copy.written * chunkBytes
  )
  copy.written++
  if (copy.written < chunks) return false
  closeSync(copy.fd)
  return true
}

/** Copies in waves: all of a wave get their chunks in turn, with pauses between. */
const copyAll = Effect.fnUntraced(function* (root: string, count: number, finished: Set<string>) {
  for (let from = 0; from < count; from += copiesAtOnce) {
    const numbers = Array.from({ length: Math.min(copiesAtOnce, count - from) }, (_, at) => from + at)
    const copies = numbers.map((number) => open(root, number))
    for (let chunk = 0; chunk < chunks; chunk++) {
      copies.forEach((copy, at) => {
        if (advance(copy, numbers[at]!)) finished.add(copy.path)
      })
      yield* Effect.sleep(pauseMs)
    }
  }
})

const listen = Effect.fnUntraced(function* (
  finished: ReadonlySet<string>,
  told: Map<string, number>,
  half: Set<string>
) {
  const bus = yield* EventBus
  const subscription = yield* bus.subscribe("copies", 0, "observer")
  const take = Effect.gen(function* () {
    const { events, last } = yield* subscription.take
    for (const { event } of events) {
      if (event.type !== "VideoFileDetected") continue
      told.set(event.path, (told.get(event.path) ?? 0) + 1)
      if (!finished.has(event.path) || event.sizeBytes !== chunks * chunkBytes) half.add(event.path)
    }
    subscription.done(last)
  })
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(take, Effect.yieldNow)))
})

const layer = (directory: string) =>
  fileWatcherLayer({ directory, settings: { settleMs: 3_000 } }).pipe(
    Layer.provide([NodeFileTree.layer, NodeDisk.layer]),
    Layer.provideMerge(
      layerWith({ ...defaultBusSettings, lagMax: 1e9 }).pipe(
        Layer.provideMerge(Layer.merge(MemoryStore.layer, AtRest.layer))
      )
    )
  )

/** Copies `count` files below `root` while it is watched. */
export const copyRun = (root: string, directory: string, count: number, isTold: (line: string) => void) =>
  Effect.gen(function* () {
    const watcher = yield* FileWatcher
    const [finished, told, half] = [new Set<string>(), new Map<string, number>(), new Set<string>()]
    yield* listen(finished, told, half)
    mkdirSync(`${root}/new`, { recursive: true })
    yield* watcher.watch(`${root}/new`)
    const startedAt = performance.now()
    yield* copyAll(`${root}/new`, count, finished)
    const copiedAt = performance.now()
    for (let waited = 0; waited < 600 && told.size < count; waited++) yield* Effect.sleep(100)
    const toldAt = performance.now()
    // Whatever is told a second time comes soon after.
    yield* Effect.sleep(4_000)
    const [status] = watcher.status()
    isTold(`${status!.health}, ${status!.watches} watches, ${status!.scans} scans, ${status!.unsettled} unsettled`)
    const twice = [...told.values()].filter((times) => times > 1).length
    return {
      copied: count,
      told: told.size,
      twice,
      halfCopied: half.size,
      copyMs: copiedAt - startedAt,
      lastToldMs: toldAt - copiedAt
    } satisfies CopyResult as CopyResult
  }).pipe(Effect.scoped, Effect.provide(layer(directory)))
