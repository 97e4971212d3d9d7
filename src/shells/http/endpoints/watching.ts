/** What a server that watches folders says of them, beside the addresses that every library has. */
import { Effect, Schema } from "effect"
import type { FileWatcher } from "../../../services/file-watcher.ts"
import { endpoint, type Endpoint } from "../endpoint.ts"
import { Problem } from "../problem.ts"
import { json } from "../reply.ts"

type Watcher = FileWatcher["Service"]

const watching = (watcher: Watcher) =>
  endpoint({
    method: "GET",
    path: "/v1/watching",
    name: "getWatching",
    summary: "How the watched folders are",
    parts: {},
    query: {},
    answers: { 200: "For each folder its health, what is open, and what was told" },
    handle: () => Effect.sync(() => json({ roots: watcher.status() }))
  })

/** For those who know that something has changed, or that nothing is wrong although much is gone. */
const look = (watcher: Watcher) =>
  endpoint({
    method: "POST",
    path: "/v1/watching/looks",
    name: "lookAtWatchedFolder",
    summary: "Look at a watched folder anew; `confirm` says that what is missing in it was removed by a person",
    parts: {},
    query: {},
    body: Schema.Struct({
      root: Schema.String.check(Schema.isMaxLength(4_100)),
      confirm: Schema.optionalKey(Schema.Boolean)
    }),
    answers: { 200: "How the folder is now", 400: "bad-body: it is not watched, or it is not there" },
    handle: Effect.fnUntraced(function* ({ body: { confirm, root } }) {
      const told = confirm === true ? watcher.confirm(root) : Effect.map(watcher.rescan(root), ([status]) => status!)
      return json(yield* Effect.mapError(told, ({ message }) => new Problem({ kind: "bad-body", detail: message })))
    })
  })

export const watchingEndpoints = (watcher: Watcher): ReadonlyArray<Endpoint> => [watching(watcher), look(watcher)]
