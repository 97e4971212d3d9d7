/** What a recording would cost, how far it is and what came of it, for people. Pure. */
import { driftText } from "../../infra/hybrid/drift-report.ts"
import type { RecordReport } from "../recording/record-movies.ts"
import type { RecordPlan } from "../recording/record-plan.ts"
import { count, counted, duration, shown } from "./format.ts"
import type { Paint } from "./style.ts"
import { facts } from "./table.ts"

const failuresShown = 10

export const recordPlanLines = ({ items, recorded }: RecordPlan, paint: Paint): ReadonlyArray<string> => {
  const callsMax = items.reduce((sum, item) => sum + item.callsMax, 0)
  const refreshes = items.filter(({ task }) => task === "refresh").length
  return [
    paint("bold", `${counted(items.length, "movie")} to ask about, at most ${counted(callsMax, "call")}`),
    ...facts([
      ["recorded before", count(recorded)],
      ["to be learnt", count(items.length - refreshes)],
      ["to be refreshed", count(refreshes)]
    ]),
    "Nothing was asked. A call that fails may be tried again, which comes on top."
  ]
}

/** `12 of 340, 4.1 a second, 1 min 20 s left`. */
export const recordProgress = (done: number, total: number, elapsedMs: number): string => {
  const perSecond = elapsedMs <= 0 ? 0 : (1_000 * done) / elapsedMs
  const left = done === 0 ? "" : `, ${duration((elapsedMs / done) * (total - done))} left`
  return `${count(done)} of ${count(total)}, ${perSecond.toFixed(1)} a second${left}`
}

export const recordLines = (report: RecordReport, paint: Paint): ReadonlyArray<string> => {
  const { answersWritten, asked, before, drift, failed, reached, requests, stopped, tookMs } = report
  const more = failed.length - failuresShown
  return [
    paint("bold", `${counted(reached, "movie")} of ${count(asked)} recorded`),
    ...facts([
      ["recorded before", count(before)],
      ["answers written", count(answersWritten)],
      ["requests sent", count(requests)],
      ["time", duration(tookMs)]
    ]),
    ...failed
      .slice(0, failuresShown)
      .map(({ reason, ref }) => paint("yellow", `  ${shown(ref)}: ${shown(reason, 300)}`)),
    ...(more > 0 ? [`  and ${count(more)} more that failed`] : []),
    ...(stopped === null ? [] : [paint("red", `Stopped: ${stopped}. Run it again to go on.`)]),
    ...(drift.compared === 0
      ? []
      : [
          "",
          paint("bold", "Drift"),
          ...driftText(drift)
            .split("\n")
            .map((line) => `  ${shown(line, 500)}`)
        ])
  ]
}
