/** What a Retry-After header says: a number of seconds, or a date in one of the three forms that HTTP has. */
import { dayMs, secondMs } from "../../domain/time.ts"

/** No provider sends us away for longer at once. */
export const retryAfterMaxMs = dayMs

const fixedDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const oldDate = /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/
const oldestDate = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/

/** Epoch milliseconds of an HTTP date, or undefined when it is none. */
export const httpDate = (text: string): number | undefined => {
  const known = fixedDate.test(text) || oldDate.test(text)
  const zoned = oldestDate.test(text) ? `${text} GMT` : known ? text : undefined
  const at = zoned === undefined ? Number.NaN : Date.parse(zoned)
  return Number.isFinite(at) ? at : undefined
}

/**
 * Milliseconds to wait from now on, from 0 to a day; undefined when the header is absent or says nothing readable.
 * A date is taken relative to the answer's own Date, because the two clocks need not agree.
 */
export const retryAfterMs = (
  header: string | undefined,
  answeredAt: string | undefined,
  now: number
): number | undefined => {
  const text = header?.trim() ?? ""
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * secondMs, retryAfterMaxMs)
  const until = httpDate(text)
  if (until === undefined) return undefined
  return Math.min(Math.max(until - (httpDate(answeredAt?.trim() ?? "") ?? now), 0), retryAfterMaxMs)
}
