/**
 * The life of one job: asleep until it is due, at work, asleep again. It never runs twice at once. What was missed while the
 * process was down, or while a run took longer than its interval, is caught up by one run. That it has run is noted in the
 * same write as what it said, so that a tick is never lost and never told twice (STORE-1).
 */
import { type Cause, Clock, Effect, Exit, Fiber, Random, Semaphore } from "effect"
import { hourMs, minuteMs } from "../../domain/time.ts"
import { AtRest } from "../at-rest.ts"
import { EventBus } from "../event-bus.ts"
import type { TmdbProvider } from "../providers/tmdb-provider.ts"
import { Store } from "../store.ts"
import type { Job } from "./job.ts"
import type { Timetable } from "./schedule.ts"

export interface JobStatus {
  readonly name: string
  readonly schedule: string
  readonly state: "waiting" | "running" | "failing"
  /** Epoch milliseconds; null before the first. */
  readonly lastRunAt: number | null
  readonly nextRunAt: number
  /** Since this process started. */
  readonly runs: number
  readonly failures: number
  /** Runs that were due and were made up for by a later one. */
  readonly missed: number
  /** Why the last try failed, until one works. */
  readonly error: string | null
}

/** A machine that was asleep, or a clock that was set, is noticed after so long. */
const napMsMax = hourMs
const retryMsMin = 5 * minuteMs
const retryMsMax = 6 * hourMs
const missedCountMax = 1_000

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Under this name of a subscriber the moment that a job was last due is kept, epoch milliseconds. */
const cursorOf = (name: string) => `job:${name}`

/** Sleeps until a moment of the clock, in naps. */
const sleepUntil = Effect.fnUntraced(function* (at: () => number) {
  for (;;) {
    const restMs = at() - (yield* Clock.currentTimeMillis)
    if (restMs <= 0) return
    yield* Effect.sleep(Math.min(restMs, napMsMax))
  }
})

const jittered = ({ jitterMs }: Job, at: number) =>
  jitterMs <= 0 ? Effect.succeed(at) : Effect.map(Random.nextIntBetween(0, jitterMs), (later) => at + later)

/** A defect of a job is told like a failure: the others go on, and so does it. What is in it is for the log alone. */
const messageIn = (name: string, cause: Cause.Cause<{ readonly message: string }>): Effect.Effect<string> => {
  const [reason] = cause.reasons
  if (reason?._tag === "Fail") return Effect.succeed(reason.error.message)
  const bug = "This is a bug in reelstate; the log tells more."
  return Effect.as(Effect.logError(`The job ${name} broke.`, cause), bug)
}

/** A job that nobody has seen before counts from now. */
const firstSeen = Effect.fnUntraced(function* (name: string) {
  const store = yield* Store
  const known = store.cursorOf(cursorOf(name))
  if (known > 0) return known
  const now = yield* Clock.currentTimeMillis
  yield* store.commit({ cursor: { subscriber: cursorOf(name), position: now } })
  return now
})

/** What a run at this moment makes up for: everything that was due since, in one go. */
const coverage = (table: Timetable, dueAt: number, now: number) => {
  if (dueAt > now) return { coveredAt: now, missed: 0 }
  let coveredAt = dueAt
  for (let missed = 0; missed < missedCountMax; missed++) {
    const next = table.next(coveredAt)
    if (next > now) return { coveredAt, missed }
    coveredAt = next
  }
  return { coveredAt: now, missed: missedCountMax }
}

/** Consecutive numbers for the runs of a regular schedule, the same after a restart. */
const turnOf = (table: Timetable, coveredAt: number) =>
  Math.round(coveredAt / Math.max(1, table.next(coveredAt) - coveredAt))

const tick = Effect.fnUntraced(function* ({ name, work }: Job, table: Timetable, dueAt: number) {
  const store = yield* Store
  const bus = yield* EventBus
  const bodies = yield* work({ dueAt, turn: turnOf(table, dueAt) })
  const events = bodies.map((body) => bus.stamp(body, undefined))
  yield* store.commit({ events, cursor: { subscriber: cursorOf(name), position: dueAt } })
})

const statusAtFirst = ({ name }: Job, { words }: Timetable, nextRunAt: number): Mutable<JobStatus> => ({
  name,
  schedule: words,
  state: "waiting",
  lastRunAt: null,
  nextRunAt,
  runs: 0,
  failures: 0,
  missed: 0,
  error: null
})

export interface RunningJob {
  readonly status: () => JobStatus
  /** Runs it out of turn, after the run that is under way. */
  readonly runNow: Effect.Effect<void>
}

/** Runs the job for as long as the Scope is open. */
export const startJob = Effect.fnUntraced(function* (job: Job, table: Timetable) {
  const atRest = yield* AtRest
  const context = yield* Effect.context<Store | EventBus | TmdbProvider>()
  const alone = yield* Semaphore.make(1)
  let dueAt = table.next(yield* firstSeen(job.name))
  let failuresInRow = 0
  const status = statusAtFirst(job, table, yield* jittered(job, dueAt))

  const succeeded = Effect.fnUntraced(function* (coveredAt: number) {
    failuresInRow = 0
    Object.assign(status, { state: "waiting", error: null, runs: status.runs + 1 })
    dueAt = table.next(coveredAt)
    status.nextRunAt = yield* jittered(job, dueAt)
  })
  /** Tried again ever more rarely; a run that falls due in the meantime is the same run. */
  const failed = Effect.fnUntraced(function* (error: string) {
    const pauseMs = Math.min(retryMsMin * 2 ** Math.min(failuresInRow++, 10), retryMsMax)
    Object.assign(status, { state: "failing", error, failures: status.failures + 1 })
    status.nextRunAt = (yield* Clock.currentTimeMillis) + pauseMs
  })

  const run = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const { coveredAt, missed } = coverage(table, dueAt, now)
    status.state = "running"
    const exit = yield* Effect.exit(tick(job, table, coveredAt))
    if (Exit.isFailure(exit)) return yield* failed(yield* messageIn(job.name, exit.cause))
    status.lastRunAt = now
    status.missed += missed
    yield* succeeded(coveredAt)
  }).pipe(Effect.ensuring(Effect.sync(atRest.signal)), alone.withPermits(1), Effect.provideContext(context))

  yield* atRest.register(() => (status.state === "running" ? `the job ${job.name} is at work` : null))
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.andThen(
        sleepUntil(() => status.nextRunAt),
        run
      )
    )
  )
  // Who asked for it may go away; the run goes on.
  const scope = yield* Effect.scope
  const runNow = Effect.flatMap(Effect.forkIn(run, scope), Fiber.join)
  const running: RunningJob = { status: () => ({ ...status }), runNow }
  return running
})
