import { Effect, Option, Schema } from "effect"
import { JobUnknown } from "../../../services/scheduler/scheduler.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"

export const jobs = endpoint({
  method: "GET",
  path: "/v1/jobs",
  name: "listJobs",
  summary: "What the library does by itself: schedule, last and next run, failures",
  parts: {},
  query: {},
  answers: { 200: "The jobs in their order; none when none were asked for" },
  handle: () =>
    Effect.map(HttpDesk, ({ optional }) =>
      json({ jobs: Option.match(optional.scheduler, { onNone: () => [], onSome: ({ status }) => status() }) })
    )
})

export const runJob = endpoint({
  method: "POST",
  path: "/v1/jobs/{name}/run",
  name: "runJob",
  summary: "Run a job now, or after the run that is under way",
  details: "Answers when it has run, with how the job is now: `error` says why it did not work.",
  parts: { name: Schema.String.check(Schema.isMaxLength(40)) },
  query: {},
  answers: { 200: "How the job is now", 202: "It takes longer, and goes on", 404: "job-unknown" },
  handle: Effect.fnUntraced(function* ({ path: { name } }) {
    const { optional, settings } = yield* HttpDesk
    if (Option.isNone(optional.scheduler)) return yield* new JobUnknown({ job: name, known: [] })
    const { run, status } = optional.scheduler.value
    const ran = yield* run(name).pipe(Effect.timeoutOption(settings.waitMsMax))
    return Option.isSome(ran)
      ? json(ran.value)
      : json(
          status().find((job) => job.name === name)!,
          202
        )
  })
})
