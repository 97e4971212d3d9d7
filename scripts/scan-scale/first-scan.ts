/**
 * The parts of the watcher's scan: `first` is the pass of a tree nobody knows yet, in its thread, after which the watcher is
 * ready; `write` writes the index down; `read` reads it at the next start; `again` is the pass of a tree that is known.
 */
import { Effect, Layer } from "effect"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { openIndex } from "../../src/infra/watcher/index/index-file.ts"
import { runPass } from "../../src/infra/watcher/pass.ts"
import { FileTree } from "../../src/infra/watcher/tree/file-tree.ts"
import { NodeFileTree } from "../../src/infra/watcher/tree/node-file-tree.ts"
import type { Meter } from "./meter.ts"

export type Part = "first" | "write" | "read" | "again"

export const scanPart = (part: Part, root: string, directory: string, meter: Meter): Promise<number> =>
  Effect.gen(function* () {
    const timed = <A, E, R>(when: Part, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      when === part ? Effect.andThen(Effect.sync(meter.begin), Effect.ensuring(effect, Effect.sync(meter.end))) : effect
    const trees = yield* FileTree
    const tree = yield* trees.open(root, { patterns: [] })
    const { index, save } = yield* timed("read", openIndex(directory, root))
    const scan = Effect.gen(function* () {
      const facts = yield* tree.facts
      yield* runPass({ index, tree, facts, answerWithinMs: 60_000, start: undefined, isFresh: false })
    })
    if (part !== "read") yield* timed(part === "again" ? "again" : "first", scan)
    yield* timed("write", save)
    return index.files
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(NodeFileTree.layer, NodeDisk.layer)), Effect.runPromise)
