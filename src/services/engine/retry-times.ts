/**
 * When something that failed is tried again. What may work soon is tried soon and then ever more rarely; what is not
 * there is tried in days. A provider that says when to come back is obeyed. Pure; times are epoch milliseconds.
 */
import { dayMs, hourMs, secondMs } from "../../domain/time.ts"
import type { Failure } from "./failure.ts"

const retryBaseMs = 30 * secondMs
const retryMaxMs = 6 * hourMs
/** The share of a delay that chance may take off, so that those who failed together do not return together. */
const jitter = 0.2
const absentFirstMs = 7 * dayMs
const absentLaterMs = 30 * dayMs
const gapBaseMs = hourMs
const gapMaxMs = 7 * dayMs
/** No provider may send us away for longer. */
const retryAfterMaxMs = 7 * dayMs
/** Doubling beyond this passes every cap. */
const doublingsMax = 30

const doubled = (baseMs: number, attempts: number, maxMs: number): number =>
  Math.min(baseMs * 2 ** Math.min(Math.max(attempts, 0), doublingsMax), maxMs)

const toldMs = (failure: Failure): number => Math.min(failure.retryAfterMs ?? 0, retryAfterMaxMs)

/** When a level that was not reached is tried again, after `attempts` failures before this one. `chance` is from 0 to 1. */
export const levelRetryAt = (failure: Failure, attempts: number, now: number, chance: number): number => {
  if (failure.isAbsent) return now + (attempts <= 0 ? absentFirstMs : absentLaterMs)
  const delayMs = doubled(retryBaseMs, attempts, retryMaxMs) * (1 - jitter * chance)
  return now + Math.round(Math.max(delayMs, toldMs(failure)))
}

/** When a gap is tried again, after `attempts` tries before this one. */
export const gapRetryAt = (failure: Failure, attempts: number, now: number): number => {
  if (failure.isAbsent) return now + absentLaterMs
  return now + Math.max(doubled(gapBaseMs, attempts, gapMaxMs), toldMs(failure))
}
