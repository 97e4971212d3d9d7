/** The services that the HTTP shell stands on: those of a whole library, and what may be there besides. */
import { Context, Effect } from "effect"
import type { AtRest } from "../../services/at-rest.ts"
import type { EventBus } from "../../services/event-bus.ts"
import type { Housekeeper } from "../../services/housekeeping/housekeeper.ts"
import type { ImageFiles } from "../../services/image-files.ts"
import { Inbox } from "../../services/inbox/inbox.ts"
import type { Library } from "../../services/library.ts"
import type { MovieRepository } from "../../services/movie-repository.ts"
import type { PeopleRepository } from "../../services/people-repository.ts"
import { Scheduler } from "../../services/scheduler/scheduler.ts"
import type { Search } from "../../services/search/search.ts"
import type { StatsTracker } from "../../services/statistics/stats-tracker.ts"
import type { Store } from "../../services/store.ts"
import { HybridReport } from "../../infra/hybrid/hybrid-provider.ts"
import { ProviderBudgets } from "../../infra/http/provider-budgets.ts"
import { WebhookSecret } from "../webhooks/webhook-secret.ts"
import type { EventFeeds } from "./event-feeds.ts"
import type { RenderedMovies } from "./rendered-movies.ts"
import type { HttpSettings } from "./settings.ts"

export type LibraryServices =
  | Store
  | EventBus
  | AtRest
  | MovieRepository
  | PeopleRepository
  | Library
  | Housekeeper
  | StatsTracker
  | ImageFiles
  | Search

/** What a library has only if it was made with it: addresses that need it say so when it is not there. */
export const optionalServices = Effect.gen(function* () {
  return {
    inbox: yield* Effect.serviceOption(Inbox),
    secret: yield* Effect.serviceOption(WebhookSecret),
    scheduler: yield* Effect.serviceOption(Scheduler),
    hybrid: yield* Effect.serviceOption(HybridReport),
    budgets: yield* Effect.serviceOption(ProviderBudgets)
  }
})

/** What one handler is: its settings, its streams, and how it has been used. */
export class HttpDesk extends Context.Service<
  HttpDesk,
  {
    readonly settings: HttpSettings
    readonly feeds: EventFeeds
    readonly rendered: RenderedMovies
    /** When it began, epoch milliseconds; with `instance` it tells one run of a server from another. */
    readonly startedAt: number
    readonly instance: string
    readonly counts: { requests: number; problems: number }
    readonly optional: Effect.Success<typeof optionalServices>
    /** Webhooks whose bodies are being read. */
    readonly arriving: { now: number }
  }
>()("reelstate/shells/http/HttpDesk") {}

export type HttpServices = LibraryServices | HttpDesk
