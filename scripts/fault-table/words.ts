/** What was witnessed, in words: what the movie, the caller and the operator see. Pure; times are rounded up, so that they repeat. */
import { fieldNames, type Knowledge } from "../../src/domain/knowledge.ts"
import { dayMs, hourMs, minuteMs, secondMs } from "../../src/domain/time.ts"
import type { Outcome } from "../../src/services/library.ts"
import type { Scenario } from "./scenarios.ts"
import type { Witnessed } from "./run-scenario.ts"

export interface Row {
  readonly fault: string
  readonly movie: ReadonlyArray<string>
  readonly caller: ReadonlyArray<string>
  readonly operator: ReadonlyArray<string>
}

/** Chance takes up to a fifth off the first pause of thirty seconds. */
const pauseStepMs = 10 * secondMs

const steps: ReadonlyArray<readonly [number, number, string]> = [
  [2 * minuteMs, pauseStepMs, "s"],
  [2 * hourMs, minuteMs, "min"],
  [2 * dayMs, hourMs, "h"],
  [Number.POSITIVE_INFINITY, dayMs, "days"]
]
const unitMs: Readonly<Record<string, number>> = { s: secondMs, min: minuteMs, h: hourMs, days: dayMs }

/** `within 30 s`. */
export const within = (ms: number): string => {
  const [, step, unit] = steps.find(([below]) => ms < below)!
  return `within ${(Math.ceil(ms / step) * step) / unitMs[unit]!} ${unit}`
}

const again = (at: number | null, now: number): string => (at === null ? "never" : within(Math.max(at - now, 1)))

/** Seconds in a message run on while the message is made. */
const steady = (text: string): string =>
  text.replaceAll(/\bin (\d+) s\b/g, (_, seconds: string) => within(Number(seconds) * secondMs))

const told = (outcome: Outcome, now: number): string =>
  outcome.reached ? "it is there" : `${steady(outcome.reason)}; tried again ${again(outcome.retryAt, now)}`

const changedFields = (before: Knowledge, after: Knowledge): ReadonlyArray<string> =>
  fieldNames.filter(
    (field) => JSON.stringify(before.fields[field]?.value) !== JSON.stringify(after.fields[field]?.value)
  )

const known = ({ faultAt, known: { after, before } }: Witnessed): string => {
  const changed = changedFields(before.knowledge, after.knowledge)
  const refreshed = fieldNames.filter((field) => (after.knowledge.fields[field]?.fetchedAt ?? 0) >= faultAt)
  const names = after.identity.aliases.filter((alias) => !before.identity.aliases.includes(alias))
  const kept = changed.length === 0 ? "nothing lost or changed" : `changed: ${changed.join(", ")}`
  const fresh =
    refreshed.length === 0
      ? "none refreshed"
      : `${refreshed.length} ${refreshed.length === 1 ? "field" : "fields"} refreshed`
  return [`known: ${after.lifecycle.state}, ${kept}, ${fresh}`, ...names.map((name) => `also named ${name}`)].join(", ")
}

const unknown = ({ now, unknown: { movie } }: Witnessed): ReadonlyArray<string> => {
  if (movie === undefined) return ["new: nobody knows it"]
  const { lifecycle, knowledge } = movie
  const waits = lifecycle.retryAt === null ? "" : `, tries again ${again(lifecycle.retryAt, now)}`
  const gaps = knowledge.gaps.map((gap) => `lacks ${gap.piece} (${gap.reason}), again ${again(gap.nextTryAt, now)}`)
  const title = knowledge.fields.title?.value
  const called = title === undefined ? "" : ` ${JSON.stringify(title)}`
  return [`new: ${lifecycle.state}${called}${waits}`, ...gaps]
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")

const operator = ({ budget, door, log, now }: Witnessed): ReadonlyArray<string> => {
  const { breaker, counts, pausedUntil } = budget
  const { failures, requests, retries, stale } = counts
  const open = breaker.retryInMs === null ? "" : `, next try ${within(breaker.retryInMs)}`
  return [
    `breaker ${breaker.state}${open}`,
    ...(pausedUntil === null ? [] : [`left alone, ends ${again(pausedUntil, now)}`]),
    `counts: ${counted({ requests, retries, failures, stale })}`,
    `sent to it since the fault: ${counted(door.statuses) || "nothing"}`,
    log.length === 0 ? "log: nothing" : `log: ${log.map(steady).join("; ")}`
  ]
}

export const rowOf = ({ name, provider, what }: Scenario, seen: Witnessed): Row => ({
  fault: `**${name}** at ${provider}: ${what}`,
  movie: [...unknown(seen), known(seen)],
  caller: [
    `asks for the new film: ${told(seen.unknown.outcome, seen.now)}`,
    `asks for the known one: all of it at once${seen.known.coming === null ? "" : `, ${seen.known.coming} is coming`}`,
    `asks for another: ${told(seen.later, seen.now)}`
  ],
  operator: operator(seen)
})

const cell = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => line.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join("<br>")

/** One line of the table in Markdown. */
export const lineOf = ({ caller, fault, movie, operator: seen }: Row): string =>
  `| ${cell([fault])} | ${cell(movie)} | ${cell(caller)} | ${cell(seen)} |`
