/** The simulated year as a table with a row a month, its sums, and small plots. Pure. */
import { lifecycleStates } from "../../domain/level.ts"
import type { MonthRow, YearTotals } from "../../lab/monthly-counts.ts"
import { allCalls, type Outage } from "../../lab/provider-tally.ts"
import type { Year } from "../../lab/small-library.ts"
import { callWords } from "./story-lines.ts"
import { bytes, count, counted, duration, instant, percent } from "./format.ts"
import type { Paint } from "./style.ts"
import { facts, sparkline, table } from "./table.ts"

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, each) => total + each, 0)

const heads = [
  "month",
  "movies",
  ...lifecycleStates,
  "records",
  "images",
  "calls",
  "requests",
  "at once",
  "wait p50",
  "downgr.",
  "regen.",
  "refresh",
  "failed"
]

const cells = (row: MonthRow): ReadonlyArray<string> => [
  row.month,
  count(row.movies),
  ...lifecycleStates.map((state) => count(row.states[state])),
  bytes(row.recordBytes),
  bytes(row.imageBytes),
  count(allCalls(row.calls)),
  count(row.requests),
  percent(row.knownAtOnce, row.requests),
  row.waits.median === null ? "-" : duration(row.waits.median),
  count(sum(row.downgrades)),
  count(row.regenerations),
  count(row.refreshes),
  count(row.failures)
]

const totalCells = (totals: YearTotals): ReadonlyArray<string> => [
  "all",
  ...Array.from({ length: lifecycleStates.length + 3 }, () => ""),
  count(allCalls(totals.calls)),
  count(totals.requests),
  percent(totals.knownAtOnce, totals.requests),
  totals.waits.median === null ? "-" : duration(totals.waits.median),
  count(sum(totals.downgrades)),
  count(totals.regenerations),
  count(totals.refreshes),
  count(totals.failures)
]

export const monthTable = ({ months, totals }: Year, paint: Paint): ReadonlyArray<string> => {
  const lines = table([heads, ...months.map(cells), totalCells(totals)], ["left", "right"])
  return lines.map((line, index) => {
    if (index === 0) return paint("dim", line)
    return index === lines.length - 1 ? paint("bold", line) : line
  })
}

/** A line a measure: its course over the months, from 0 to its largest, and where it began and ended. */
const course = (
  name: string,
  months: ReadonlyArray<MonthRow>,
  value: (row: MonthRow) => number,
  words: (value: number) => string
) => {
  const values = months.map(value)
  return [name, sparkline(values), `${words(values[0] ?? 0)} to ${words(values[values.length - 1] ?? 0)}`]
}

const plots = (months: ReadonlyArray<MonthRow>): ReadonlyArray<string> =>
  table(
    [
      course(
        "known at once",
        months,
        (row) => (row.requests === 0 ? 0 : row.knownAtOnce / row.requests),
        (share) => percent(share, 1)
      ),
      course("provider calls", months, (row) => allCalls(row.calls), count),
      course("images on disk", months, (row) => row.imageBytes, bytes),
      course("records", months, (row) => row.recordBytes, bytes),
      course("downgrades", months, (row) => sum(row.downgrades), count)
    ],
    ["left"]
  ).map((line) => `  ${line}`)

const ruleWords = (totals: YearTotals): string => {
  const rules = Object.entries(totals.downgrades).toSorted(([, a], [, b]) => b - a)
  return rules.length === 0 ? "none" : rules.map(([rule, times]) => `${rule} ${count(times)}`).join(", ")
}

const outageWords = (outages: ReadonlyArray<Outage>): string =>
  outages.length === 0
    ? "none"
    : outages
        .map(({ from, provider, to }) => `${provider} ${instant(from).slice(0, 10)} for ${duration(to - from)}`)
        .join(", ")

export const yearLines = (year: Year, outages: ReadonlyArray<Outage>, paint: Paint): ReadonlyArray<string> => {
  const { totals, months } = year
  const { median, p95 } = totals.waits
  const unanswered = totals.requests - totals.knownAtOnce - totals.waits.count
  const waits =
    median === null
      ? "nobody"
      : `${counted(totals.waits.count, "time")}; half of them under ${duration(median)}, p95 ${duration(p95 ?? 0)}`
  return [
    ...monthTable(year, paint),
    "",
    ...plots(months),
    "",
    ...facts([
      [
        "answered at once",
        `${count(totals.knownAtOnce)} of ${counted(totals.requests, "request")} (${percent(totals.knownAtOnce, totals.requests)})`
      ],
      ["somebody waited", waits],
      ["not while they waited", `${count(unanswered)}: the first try failed, and it came later`],
      ["provider calls", `${count(allCalls(totals.calls))}: ${callWords(totals.calls)}`],
      ["downgrades", `${ruleWords(totals)}; about ${bytes(totals.bytesFreed)} freed`],
      ["learnt again", `${counted(totals.regenerations, "movie")} that had been downgraded, each when somebody asked`],
      ["failures", `${count(totals.failures)}, each tried again; providers away: ${outageWords(outages)}`],
      ["plans stopped", `${count(totals.plansStopped)} by the breaker`],
      ["events", count(totals.events)]
    ])
  ]
}
