/**
 * The loop of the supervisor: takes what has arrived, lets the shard work it out, commits the outcome in one write together
 * with its cursor, and goes on (one writer, STORE-1). What fails is tried again from the records, visibly.
 */
import { Cause, type Clock, Effect, FiberHandle, type Latch, Schedule } from "effect"
import type { MovieId } from "../domain/identity.ts"
import { AtRest } from "../services/at-rest.ts"
import type { Subscription } from "../services/event-bus.ts"
import { statisticsLock } from "../services/statistics/statistics-lock.ts"
import type { StoreError } from "../services/store.ts"
import { Drafts } from "./drafts.ts"
import type { CycleTools } from "./follow.ts"
import { handleEvent } from "./handle-event.ts"
import { handleDue, handleFinished, handleTurn } from "./handle-work.ts"
import type { SupervisorSettings } from "./supervisor-settings.ts"
import type { FinishedWork } from "./work-desk.ts"

/** The name of the supervisor's cursor. */
export const subscriberName = "movies"
const pauses = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("30 seconds")])

/** Everything one running supervisor holds. */
export interface Loop extends CycleTools {
  readonly settings: SupervisorSettings
  readonly clock: Clock.Clock
  readonly subscription: Subscription
  readonly latch: Latch.Latch
  readonly replays: Array<MovieId>
  /** Work that a restart interrupted, oldest first; taken up as the desk has room. */
  unfinished: Array<MovieId>
  /** The cursor as it stands in the store. */
  saved: number
  passivations: number
  busy: boolean
  trouble: string | null
}

const commit = (loop: Loop, drafts: Drafts, position: number) =>
  loop.store.commit({ ...drafts.transaction(), cursor: { subscriber: subscriberName, position } }).pipe(
    Effect.tapError((error) => Effect.sync(() => void (loop.trouble = error.message))),
    Effect.retry(pauses),
    Effect.tap(() => Effect.sync(() => void (loop.saved = position)))
  )

const arrivals = Effect.fnUntraced(function* (loop: Loop, drafts: Drafts, ended: Array<FinishedWork>, replays: number) {
  const { shard, settings, clock } = loop
  const batch = yield* loop.subscription.poll
  for (const logged of batch?.events ?? []) {
    const step = handleEvent(loop, drafts, logged)
    if (step !== undefined) yield* step
  }
  const now = clock.currentTimeMillisUnsafe()
  ended.push(...shard.inbox.splice(0))
  for (const finished of ended) yield* handleFinished(loop, drafts, finished, now)
  for (const movie of loop.replays.slice(0, replays)) {
    shard.sickBay.allow(movie, now)
    yield* handleDue(loop, drafts, movie, now, now)
  }
  for (let count = 0; count < settings.deadlinesPerTurn; count++) {
    const due = shard.deadlines.popDue(now)
    if (due === undefined) break
    yield* handleDue(loop, drafts, due.movie, due.at, now)
  }
  return batch
})

const turns = Effect.fnUntraced(function* (loop: Loop, drafts: Drafts) {
  const { shard } = loop
  for (let next = shard.desk.takeNext(); next !== undefined; next = shard.desk.takeNext()) {
    yield* handleTurn(loop, drafts, next)
  }
  while (shard.desk.hasRoom && loop.unfinished.length > 0) {
    yield* handleTurn(loop, drafts, { movie: loop.unfinished.shift()!, task: "advance", lane: "background" })
  }
})

/** So many events without an effect may be looked at again after a restart. */
const eventsUnsavedMax = 1_024

/** One turn; true when there was anything to do. */
const turn = (loop: Loop) =>
  Effect.suspend(() => {
    const ended: Array<FinishedWork> = []
    return Effect.ensuring(
      turnWith(loop, ended),
      Effect.andThen(
        releaseStatistics(loop),
        Effect.sync(() => loop.shard.desk.settled(ended))
      )
    )
  })

