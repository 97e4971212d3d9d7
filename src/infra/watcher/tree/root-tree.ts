/** A root's tree over anything that carries out orders. */
import { Effect } from "effect"
import type { Hints, LookAnswer, Probe, RootTree, TreeFacts, TreeFailed, WatchAnswer } from "./file-tree.ts"
import type { Order } from "./tree-desk.ts"

/** `send` answers an order with what the desk says to it. */
export const rootTree = (
  send: (order: Order) => Effect.Effect<unknown, TreeFailed>,
  onHint: (wake: () => void) => void
): RootTree => {
  const ask = <A>(order: Order) => send(order) as Effect.Effect<A, TreeFailed>
  return {
    facts: ask<TreeFacts>({ kind: "facts" }),
    look: (requests) => ask<LookAnswer>({ kind: "look", requests }),
    probe: (requests) => ask<ReadonlyArray<Probe>>({ kind: "probe", requests }),
    watch: (folders) => ask<WatchAnswer>({ kind: "watch", folders }),
    unwatch: (folders) => Effect.asVoid(ask({ kind: "unwatch", folders })),
    takeHints: ask<Hints>({ kind: "takeHints" }),
    onHint
  }
}
