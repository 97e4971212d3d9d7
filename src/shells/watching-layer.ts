/** Folders of films that are watched beside a library: optional, because most libraries are told of their films otherwise. */
import { Effect, Layer } from "effect"
import { closeSync, existsSync, openSync, readdirSync, readSync } from "node:fs"
import { NodeDisk } from "../infra/disk/node-disk.ts"
import { fileWatcherLayer, type WatcherOptions } from "../infra/watcher/live-file-watcher.ts"
import { NodeFileTree } from "../infra/watcher/tree/node-file-tree.ts"
import { FileWatcher, WatchFailed } from "../services/file-watcher.ts"

/** A watcher that watches nothing yet, over the real disk and tree. */
export const watcherLayer = (options: WatcherOptions) =>
  fileWatcherLayer(options).pipe(Layer.provide([NodeFileTree.layer, NodeDisk.layer]))

export interface WatchingOptions extends WatcherOptions {
  /** Absolute paths, none below another. */
  readonly roots: ReadonlyArray<string>
}

const headBytes = 8_192

/** The roots of which something is remembered in the library's directory. */
export const knownRoots = (directory: string): ReadonlyArray<string> => {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => /^files-[0-9a-f]{12}\.index$/.test(name))
    .flatMap((name) => rootIn(`${directory}/${name}`))
    .toSorted()
}

const rootIn = (path: string): ReadonlyArray<string> => {
  try {
    const fd = openSync(path, "r")
    const bytes = Buffer.alloc(headBytes)
    const length = readSync(fd, bytes)
    closeSync(fd)
    const [line = ""] = bytes.toString("utf8", 0, length).split("\n")
    const { root } = JSON.parse(line) as { readonly root?: unknown }
    return typeof root === "string" ? [root] : []
  } catch {
    // What cannot be read is told by the watcher when it opens it.
    return []
  }
}

/** What is wrong with these roots, before anything is opened; undefined when nothing is. */
export const rootsProblem = (roots: ReadonlyArray<string>): WatchFailed | undefined => {
  const plain = roots.map((root) => root.replace(/(?<=.)\/+$/, ""))
  for (const [at, root] of plain.entries()) {
    if (!root.startsWith("/")) return new WatchFailed({ root, detail: "a folder to watch is an absolute path" })
    const other = plain.find((each, place) => place !== at && `${root}/`.startsWith(each === "/" ? each : `${each}/`))
    if (other !== undefined) return new WatchFailed({ root, detail: `it lies in ${other}, which is watched already` })
  }
  return undefined
}

/**
 * Watches the roots as long as the layer lives. Nothing waits for the first look: a mount that hangs keeps nobody from
 * opening the library. How each root is, its first look included, is in the status.
 */
export const watchingLayer = ({ roots, ...options }: WatchingOptions) => {
  const begun = Layer.effectDiscard(
    Effect.gen(function* () {
      const problem = rootsProblem(roots)
      if (problem !== undefined) return yield* problem
      const watcher = yield* FileWatcher
      for (const root of roots) {
        // What can fail was looked at above, but for a memory that cannot be written; then the library has said so too.
        yield* Effect.forkScoped(Effect.catch(watcher.watch(root), (error) => Effect.logError(error.message)))
      }
    })
  )
  return Layer.provideMerge(begun, watcherLayer(options))
}