const releaseStatistics = (loop: Loop) =>
  Effect.suspend(() => {
    if (!loop.holds.statistics) return Effect.void
    loop.holds.statistics = false
    return Effect.asVoid(statisticsLock(loop.store).release(1))
  })

const turnWith = Effect.fnUntraced(function* (loop: Loop, ended: Array<FinishedWork>) {
  if (loop.shard.isCrowded) loop.shard.begin(loop.store.all(), loop.clock.currentTimeMillisUnsafe())
  const drafts = new Drafts(loop.store)
  const replays = loop.replays.length
  const batch = yield* arrivals(loop, drafts, ended, replays)
  yield* turns(loop, drafts)
  // Events that had no effect are behind us too: after a restart they must not have one late.
  const last = batch?.last ?? loop.subscription.position()
  if (!drafts.isEmpty || last - loop.saved >= eventsUnsavedMax) yield* commit(loop, drafts, last)
  loop.shard.desk.launch()
  if (batch !== undefined) loop.subscription.done(batch.last)
  const { residentsMax, idleMs } = loop.settings
  loop.passivations += loop.shard.residents.passivate(residentsMax, idleMs, loop.clock.currentTimeMillisUnsafe())
  // A person's wish is off the list when it is committed, and not before.
  loop.replays.splice(0, replays)
  return batch !== undefined || !drafts.isEmpty || loop.shard.inbox.length > 0
})

/** A turn that failed half-way leaves actors ahead of their records: all are given up, and the turn is taken again. */
const startOver = (loop: Loop, cause: Cause.Cause<StoreError>) =>
  Effect.sync(() => {
    loop.trouble = Cause.pretty(cause).slice(0, 1_000)
    loop.shard.desk.settled(loop.shard.inbox)
    loop.shard.reset()
    loop.shard.sickBay.reset(loop.store.deadLetters())
    loop.subscription.rewind()
    loop.unfinished = loop.shard.begin(loop.store.all(), loop.clock.currentTimeMillisUnsafe())
  })

const turnUntilItWorks = (loop: Loop) =>
  turn(loop).pipe(
    Effect.sandbox,
    Effect.tapError((cause) => startOver(loop, cause)),
    Effect.retry(pauses),
    Effect.orDie,
    Effect.tap(() => Effect.sync(() => void (loop.trouble = null)))
  )

/** When the loop must wake without anybody calling: the next deadline, or somebody idle. */
const nextWake = ({ shard, settings }: Loop): number =>
  Math.min(shard.deadlines.next, (shard.residents.oldest?.usedAt ?? Infinity) + settings.idleMs)

/** Runs for ever. */
export const run = Effect.fnUntraced(function* (loop: Loop) {
  const atRest = yield* AtRest
  const timer = yield* FiberHandle.make<void>()
  for (;;) {
    yield* loop.latch.await
    loop.latch.closeUnsafe()
    loop.busy = true
    while (yield* turnUntilItWorks(loop)) yield* Effect.yieldNow
    loop.busy = false
    atRest.signal()
    const wakeAt = nextWake(loop)
    if (!Number.isFinite(wakeAt)) continue
    const delayMs = Math.max(1, wakeAt - loop.clock.currentTimeMillisUnsafe())
    yield* FiberHandle.run(
      timer,
      Effect.andThen(
        Effect.sleep(delayMs),
        Effect.sync(() => loop.latch.openUnsafe())
      )
    )
  }
})

/** What is pending, in a sentence, or null. */
export const pendingOf = (loop: Loop) => (): string | null => {
  const { shard } = loop
  if (loop.trouble !== null) return `the store cannot be written: ${loop.trouble}`
  if (shard.desk.running > 0) return `${shard.desk.running} enrichments are in flight`
  if (shard.desk.queued + loop.unfinished.length > 0)
    return `${shard.desk.queued + loop.unfinished.length} movies wait for their turn`
  return loop.busy || shard.inbox.length + loop.replays.length > 0 ? "the supervisor is at work" : null
}
