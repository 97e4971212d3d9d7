/** `reelstate jobs`: what a served library does by itself. */
import { Clock, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import type { JobStatus } from "../../services/scheduler/run-job.ts"
import { count, instantFrom } from "../terminal/format.ts"
import { facts, table } from "../terminal/table.ts"
import { askServer } from "./ask-server.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const flags = { library: libraryFlag, json: jsonFlag }

const rowOf = ({ name, nextRunAt, runs, schedule, state }: JobStatus, now: number) => [
  name,
  state,
  schedule,
  instantFrom(nextRunAt, now),
  count(runs)
]

const list = Command.make(
  "list",
  flags,
  Effect.fnUntraced(function* ({ json, library }) {
    const { jobs: found } = yield* askServer(library, (client) => client.jobs)
    if (json) return yield* printJson(found)
    const none = "This server runs no jobs. `reelstate serve --jobs all` runs them all."
    if (found.length === 0) return yield* printLines([none])
    const now = yield* Clock.currentTimeMillis
    const heads = ["job", "state", "schedule", "next run", "runs"]
    const rows = table([heads, ...found.map((job) => rowOf(job, now))], ["left", "left", "left", "left", "right"])
    const troubles = found.flatMap(({ error, name }) => (error === null ? [] : [`${name}: ${error}`]))
    yield* printLines([...rows, ...troubles])
  })
).pipe(Command.withDescription("List the jobs of the server that holds the library, with their next runs"))

const run = Command.make(
  "run",
  { job: Argument.String("job").pipe(Argument.withDescription("Such as refresh")), ...flags },
  Effect.fnUntraced(function* ({ job, json, library }) {
    const status = yield* askServer(library, (client) => client.runJob(job))
    if (json) return yield* printJson(status)
    const now = yield* Clock.currentTimeMillis
    const { error, nextRunAt, state } = status
    yield* printLines([
      paint("bold", error === null ? `${job} has run` : `${job} did not work`),
      ...facts([
        ["state", state],
        ["next run", instantFrom(nextRunAt, now)],
        ...(error === null ? [] : [["why", error] as const])
      ])
    ])
  })
).pipe(
  Command.withDescription("Run a job now, in the server that holds the library"),
  Command.withExamples([{ command: "reelstate jobs run refresh", description: "Refresh those that need it most" }])
)

export const jobs = Command.make("jobs").pipe(
  Command.withDescription("What a served library does by itself: see `reelstate serve --jobs`"),
  Command.withSubcommands([list, run])
)
