import { Clock, Effect } from "effect"
import { EventBus } from "../../../services/event-bus.ts"
import { Housekeeper } from "../../../services/housekeeping/housekeeper.ts"
import { StatsTracker } from "../../../services/statistics/stats-tracker.ts"
import { Store } from "../../../services/store.ts"
import { version } from "../../version.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"

/** What went wrong is for the log; here only that something did. */
const isWell = ({ state }: { readonly state: "running" | "retrying" }): boolean => state === "running"

export const status = endpoint({
  method: "GET",
  path: "/v1/status",
  name: "getStatus",
  summary: "How the server and its library are",
  details: "`ready` is false, and the status 503, while the library cannot write what it has worked out.",
  parts: {},
  query: {},
  answers: { 200: "All is well", 503: "The library does not keep up: `notes` says why" },
  handle: Effect.fnUntraced(function* () {
    const { counts, feeds, instance, settings, startedAt } = yield* HttpDesk
    const [store, bus] = [yield* Store, yield* EventBus]
    const workers = { statistics: (yield* StatsTracker).status(), housekeeper: (yield* Housekeeper).status() }
    const stuck = Object.entries(workers).flatMap(([name, worker]) =>
      isWell(worker) ? [] : [`${name} tries again what it could not write (${worker.retries} times so far)`]
    )
    const now = yield* Clock.currentTimeMillis
    const isReady = stuck.length === 0
    const told = {
      ready: isReady,
      notes: [...stuck, ...store.status().repairs],
      version,
      instance,
      pid: process.pid,
      startedAt,
      upMs: now - startedAt,
      library: store.status(),
      bus: bus.status(),
      deadLetters: store.deadLetters().length,
      providers: settings.providers === undefined ? null : yield* settings.providers,
      watching: (yield* HttpDesk).settings.watching(),
      http: { ...counts, streams: feeds.status() }
    }
    return json(told, isReady ? 200 : 503)
  })
})
