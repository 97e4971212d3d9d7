/** The services that the HTTP shell stands on: those of a whole library. */
import { Context } from "effect"
import type { AtRest } from "../../services/at-rest.ts"
import type { EventBus } from "../../services/event-bus.ts"
import type { Housekeeper } from "../../services/housekeeping/housekeeper.ts"
import type { ImageFiles } from "../../services/image-files.ts"
import type { Library } from "../../services/library.ts"
import type { MovieRepository } from "../../services/movie-repository.ts"
import type { PeopleRepository } from "../../services/people-repository.ts"
import type { StatsTracker } from "../../services/statistics/stats-tracker.ts"
import type { Store } from "../../services/store.ts"
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
  }
>()("reelstate/shells/http/HttpDesk") {}

export type HttpServices = LibraryServices | HttpDesk
