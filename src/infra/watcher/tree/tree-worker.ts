/** The thread that looks at one root: when a mount hangs, this hangs, and nothing else. */
import { parentPort, workerData } from "node:worker_threads"
import type { IgnoreRules } from "../ignore-rules.ts"
import { nodeTreeCalls } from "./tree-calls.ts"
import { type Order, treeDesk } from "./tree-desk.ts"

export interface WorkerOrder {
  readonly number: number
  readonly order: Order
}

export type WorkerMessage =
  | { readonly kind: "hint" }
  | { readonly kind: "answer"; readonly number: number; readonly answer: unknown }
  | { readonly kind: "failure"; readonly number: number; readonly detail: string }

const { root, rules } = workerData as { readonly root: string; readonly rules: IgnoreRules }
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const say = (message: WorkerMessage) => parentPort?.postMessage(message)
const desk = treeDesk(nodeTreeCalls, root, rules, () => say({ kind: "hint" }))

parentPort?.on("message", ({ number, order }: WorkerOrder) => {
  try {
    say({ kind: "answer", number, answer: desk.carryOut(order) })
  } catch (cause) {
    say({ kind: "failure", number, detail: cause instanceof Error ? cause.message : String(cause) })
  }
})
