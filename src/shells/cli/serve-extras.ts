/** What a served library does besides, if it is asked to: jobs, and webhooks. */
import { Effect, Option, Redacted } from "effect"
import { Flag } from "effect/cli"
import { nearest } from "../../services/nearest.ts"
import { jobNames, schedulesOf } from "../../services/scheduler/jobs.ts"
import { secretProblem } from "../webhooks/webhook-secret.ts"
import { CommandFailed } from "./failures.ts"
import type { LibraryAccess } from "./open-for-commands.ts"

export const extraFlags = {
  webhooks: Flag.Boolean("webhooks").pipe(
    Flag.withDescription("Take webhooks of media servers at /v1/webhooks; their secret is in REELSTATE_WEBHOOK_SECRET"),
    Flag.withDefault(false)
  ),
  jobs: Flag.String("jobs").pipe(
    Flag.withDescription(`What the library does by itself: ${jobNames.join(", ")}, with commas between, or all`),
    Flag.optional
  )
}

/** What is done when a sender misses a file; set when there is somebody to look. */
export interface Checks {
  look: Effect.Effect<void>
}

const secretOf = Effect.suspend(() => {
  const secret = process.env["REELSTATE_WEBHOOK_SECRET"] ?? ""
  const problem = secretProblem(secret)
  if (problem === undefined) return Effect.succeed(Redacted.make(secret))
  const whatIs = secret === "" ? "is not set" : "cannot be used"
  return new CommandFailed({
    detail: `REELSTATE_WEBHOOK_SECRET ${whatIs}: ${problem}. Webhooks are not taken without.`
  })
})

const jobsOf = (asked: Option.Option<string>) => {
  if (Option.isNone(asked)) return Effect.succeed({})
  const schedules = schedulesOf(asked.value.split(",").map((name) => name.trim()))
  if (typeof schedules !== "string") return Effect.succeed({ schedules })
  const near = nearest(schedules, jobNames, 1)[0] ?? "all"
  return new CommandFailed({ detail: `There is no job ${JSON.stringify(schedules)}. Did you mean ${near}?` })
}

interface Asked {
  readonly webhooks: boolean
  readonly jobs: Option.Option<string>
}

export const extrasOf = Effect.fnUntraced(function* (asked: Asked) {
  const checks: Checks = { look: Effect.void }
  // A look takes as long as the disk; no sender waits for it.
  const onCheck = () => Effect.asVoid(Effect.forkDetach(Effect.suspend(() => checks.look)))
  const webhooks = asked.webhooks ? { secret: yield* secretOf, onCheck } : undefined
  const extras: NonNullable<LibraryAccess["extras"]> = { webhooks, jobs: yield* jobsOf(asked.jobs) }
  return { checks, extras }
})
