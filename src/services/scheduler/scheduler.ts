/**
 * Jobs that come by themselves. Each tick is an event like any other, so that a simulation replays it; what the jobs know of
 * the past stands in the store, and a restart neither repeats nor loses a run.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { AtRest } from "../at-rest.ts"
import type { EventBus } from "../event-bus.ts"
import { nearest } from "../nearest.ts"
import type { TmdbProvider } from "../providers/tmdb-provider.ts"
import type { Store, StoreError } from "../store.ts"
import { defaultJobSettings, type JobSettings, jobsOf } from "./jobs.ts"
import { type JobStatus, type RunningJob, startJob } from "./run-job.ts"
import { timetableOf } from "./schedule.ts"

export class ScheduleInvalid extends Schema.TaggedError<ScheduleInvalid>()("ScheduleInvalid", {
  job: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The job ${this.job} cannot be scheduled: ${this.detail}`
  }
}

export class JobUnknown extends Schema.TaggedError<JobUnknown>()("JobUnknown", {
  job: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    if (this.known.length === 0) return `There is no job ${this.job}: no jobs are scheduled.`
    return `There is no job ${this.job}. Did you mean ${nearest(this.job, this.known, 1)[0] ?? this.known[0]}?`
  }
}

type Needs = Store | EventBus | TmdbProvider | AtRest

export class Scheduler extends Context.Service<
  Scheduler,
  {
    /** Every job that is scheduled, with its next run, in the order of their list. */
    readonly status: () => ReadonlyArray<JobStatus>
    /** Runs a job now, or after the run that is under way; returns how it is afterwards. */
    readonly run: (job: string) => Effect.Effect<JobStatus, JobUnknown>
  }
>()("reelstate/services/Scheduler") {
  /** Without schedules nothing runs and nothing is written. */
  static readonly layer = (
    settings: Partial<JobSettings> = {}
  ): Layer.Layer<Scheduler, ScheduleInvalid | StoreError, Needs> =>
    Layer.effect(
      Scheduler,
      Effect.gen(function* () {
        const running = new Map<string, RunningJob>()
        for (const job of jobsOf({ ...defaultJobSettings, ...settings })) {
          const table = timetableOf(job.schedule)
          if (typeof table === "string") return yield* new ScheduleInvalid({ job: job.name, detail: table })
          running.set(job.name, yield* startJob(job, table))
        }
        const run = Effect.fnUntraced(function* (name: string) {
          const job = running.get(name)
          if (job === undefined) return yield* new JobUnknown({ job: name, known: [...running.keys()] })
          yield* job.runNow
          return job.status()
        })
        return Scheduler.of({ status: () => [...running.values()].map(({ status }) => status()), run })
      })
    )
}
