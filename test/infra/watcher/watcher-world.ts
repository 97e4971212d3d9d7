/** A watcher over a tree in memory, a disk that can be crashed, and a bus; in virtual time. */
import { Effect, Layer, References, type Scope } from "effect"
import { VirtualTime } from "../../../src/infra/clocks/virtual-time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { fileWatcherLayer } from "../../../src/infra/watcher/live-file-watcher.ts"
import { defaultWatcherSettings, type WatcherSettings } from "../../../src/infra/watcher/settings.ts"
import { MemoryTree } from "../../../src/infra/watcher/tree/memory-tree.ts"
import type { EventBus } from "../../../src/services/event-bus.ts"
import { FileWatcher, type RootStatus } from "../../../src/services/file-watcher.ts"
import { Store } from "../../../src/services/store.ts"
import { advance, inWorld, startMs, type World } from "../../support/virtual.ts"
import { busWorld } from "../../services/bus/bus-world.ts"

export const films = "/films"
export const fileBytes = 3_000

export interface WatcherWorld {
  readonly tree: MemoryTree
  readonly disk: MemoryDisk
  readonly time: VirtualTime
  readonly settings: Partial<WatcherSettings>
}

export const newWorld = (settings: Partial<WatcherSettings> = {}): WatcherWorld => {
  const time = new VirtualTime(startMs)
  const tree = new MemoryTree(() => time.now)
  tree.makeFolder(films)
  return { tree, disk: new MemoryDisk(), time, settings }
}

/** Long enough for everything to settle, and for what is missing to be judged. */
export const settleMs = defaultWatcherSettings.settleMs * 4
export const removalMs = defaultWatcherSettings.removalAfterMs + settleMs
export const pollMs = defaultWatcherSettings.rescanEveryMs + settleMs

const layerOf = ({ tree, disk, settings }: WatcherWorld) =>
  fileWatcherLayer({ directory: "/library", settings }).pipe(
    Layer.provide([tree.layer, disk.layer]),
    Layer.provideMerge(busWorld(disk)),
    // Disks that fail on purpose are no news.
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error"))
  )

/** Runs over the same tree and disk as before, when given the same world: then it is a restart. */
export const inWatcher = <A, E>(
  world: WatcherWorld,
  program: Effect.Effect<A, E, FileWatcher | EventBus | Store | World | Scope.Scope>
) => inWorld(layerOf(world), program, "watcher", world.time)

export const watch = (root = films) => FileWatcher.use((watcher) => watcher.watch(root))
export const confirm = (root = films) => FileWatcher.use((watcher) => watcher.confirm(root))
export const rescan = FileWatcher.use((watcher) => watcher.rescan())
export const status = FileWatcher.use((watcher) => Effect.sync(() => watcher.status()[0] as RootStatus))

/** What the journal says of files, oldest first, in short: `+ path`, `- path`, `path > path`. */
export const told = Effect.gen(function* () {
  const store = yield* Store
  const logged = yield* store.read(1, 1_000_000)
  return logged.flatMap(({ event }) => {
    if (event.type === "VideoFileDetected") return [`+ ${event.path}`]
    if (event.type === "VideoRemoved") return [`- ${event.path}`]
    return event.type === "VideoMoved" ? [`${event.path} > ${event.to}`] : []
  })
})

export const film = (number: number): string => `${films}/Film ${number} (2001)/Film ${number} (2001).mkv`

/** So many whole films, and the time in which they settle. */
export const fill = Effect.fnUntraced(function* ({ tree }: WatcherWorld, from: number, to: number) {
  for (let number = from; number < to; number++) tree.put(film(number), `film ${number};`, fileBytes)
  yield* advance(settleMs)
})
