/** A step of the story, for people. Pure. */
import type { Asking } from "../../lab/asking.ts"
import { allCalls, type Calls, providerNames } from "../../lab/provider-tally.ts"
import type { Standing, StoryStep } from "../../lab/step-recorder.ts"
import { eventTree } from "./event-tree.ts"
import { bytes, counted, date, duration } from "./format.ts"
import type { Paint } from "./style.ts"
import { facts } from "./table.ts"

export const standingWords = (standing: Standing | null): string => {
  if (standing === null) return "unknown"
  return standing.kept === null ? standing.state : `${standing.state} (kept ${standing.kept})`
}

/** `tmdb 1, images 2`, or `none`. */
export const callWords = (calls: Calls): string => {
  const made = providerNames.filter((name) => calls[name] > 0).map((name) => `${name} ${calls[name]}`)
  return allCalls(calls) === 0 ? "none" : made.join(", ")
}

const askedWords = (asking: Asking): string => {
  const atOnce = asking.shownAtOnce === null ? "nothing known" : `${asking.shownAtOnce} shown at once`
  if (asking.knownAtOnce) return `${asking.asked} asked: known, shown at once`
  const then = asking.reachedMs === null ? "not there yet" : `there after ${duration(asking.reachedMs)}`
  return `${asking.asked} asked: ${asking.failed === null ? `${atOnce}, ${asking.asked} ${then}` : asking.failed}`
}

const waited = (asked: ReadonlyArray<Asking>): string =>
  asked.length === 0 ? "nobody waited" : asked.map(askedWords).join("; ")

const disk = ({ weight, weightBefore }: StoryStep): string => {
  const total = weight.recordBytes + weight.imageBytes
  const change = total - weightBefore.recordBytes - weightBefore.imageBytes
  const sign = change > 0 ? "+" : ""
  const parts = `record ${bytes(weight.recordBytes)}, images ${bytes(weight.imageBytes)}`
  return change === 0 ? parts : `${parts} (${sign}${bytes(change)})`
}

export const storyLines = (step: StoryStep, paint: Paint): ReadonlyArray<string> => {
  const change = `${standingWords(step.before)} → ${standingWords(step.after)}`
  const tree = eventTree(step.events, paint)
  return [
    `${paint("bold", `${step.number}. ${step.title}`)}  ${paint("dim", date(step.from))}`,
    `  ${step.told}`,
    ...facts([
      ["state", paint("green", change)],
      ["provider calls", callWords(step.calls)],
      ["on disk", disk(step)],
      ["somebody waited", waited(step.asked)],
      ["time passed", duration(step.to - step.from)],
      ["events", tree.length === 0 ? "none" : counted(step.events.length, "event")]
    ]),
    ...tree.map((line) => `    ${line}`),
    ""
  ]
}
