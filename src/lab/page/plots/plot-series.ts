/** What each plot shows: columns of numbers taken from the points of the past. */
import { gaugeNames, type GaugeName } from "../../wire/frame.ts"
import type { PastPoint } from "../../wire/messages.ts"
import { movieChart } from "../../chart/chart-model.ts"
import { bytes, count, duration, percent, rate, stateLetters } from "../words.ts"

export interface SeriesPlan {
  readonly name: string
  /** Of the style sheet. */
  readonly paint: string
  readonly value: (point: PastPoint) => number | null
  /** How far the colour fills the plot below the line, 0 to 1. */
  readonly fill?: number
  readonly dashed?: true
}

export interface PlotPlan {
  readonly id: string
  readonly title: string
  readonly series: ReadonlyArray<SeriesPlan>
  readonly tell: (value: number) => string
  readonly isLogarithmic?: true
  /** The least and the most that the axis always shows. */
  readonly shows?: readonly [low: number, high: number]
}

const gauge = (name: GaugeName) => {
  const place = gaugeNames.indexOf(name)
  return ({ gauges }: PastPoint): number | null => gauges[place] ?? null
}

/** A logarithm has no zero. */
const aboveZero = (value: (point: PastPoint) => number | null) => (point: PastPoint) => {
  const told = value(point)
  return told === null || told > 0 ? told : 1
}

/** The state and everything below it: drawn from the highest pile down, each covers what is not its own. */
const piles: ReadonlyArray<SeriesPlan> = movieChart.states.toReversed().map((state, place, states) => ({
  name: stateLetters[state] ?? state,
  paint: state,
  fill: 0.78,
  value: (point) => {
    const upTo = states.length - place
    let sum = 0
    for (let each = 0; each < upTo; each++) sum += point.states[each] ?? 0
    return sum
  }
}))

export const plotPlans: ReadonlyArray<PlotPlan> = [
  { id: "states", title: "Movies per state", series: piles, tell: count, shows: [0, 1] },
  {
    id: "bytes",
    title: "Bytes against budget",
    tell: bytes,
    shows: [0, 1],
    series: [
      { name: "held", paint: "deep", value: gauge("bytesHeld"), fill: 0.22 },
      { name: "budget", paint: "downgraded", value: gauge("bytesBudget"), dashed: true }
    ]
  },
  {
    id: "share",
    title: "Answered from memory",
    tell: percent,
    shows: [0, 1],
    series: [
      { name: "here", paint: "medium", value: gauge("knownShare"), fill: 0.15 },
      { name: "LRU", paint: "faint", value: gauge("lruShare"), dashed: true },
      { name: "optimal", paint: "accent", value: gauge("optimalShare"), dashed: true }
    ]
  },
  {
    id: "waits",
    title: "How long people wait",
    tell: duration,
    isLogarithmic: true,
    series: [
      { name: "p50", paint: "basic", value: aboveZero(gauge("waitP50Ms")) },
      { name: "p95", paint: "accent", value: aboveZero(gauge("waitP95Ms")) },
      { name: "p99", paint: "downgraded", value: aboveZero(gauge("waitP99Ms")) }
    ]
  },
  {
    id: "calls",
    title: "Provider calls a minute",
    tell: rate,
    shows: [0, 1],
    series: [
      { name: "calls", paint: "basic", value: gauge("providerCallsPerMinute"), fill: 0.18 },
      { name: "quota left", paint: "downgraded", value: gauge("providerQuotaLeft"), dashed: true }
    ]
  },
  {
    id: "events",
    title: "Events a second",
    tell: rate,
    shows: [0, 1],
    series: [
      { name: "events", paint: "accent", value: gauge("eventsPerSecond"), fill: 0.15 },
      { name: "awake", paint: "faint", value: gauge("residents") }
    ]
  }
]

/** What one state alone has, of a pile. */
export const ownPart = (plan: PlotPlan, series: number, point: PastPoint): number | null => {
  if (plan.id !== "states") return plan.series[series]!.value(point)
  return point.states[plan.series.length - 1 - series] ?? null
}
