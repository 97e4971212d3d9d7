/**
 * Answers the questions about one root, synchronously, wherever it lives: in a thread of its own or in place. Holds the
 * watches and the folders that they named since somebody asked last, at most so many.
 */
import type { IgnoreRules } from "../ignore-rules.ts"
import type { Hints, LookAnswer, LookRequest, Probe, ProbeRequest, TreeFacts, WatchAnswer } from "./file-tree.ts"
import { lookWith } from "./look.ts"
import { probeWith } from "./probe.ts"
import { codeOf, type TreeCalls } from "./tree-calls.ts"

export type Order =
  | { readonly kind: "facts" }
  | { readonly kind: "look"; readonly requests: ReadonlyArray<LookRequest> }
  | { readonly kind: "probe"; readonly requests: ReadonlyArray<ProbeRequest> }
  | { readonly kind: "watch"; readonly folders: ReadonlyArray<string> }
  | { readonly kind: "unwatch"; readonly folders: ReadonlyArray<string> | undefined }
  | { readonly kind: "takeHints" }

const hintedFoldersMax = 4_096

export interface TreeDesk {
  readonly carryOut: (order: Order) => TreeFacts | LookAnswer | ReadonlyArray<Probe> | WatchAnswer | Hints | null
}

/** The folder that a watch on the whole tree speaks of. */
const folderBelow = (root: string, below: string): string => {
  const at = below.replaceAll("\\", "/").lastIndexOf("/")
  return at < 0 ? root : `${root}/${below.slice(0, at)}`
}

export const treeDesk = (calls: TreeCalls, root: string, rules: IgnoreRules, onHint: () => void): TreeDesk => {
  const look = lookWith(calls, root, rules)
  const probe = probeWith(calls)
  const watches = new Map<string, () => void>()
  let hinted = new Set<string>()
  let isOverflown = false
  /** Somebody knows that there are hints to take. */
  let isTold = false
  let broken: string | null = null

  const hint = (folder: string) => {
    if (hinted.size < hintedFoldersMax) hinted.add(folder)
    else isOverflown = true
    if (isTold) return
    isTold = true
    onHint()
  }

  const fail = (folder: string, code: string) => {
    unwatch([folder])
    // A watched folder that goes away is news about the tree, not about watching.
    if (code !== "ENOENT" && code !== "EPERM") broken ??= code
    hint(folder)
  }

  const watchOne = (folder: string, isWhole: boolean) => {
    const close = calls.watch(
      folder,
      (below) => hint(isWhole && below !== null ? folderBelow(folder, below) : folder),
      (code) => fail(folder, code)
    )
    watches.set(folder, close)
  }

  const watch = (folders: ReadonlyArray<string>): WatchAnswer => {
    const { watchesWhole } = calls.facts(root)
    let failure: string | null = null
    for (const folder of watchesWhole ? [root] : folders) {
      try {
        // What goes by this name may be another folder now.
        unwatch([folder])
        watchOne(folder, watchesWhole)
      } catch (cause) {
        const code = codeOf(cause)
        if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") continue
        failure = code
        break
      }
    }
    return { watches: watches.size, failure }
  }

  const unwatch = (folders: ReadonlyArray<string> = [...watches.keys()]) => {
    for (const folder of folders) {
      watches.get(folder)?.()
      watches.delete(folder)
    }
    return null
  }

  const takeHints = (): Hints => {
    const taken = { folders: [...hinted], isOverflown, broken }
    hinted = new Set()
    isTold = false
    isOverflown = false
    broken = null
    return taken
  }

  const carryOut: TreeDesk["carryOut"] = (order) => {
    switch (order.kind) {
      case "facts":
        return calls.facts(root)
      case "look":
        return look(order.requests)
      case "probe":
        return probe(order.requests)
      case "watch":
        return watch(order.folders)
      case "unwatch":
        return unwatch(order.folders)
      case "takeHints":
        return takeHints()
    }
  }

  return { carryOut }
}
