/**
 * The real tree. `layer` looks at every root in a thread of its own, because a call into a mount that hangs never returns;
 * `layerSync` makes the same calls in place, for runs in virtual time.
 */
import { Effect, Layer } from "effect"
import { Worker } from "node:worker_threads"
import type { IgnoreRules } from "../ignore-rules.ts"
import { FileTree, type Hints, TreeFailed } from "./file-tree.ts"
import { rootTree } from "./root-tree.ts"
import { nodeTreeCalls, type TreeCalls } from "./tree-calls.ts"
import { type Order, treeDesk } from "./tree-desk.ts"
import type { WorkerMessage, WorkerOrder } from "./tree-worker.ts"

type Resume = (result: Effect.Effect<unknown, TreeFailed>) => void

const workerFile = (): URL => {
  const source = new URL("./tree-worker.ts", import.meta.url)
  return import.meta.url.endsWith(".ts") ? source : new URL(source.href.replace(/\.ts$/, ".js"))
}

/** It holds nothing but the answer under way and its watches; garbage need not pile up. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 }

const detailOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** A thread that is started again, by the next question, when it has died. */
class TreeThread {
  readonly #root: string
  readonly #rules: IgnoreRules
  readonly #waiting = new Map<number, Resume>()
  #worker: Worker | undefined
  #number = 0
  /** The watches died with a thread. */
  #isLost = false
  #wake: () => void = () => {}

  constructor(root: string, rules: IgnoreRules) {
    this.#root = root
    this.#rules = rules
  }

  onHint = (wake: () => void): void => void (this.#wake = wake)

  send = (order: Order): Effect.Effect<unknown, TreeFailed> =>
    Effect.callback<unknown, TreeFailed>((resume) => {
      if (order.kind === "takeHints" && this.#isLost) {
        this.#isLost = false
        return resume(Effect.succeed({ folders: [], isOverflown: true, broken: "its thread ended" } satisfies Hints))
      }
      const number = ++this.#number
      const worker = this.#thread()
      this.#waiting.set(number, resume)
      // The program lives as long as somebody waits for an answer, and no longer.
      worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ number, order } satisfies WorkerOrder)
      return Effect.sync(() => this.#settle(number))
    })

  close = Effect.promise(async () => {
    const worker = this.#worker
    this.#worker = undefined
    worker?.unref()
    // A thread that hangs in the kernel cannot be ended; nobody waits for it.
    if (this.#waiting.size > 0) void worker?.terminate()
    else await worker?.terminate()
  })

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const workerData = { root: this.#root, rules: this.#rules }
    const worker = new Worker(workerFile(), { workerData, resourceLimits })
    worker.on("message", (message: WorkerMessage) => this.#hear(message))
    worker.on("error", (error) => this.#lose(worker, detailOf(error)))
    worker.on("exit", () => this.#lose(worker, "its thread ended"))
    worker.unref()
    this.#worker = worker
    return worker
  }

  #hear(message: WorkerMessage): void {
    if (message.kind === "hint") return this.#wake()
    const resume = this.#waiting.get(message.number)
    this.#settle(message.number)
    if (message.kind === "answer") return resume?.(Effect.succeed(message.answer))
    resume?.(Effect.fail(new TreeFailed({ root: this.#root, detail: message.detail })))
  }

  #settle(number: number): void {
    this.#waiting.delete(number)
    if (this.#waiting.size === 0) this.#worker?.unref()
  }

  #lose(worker: Worker, detail: string): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    this.#isLost = true
    this.#wake()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const resume of waiting) resume(Effect.fail(new TreeFailed({ root: this.#root, detail })))
  }
}

/** A tree over synchronous calls, which answers in place. */
export const treeInPlace = (calls: TreeCalls) =>
  FileTree.of({
    open: (root, rules) =>
      Effect.gen(function* () {
        let wake = () => {}
        const desk = treeDesk(calls, root, rules, () => wake())
        yield* Effect.addFinalizer(() => Effect.sync(() => desk.carryOut({ kind: "unwatch", folders: undefined })))
        const send = (order: Order) =>
          Effect.try({
            try: () => desk.carryOut(order),
            catch: (cause) => new TreeFailed({ root, detail: detailOf(cause) })
          }).pipe(Effect.tap(Effect.yieldNow))
        return rootTree(send, (given) => void (wake = given))
      })
  })

const inThread = FileTree.of({
  open: (root, rules) =>
    Effect.acquireRelease(
      Effect.sync(() => new TreeThread(root, rules)),
      (thread) => thread.close
    ).pipe(Effect.map((thread) => rootTree(thread.send, thread.onHint)))
})

export const NodeFileTree = {
  layer: Layer.succeed(FileTree, inThread),
  layerSync: Layer.sync(FileTree, () => treeInPlace(nodeTreeCalls))
}
