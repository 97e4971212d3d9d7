/** When a job is due: a cron expression in a time zone, or an interval. Pure, over epoch milliseconds. */
import { Cron, Result } from "effect"
import { dayMs, hourMs, minuteMs, secondMs } from "../../domain/time.ts"

export type Schedule = { readonly cron: string; readonly zone?: string } | { readonly everyMs: number }

/** A schedule that was read: the first moment after another, and how to tell it to a person. */
export interface Timetable {
  /** Always later than `after`. */
  readonly next: (after: number) => number
  readonly words: string
}

const everyMsMin = secondMs

const units = [
  { ms: dayMs, name: "day" },
  { ms: hourMs, name: "hour" },
  { ms: minuteMs, name: "minute" },
  { ms: secondMs, name: "second" }
] as const

const every = (ms: number): string => {
  const unit = units.find((each) => ms % each.ms === 0) ?? { ms: 1, name: "millisecond" }
  const count = ms / unit.ms
  return count === 1 ? `every ${unit.name}` : `every ${count} ${unit.name}s`
}

/** The timetable, or in a sentence why the schedule is none. */
export const timetableOf = (schedule: Schedule): Timetable | string => {
  if ("everyMs" in schedule) {
    const { everyMs } = schedule
    if (!Number.isFinite(everyMs) || everyMs < everyMsMin) return `an interval is at least ${everyMsMin} ms long`
    return { next: (after) => after + everyMs, words: every(everyMs) }
  }
  const { cron, zone = "UTC" } = schedule
  const parsed = Cron.parse(cron, zone)
  if (Result.isFailure(parsed)) return `"${cron}" in ${zone} is no cron expression: ${parsed.failure.message}`
  const next = (after: number) => Cron.next(parsed.success, after).getTime()
  return { next, words: `at ${cron} (${zone})` }
}
