/** A simulated year in rows, one a month: what the library holds, what it cost, and how often it knew at once. Pure. */
import type { Event } from "../domain/event.ts"
import { type LifecycleState, lifecycleStates } from "../domain/level.ts"
import type { Asking } from "./asking.ts"
import { type Calls, noCalls } from "./provider-tally.ts"

export interface Waits {
  /** Milliseconds until what was asked was there, of those who had to wait. */
  readonly median: number | null
  readonly p95: number | null
  readonly count: number
}

export interface MonthRow {
  /** For example `2026-03`. */
  readonly month: string
  readonly movies: number
  readonly states: Readonly<Record<LifecycleState, number>>
  readonly recordBytes: number
  readonly imageBytes: number
  readonly calls: Calls
  readonly requests: number
  /** Requests for a movie that was known well enough already. */
  readonly knownAtOnce: number
  readonly waits: Waits
  /** Movies downgraded, by rule. */
  readonly downgrades: Readonly<Record<string, number>>
  readonly bytesFreed: number
  /** Downgraded movies that learnt again because somebody asked. */
  readonly regenerations: number
  readonly refreshes: number
  readonly failures: number
  /** Housekeeping plans that the breaker stopped. */
  readonly plansStopped: number
  readonly events: number
}

export type EventCounts = Pick<
  MonthRow,
  "downgrades" | "bytesFreed" | "regenerations" | "refreshes" | "failures" | "events"
>

/** What the events of a month say. */
export const countEvents = (events: ReadonlyArray<Event>): EventCounts => {
  const downgrades: Record<string, number> = {}
  const counts = { bytesFreed: 0, regenerations: 0, refreshes: 0, failures: 0 }
  for (const event of events) {
    if (event.type === "EnrichmentFailed") counts.failures += 1
    if (event.type === "MovieDowngraded") {
      downgrades[event.rule] = (downgrades[event.rule] ?? 0) + 1
      counts.bytesFreed += event.bytesFreed
    }
    if (event.type !== "MovieEnriched") continue
    if (event.task === "refresh") counts.refreshes += 1
    if (event.task === "advance" && event.from === "downgraded") counts.regenerations += 1
  }
  return { downgrades, ...counts, events: events.length }
}

const quantile = (sorted: ReadonlyArray<number>, share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null

export const waitsOf = (asked: ReadonlyArray<Asking>): Waits => {
  const waited = asked
    .flatMap(({ knownAtOnce, reachedMs }) => (knownAtOnce || reachedMs === null ? [] : [reachedMs]))
    .toSorted((a, b) => a - b)
  return { median: quantile(waited, 0.5), p95: quantile(waited, 0.95), count: waited.length }
}

export const noStates = (): Record<LifecycleState, number> =>
  Object.fromEntries(lifecycleStates.map((state) => [state, 0])) as Record<LifecycleState, number>

export interface YearTotals extends Omit<MonthRow, "month" | "movies" | "states" | "recordBytes" | "imageBytes"> {
  readonly months: number
}

const sumOf = (rows: ReadonlyArray<MonthRow>, value: (row: MonthRow) => number): number =>
  rows.reduce((sum, row) => sum + value(row), 0)

const sumsByName = <T extends Readonly<Record<string, number>>>(start: T, parts: ReadonlyArray<T>): T => {
  const sums: Record<string, number> = { ...start }
  for (const part of parts) for (const [name, count] of Object.entries(part)) sums[name] = (sums[name] ?? 0) + count
  return sums as T
}

/** The sums of the rows; the waits are taken over all who waited, not over the months. */
export const totalsOf = (rows: ReadonlyArray<MonthRow>, asked: ReadonlyArray<Asking>): YearTotals => ({
  months: rows.length,
  calls: sumsByName(
    noCalls,
    rows.map(({ calls }) => calls)
  ),
  requests: sumOf(rows, (row) => row.requests),
  knownAtOnce: sumOf(rows, (row) => row.knownAtOnce),
  waits: waitsOf(asked),
  downgrades: sumsByName(
    {},
    rows.map(({ downgrades }) => downgrades)
  ),
  bytesFreed: sumOf(rows, (row) => row.bytesFreed),
  regenerations: sumOf(rows, (row) => row.regenerations),
  refreshes: sumOf(rows, (row) => row.refreshes),
  failures: sumOf(rows, (row) => row.failures),
  plansStopped: sumOf(rows, (row) => row.plansStopped),
  events: sumOf(rows, (row) => row.events)
})
