/** What can be set about watching. Milliseconds, shares from 0 to 1. */
import { dayMs, hourMs, minuteMs, secondMs } from "../../domain/time.ts"

export interface WatcherSettings {
  /** Patterns of names that are passed over, besides those that always are. */
  readonly ignore: ReadonlyArray<string>
  /** A file has settled when its size, times and edges have stood still for so long. */
  readonly settleMs: number
  /** A file that nothing has touched for so long has settled at first sight, and may end in zeros. */
  readonly quietMs: number
  /** How long hints are gathered before the folders are looked at. */
  readonly hintDelayMs: number
  /** A missing file is looked for again after so long; only then it may count as removed. */
  readonly removalAfterMs: number
  /** Losing a larger share than this at once, and more files than `lostFew`, stops and asks. */
  readonly lostShareMax: number
  readonly lostFew: number
  /** Losing more files than this at once stops and asks, however large the library. */
  readonly lostCountMax: number
  /** What "at once" means. */
  readonly lostWindowMs: number
  /** How often everything is looked at although it is watched: hints get lost. */
  readonly rescanEveryMs: number
  /** How often everything is looked at where watching is not possible. */
  readonly pollEveryMs: number
  /** A tree that does not answer one question within this is not there for now. */
  readonly answerWithinMs: number
  /** Watching that broke is tried again after so long, then twice as long, up to the most, so many times. */
  readonly restartAfterMs: number
  readonly restartAfterMaxMs: number
  readonly restartsMax: number
  /** The share of the system's watches that may be taken. */
  readonly watchesShareMax: number
}

export const defaultWatcherSettings: WatcherSettings = {
  ignore: [],
  settleMs: 10 * secondMs,
  quietMs: dayMs,
  hintDelayMs: 500,
  removalAfterMs: 10 * minuteMs,
  lostShareMax: 0.2,
  lostFew: 5,
  lostCountMax: 500,
  lostWindowMs: hourMs,
  rescanEveryMs: hourMs,
  pollEveryMs: 5 * minuteMs,
  answerWithinMs: minuteMs,
  restartAfterMs: secondMs,
  restartAfterMaxMs: 5 * minuteMs,
  restartsMax: 8,
  watchesShareMax: 0.8
}
