import { Clock, Effect, Option } from "effect"
import { ProviderBudgets } from "../../../infra/http/provider-budgets.ts"
import { HybridReport } from "../../../infra/hybrid/hybrid-provider.ts"
import { EventBus } from "../../../services/event-bus.ts"
import { Housekeeper } from "../../../services/housekeeping/housekeeper.ts"
import { StatsTracker } from "../../../services/statistics/stats-tracker.ts"
import { Search } from "../../../services/search/search.ts"
import { Store } from "../../../services/store.ts"
import { providerFacts } from "../../facts/provider-facts.ts"
import { version } from "../../version.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"

const providersIn = ({ budgets, hybrid }: HttpDesk["Service"]["optional"]) =>
  Option.isNone(budgets) || Option.isNone(hybrid)
    ? Effect.succeed(null)
    : providerFacts.pipe(
        Effect.provideService(ProviderBudgets, budgets.value),
        Effect.provideService(HybridReport, hybrid.value)
      )

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
    const { counts, feeds, instance, optional, startedAt } = yield* HttpDesk
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
      search: (yield* Search).status(),
      jobs: Option.match(optional.scheduler, { onNone: () => [], onSome: (scheduler) => scheduler.status() }),
      inbox: Option.match(optional.inbox, { onNone: () => null, onSome: (inbox) => inbox.status() }),
      providers: yield* providersIn(optional),
      watching: (yield* HttpDesk).settings.watching(),
      http: { ...counts, streams: feeds.status() }
    }
    return json(told, isReady ? 200 : 503)
  })
})
