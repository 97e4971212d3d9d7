/**
 * Brings movies to a level through the whole runtime, a few at a time, while the data provider writes down what is said. It
 * stops by itself when one movie after the other fails: a provider that is away is not asked thousands of times.
 */
import { Clock, Effect } from "effect"
import type { InboundBody } from "../../domain/event.ts"
import type { MovieRef } from "../../domain/identity.ts"
import { isAtLeast, knownLevel, type Level } from "../../domain/level.ts"
import { type DriftReport } from "../../infra/hybrid/drift-report.ts"
import { HybridReport } from "../../infra/hybrid/hybrid-provider.ts"
import { ProviderBudgets } from "../../infra/http/provider-budgets.ts"
import { AtRest } from "../../services/at-rest.ts"
import { EventBus } from "../../services/event-bus.ts"
import { Store } from "../../services/store.ts"
import { planRecording, type RecordAsked, type RecordItem } from "./record-plan.ts"

export interface Unrecorded {
  readonly ref: MovieRef
  readonly reason: string
}

export interface RecordReport {
  /** So many movies were to be asked about. */
  readonly asked: number
  /** Known to the level and recorded before. */
  readonly before: number
  readonly reached: number
  readonly failed: ReadonlyArray<Unrecorded>
  /** Why not all were asked about; null when they were. */
  readonly stopped: string | null
  readonly requests: number
  readonly answersWritten: number
  readonly tookMs: number
  readonly drift: DriftReport
}

/** So many movies are under way at the same time. */
const atOnce = 16
const failuresInARowMax = 32

/** Whoever waits for a retry must be asked at once; all others go before nobody who waits (RUN-4). */
const eventsFor = Effect.fnUntraced(function* (items: ReadonlyArray<RecordItem>, level: Level) {
  const store = yield* Store
  const patient: Array<MovieRef> = []
  const events: Array<InboundBody> = []
  for (const { ref, task } of items) {
    const id = yield* store.resolve(ref)
    const isWaiting = id !== undefined && (store.lifecycle(id)?.retryAt ?? null) !== null
    if (task === "refresh") events.push({ type: "ProviderRefreshRequested", movie: ref })
    else if (isWaiting) events.push({ type: "EnrichmentRequested", movie: ref, level, reason: "recording" })
    else patient.push(ref)
  }
  if (patient.length > 0) events.push({ type: "BulkEnrichRequested", movies: patient, level })
  return events as ReadonlyArray<InboundBody>
})

/** Why an item did not get where it was to go; undefined when it did. */
const problemOf = Effect.fnUntraced(function* ({ ref, task }: RecordItem, level: Level, since: number) {
  const store = yield* Store
  const id = yield* store.resolve(ref)
  if (id === undefined) return "nobody knows it"
  const lifecycle = store.lifecycle(id)!
  const recent = (yield* store.history(id, 20)).filter(({ position }) => position > since).map(({ event }) => event)
  const failure = recent.findLast((event) => event.type === "EnrichmentFailed")
  const said = failure?.type === "EnrichmentFailed" ? `${failure.reason}: ${failure.message}` : "it did not answer"
  if (task === "advance") return isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), level) ? undefined : said
  return recent.some((event) => event.type === "MovieEnriched" && event.task === "refresh") ? undefined : said
})

const requestsSent = Effect.map(
  ProviderBudgets.use(({ status }) => status),
  (budgets) => budgets.reduce((sum, { counts }) => sum + counts.requests, 0)
)

/** `onProgress` hears how many of all movies are behind us. */
export const recordMovies = Effect.fnUntraced(function* (
  asked: RecordAsked,
  onProgress: (done: number, total: number) => void
) {
  const bus = yield* EventBus
  const store = yield* Store
  const atRest = yield* AtRest
  const report = yield* HybridReport
  const startedAt = yield* Clock.currentTimeMillis
  const { items, recorded } = yield* planRecording(asked)
  const failed: Array<Unrecorded> = []
  let [done, inARow] = [0, 0]
  while (done < items.length && inARow < failuresInARowMax) {
    const batch = items.slice(done, done + atOnce)
    const since = store.lastPosition()
    yield* bus.publishAll(yield* eventsFor(batch, asked.level))
    yield* atRest.wait
    for (const item of batch) {
      const reason = yield* problemOf(item, asked.level, since)
      inARow = reason === undefined ? 0 : inARow + 1
      if (reason !== undefined) failed.push({ ref: item.ref, reason })
    }
    done += batch.length
    onProgress(done, items.length)
  }
  const isStopped = done < items.length
  const told: RecordReport = {
    asked: items.length,
    before: recorded,
    reached: done - failed.length,
    failed,
    stopped: isStopped
      ? `${inARow} movies failed one after the other; ${items.length - done} were not asked about`
      : null,
    requests: yield* requestsSent,
    answersWritten: report.status().reduce((sum, { recording }) => sum + recording.written, 0),
    tookMs: (yield* Clock.currentTimeMillis) - startedAt,
    drift: report.drift()
  }
  return told
})
