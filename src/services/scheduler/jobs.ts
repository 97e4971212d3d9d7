/** The jobs of a library, in their order. Which of them run, and when, is a setting. */
import { Effect } from "effect"
import { dayMs, hourMs } from "../../domain/time.ts"
import { hintOf } from "../providers/tmdb-lists.ts"
import { TmdbProvider } from "../providers/tmdb-provider.ts"
import { Store } from "../store.ts"
import type { Job, Tick } from "./job.ts"
import type { Schedule } from "./schedule.ts"

export const jobNames = ["discover", "trending", "refresh", "housekeeping", "checkpoint"] as const
export type JobName = (typeof jobNames)[number]

export interface JobSetting {
  readonly schedule: Schedule
  readonly jitterMs?: number
}

export interface JobSettings {
  /** A job that has no schedule does not run. */
  readonly schedules: Partial<Readonly<Record<JobName, JobSetting>>>
  /** So many pages of TMDB's list of discoveries are taken in turn, one at each run. */
  readonly discoverPages: number
  /** So many movies are refreshed at each run at most; the provider's budget says how fast. */
  readonly refreshMax: number
}

/** A library at home: everything at night, and the list of what is talked about twice a day. */
export const jobsByDefault: JobSettings["schedules"] = {
  discover: { schedule: { cron: "0 3 * * 1" }, jitterMs: hourMs },
  trending: { schedule: { everyMs: 12 * hourMs }, jitterMs: hourMs },
  refresh: { schedule: { cron: "0 4 * * *" }, jitterMs: hourMs },
  housekeeping: { schedule: { cron: "0 5 * * *" }, jitterMs: hourMs / 2 },
  checkpoint: { schedule: { everyMs: dayMs }, jitterMs: 0 }
}

const isJobName = (name: string): name is JobName => jobNames.some((each) => each === name)

/** The schedules by default of these jobs, or of all; or a name that is no job's. */
export const schedulesOf = (names: ReadonlyArray<string>): JobSettings["schedules"] | string => {
  if (names.includes("all")) return jobsByDefault
  const schedules: { -readonly [Name in JobName]?: JobSetting } = {}
  for (const name of names) {
    if (!isJobName(name)) return name
    schedules[name] = jobsByDefault[name]!
  }
  return schedules
}

/** Nothing runs by itself unless it is said. */
export const defaultJobSettings: JobSettings = { schedules: {}, discoverPages: 10, refreshMax: 50 }

const nothing: ReadonlyArray<never> = []

const works = (settings: JobSettings): Record<JobName, Job["work"]> => ({
  discover: Effect.fnUntraced(function* ({ turn }: Tick) {
    const page = (turn % Math.max(1, settings.discoverPages)) + 1
    const { hits } = yield* (yield* TmdbProvider).discover(page, "background")
    return hits.length === 0 ? nothing : [{ type: "DiscoverMoviesFetched" as const, movies: hits.map(hintOf) }]
  }),
  trending: Effect.fnUntraced(function* () {
    const { hits } = yield* (yield* TmdbProvider).trending("week", 1, "background")
    return hits.length === 0 ? nothing : [{ type: "TrendingMoviesFetched" as const, movies: hits.map(hintOf) }]
  }),
  refresh: () => Effect.succeed([{ type: "ProviderRefreshRequested", limit: settings.refreshMax }]),
  housekeeping: () => Effect.succeed([{ type: "HousekeepingRequested", mode: "plan" }]),
  checkpoint: () => Effect.flatMap(Store, (store) => Effect.as(store.checkpoint, nothing))
})

export const jobsOf = (settings: JobSettings): ReadonlyArray<Job> => {
  const work = works(settings)
  return jobNames.flatMap((name) => {
    const setting = settings.schedules[name]
    return setting === undefined ? [] : [{ name, jitterMs: 0, ...setting, work: work[name] }]
  })
}
