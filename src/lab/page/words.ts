/** Numbers, times and names as a person reads them. */
import { movieChart } from "../chart/chart-model.ts"
import type { FaultName, ShockName, Speed } from "../wire/messages.ts"

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })

export const count = (value: number): string => grouped.format(value)

/** 1 to 3 digits that say something: 0.42, 3.1, 52, 1,204. */
export const rate = (value: number): string => {
  if (value >= 10) return grouped.format(value)
  if (value >= 1) return value.toFixed(1)
  return value < 0.005 ? "0" : value.toFixed(2).replace(/0$/, "")
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"]

export const bytes = (value: number): string => {
  let rest = Math.abs(value)
  let unit = 0
  while (rest >= 1_000 && unit < byteUnits.length - 1) {
    rest /= 1_000
    unit += 1
  }
  const digits = unit === 0 || rest >= 100 ? 0 : 1
  return `${value < 0 ? "−" : ""}${rest.toFixed(digits)} ${byteUnits[unit]!}`
}

export const percent = (share: number): string => `${(share * 100).toFixed(share >= 0.995 || share < 0.1 ? 1 : 0)} %`

/** `2026-01-01 00:27:10`, in UTC. */
export const moment = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ")
export const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 19)

const spans: ReadonlyArray<readonly [ms: number, unit: string]> = [
  [365.25 * 86_400_000, "y"],
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
  [1, "ms"]
]

/** `3.2 d`, `40 ms`. */
export const duration = (ms: number): string => {
  const [size, unit] = spans.find(([span]) => Math.abs(ms) >= span) ?? [1, "ms"]
  const value = Math.abs(ms) / size
  return `${value < 10 && unit !== "ms" ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0)} ${unit}`
}

/** `in 3.2 d`, `4 min ago`. */
export const fromNow = (at: number, now: number): string => {
  if (Math.abs(at - now) < 1_000) return "now"
  return at > now ? `in ${duration(at - now)}` : `${duration(now - at)} ago`
}

/** Words of the runtime, without digits that say nothing, and with times as everywhere on the page. */
export const tidy = (words: string): string =>
  words
    .replace(/\b(\d{4,}) bytes\b/g, (_, digits: string) => bytes(Number(digits)))
    .replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toPrecision(3))))
    .replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, "$1 $2")

export const speedName = (speed: Speed): string => {
  if (speed === null) return "max"
  return speed === 0 ? "pause" : `${grouped.format(speed).replace(",", "")}×`
}

export const faultWords: Readonly<Record<FaultName, readonly [name: string, what: string]>> = {
  tmdbDown: ["TMDB down", "no answers"],
  tmdbSlow: ["TMDB slow", "late answers"],
  tmdbLimited: ["TMDB limited", "429"],
  wikipediaDown: ["Wikipedia down", "no answers"],
  diskFull: ["Disk full", "no writing"],
  diskSlow: ["Disk slow", "slow sync"]
}

export const shockWords: Readonly<Record<ShockName, readonly [name: string, what: string]>> = {
  crash: ["Crash now", "the process dies, and starts again from its journal"],
  clockJump: ["Clock jump", "the wall clock leaps ahead"]
}

/** A letter for each state, where colour alone would not do. */
export const stateLetters: Readonly<Record<string, string>> = {
  initial: "I",
  basic: "B",
  medium: "M",
  deep: "D",
  downgraded: "▾"
}

export const leafName = (leaf: number): string => movieChart.leaves[leaf]?.id ?? "not born"
export const stateOf = (leaf: number): string => movieChart.leaves[leaf]?.state ?? "none"
export const titleOf = (movie: { readonly title: string | null; readonly number: number }): string =>
  movie.title ?? `Movie ${movie.number}`
