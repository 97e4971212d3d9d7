/** The watcher over a tree, a disk for its memory and a bus. Every root lives in a fiber of its own. */
import { Clock, Deferred, Effect, Latch, Layer } from "effect"
import { EventBus } from "../../services/event-bus.ts"
import { FileWatcher, type RootStatus, WatchFailed } from "../../services/file-watcher.ts"
import type { StoreError } from "../../services/store.ts"
import { lockLibrary } from "../json-store/library-lock.ts"
import { Disk } from "../disk/disk.ts"
import { openIndex } from "./index/index-file.ts"
import { firstScan, liveOn } from "./root-loop.ts"
import { scanOnce } from "./scan-once.ts"
import { type Command, type RootWatch, statusOf } from "./root-watch.ts"
import { defaultWatcherSettings, type WatcherSettings } from "./settings.ts"
import { FileTree, type RootTree } from "./tree/file-tree.ts"

export interface WatcherOptions {
  /** The library's directory, where the memory of what was seen is kept. Absolute. */
  readonly directory: string
  /** Who watches, for the message that another process gets. */
  readonly what?: string
  readonly settings?: Partial<WatcherSettings>
}

const rootsMax = 64

const newWatch = (root: string, parts: Pick<RootWatch, "tree" | "kept" | "settings" | "bus" | "all">): RootWatch => ({
  root,
  ...parts,
  wake: Latch.makeUnsafe(false),
  commands: [],
  facts: null,
  health: "degraded",
  reason: "it is not watched yet",
  tellProblem: null,
  report: null,
  onLook: null,
  watched: new Set(),
  watchedOn: null,
  again: new Set(),
  hintsAt: null,
  nextPassAt: 0,
  removalAt: 0,
  restartAt: null,
  restarts: 0,
  nativeSince: Infinity,
  suspicion: null,
  removedSince: [],
  scans: 0,
  lastScanAt: null,
  lastScanMs: null,
  told: { detected: 0, moved: 0, removed: 0 }
})

const isBelow = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`)

const make = Effect.fnUntraced(function* ({
  directory,
  settings: changes,
  what = "a watcher of its files"
}: WatcherOptions) {
  const settings = { ...defaultWatcherSettings, ...changes }
  const bus = yield* EventBus
  const disk = yield* Disk
  const trees = yield* FileTree
  const all = new Set<RootWatch>()
  // Two watchers would write over each other's memory.
  yield* lockLibrary(directory, `${directory}/files.lock`, what).pipe(Effect.provideService(Disk, disk))

  const clock = yield* Clock.clockWith(Effect.succeed)
  const hear = (watch: RootWatch, tree: RootTree) =>
    tree.onHint(() => {
      watch.hintsAt ??= clock.currentTimeMillisUnsafe() + settings.hintDelayMs
      watch.wake.openUnsafe()
    })

  const refusal = (root: string): string | undefined => {
    if (!root.startsWith("/")) return "a root is an absolute path"
    if (all.size >= rootsMax) return `there are ${rootsMax} roots already`
    const other = [...all].find((each) => isBelow(root, each.root) || isBelow(each.root, root))
    return other && `it overlaps with ${other.root}, which is watched already`
  }

  const openRoot = Effect.fnUntraced(function* (given: string) {
    const root = given.replace(/(?<=.)\/+$/, "")
    const detail = refusal(root)
    if (detail !== undefined) return yield* new WatchFailed({ root, detail })
    const kept = yield* openIndex(directory, root).pipe(
      Effect.provideService(Disk, disk),
      Effect.mapError((error) => new WatchFailed({ root, detail: error.message }))
    )
    const tree = yield* trees.open(root, { patterns: settings.ignore })
    const watch = newWatch(root, { tree, kept, settings, bus, all })
    yield* Effect.acquireRelease(
      Effect.sync(() => all.add(watch)),
      () => Effect.sync(() => all.delete(watch))
    )
    hear(watch, tree)
    return watch
  })

  const watchRoot = Effect.fnUntraced(function* (root: string) {
    const watch = yield* openRoot(root)
    yield* firstScan(watch)
    const first = statusOf(watch)
    yield* Effect.forkScoped(liveOn(watch))
    return first
  })

  const order = Effect.fnUntraced(function* (watch: RootWatch, kind: Command["kind"]) {
    const done = yield* Deferred.make<RootStatus, WatchFailed>()
    watch.commands.push({ kind, done })
    watch.wake.openUnsafe()
    return yield* Deferred.await(done)
  })

  const find = (root: string): Effect.Effect<RootWatch, WatchFailed> => {
    const watch = [...all].find((each) => each.root === root.replace(/(?<=.)\/+$/, ""))
    if (watch !== undefined) return Effect.succeed(watch)
    const roots = [...all].map((each) => each.root).join(", ") || "none"
    return new WatchFailed({ root, detail: `it is not watched; these are: ${roots}` })
  }

  return FileWatcher.of({
    watch: watchRoot,
    scan: (roots, asked = {}) =>
      Effect.scoped(Effect.flatMap(Effect.forEach(roots, openRoot), (watches) => scanOnce(watches, asked))),
    rescan: (root) =>
      root === undefined
        ? Effect.forEach([...all], (watch) => order(watch, "rescan"))
        : Effect.map(
            Effect.flatMap(find(root), (watch) => order(watch, "rescan")),
            (status) => [status]
          ),
    confirm: (root) => Effect.flatMap(find(root), (watch) => order(watch, "confirm")),
    status: () => [...all].map(statusOf)
  })
})

/** Watches trees for a library; a `FileTree` says which trees, a `Disk` keeps the memory. */
export const fileWatcherLayer = (
  options: WatcherOptions
): Layer.Layer<FileWatcher, StoreError, EventBus | Disk | FileTree> => Layer.effect(FileWatcher, make(options))
