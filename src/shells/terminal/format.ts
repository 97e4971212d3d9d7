/** Amounts and moments as people read them. Pure. */
import { cleanLine } from "../../domain/text.ts"
import { dayMs, hourMs, minuteMs, secondMs } from "../../domain/time.ts"

const byteUnits = ["B", "kB", "MB", "GB", "TB"]

/** `3.6 kB`; a kilobyte has 1,000 bytes. */
export const bytes = (count: number): string => {
  let [amount, unit] = [count, 0]
  while (Math.abs(amount) >= 1_000 && unit < byteUnits.length - 1) [amount, unit] = [amount / 1_000, unit + 1]
  return `${unit === 0 ? Math.round(amount) : amount.toFixed(1)} ${byteUnits[unit]}`
}

/** `12,345`. */
export const count = (amount: number): string => Math.round(amount).toLocaleString("en-US")

/** `1 movie`, `2 movies`. */
export const counted = (amount: number, noun: string): string => `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`

export const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`

/** A number without false precision: `180.4`, `0.012`, `3`. */
export const number = (value: number): string => {
  if (Number.isInteger(value)) return count(value)
  return Math.abs(value) >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3)))
}

/** A length of time in its two largest units: `172 ms`, `1.2 s`, `3 h 12 min`, `181 days 9 h`. */
export const duration = (ms: number): string => {
  if (ms < 0) return `-${duration(-ms)}`
  if (ms < secondMs) return `${Math.round(ms)} ms`
  if (ms < minuteMs) return `${Number((ms / secondMs).toFixed(1))} s`
  const two = (large: number, largeName: string, small: number, smallName: string) => {
    const whole = Math.floor(ms / large)
    const rest = Math.floor((ms % large) / small)
    return `${whole} ${largeName}${rest === 0 ? "" : ` ${rest} ${smallName}`}`
  }
  if (ms < hourMs) return two(minuteMs, "min", secondMs, "s")
  if (ms < dayMs) return two(hourMs, "h", minuteMs, "min")
  return two(dayMs, ms < 2 * dayMs ? "day" : "days", hourMs, "h")
}

/** `2026-01-31T20:15:00Z`; epoch milliseconds. */
export const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z")

/** `2026-01-31`. */
export const date = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** `2026-01-31T20:15:00Z (in 3 days)` or `(3 days ago)`. */
export const instantFrom = (at: number, now: number): string => {
  if (at === now) return `${instant(at)} (now)`
  return at > now ? `${instant(at)} (in ${duration(at - now)})` : `${instant(at)} (${duration(now - at)} ago)`
}

/** Text from outside on one line, without anything that a terminal would obey (SAFE-4). */
export const shown = (text: string, lengthMax = 200): string => {
  const line = cleanLine(text, lengthMax + 1) ?? ""
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1).trimEnd()}…`
}
