/** `reelstate experiment`: what would another policy have done? Several of them, over the same uses. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { readFileSync, writeFileSync } from "node:fs"
import { experiment as run, type Result } from "../../lab/experiment/experiment.ts"
import { readTrace } from "../../lab/experiment/read-trace.ts"
import { reportPage } from "../../lab/experiment/report-page.ts"
import type { AnyPolicyName } from "../../lab/experiment/run-policy.ts"
import { syntheticTrace } from "../../lab/experiment/synthetic-trace.ts"
import { type Trace, traceOf } from "../../lab/experiment/trace.ts"
import { boundNames, policyNames } from "../../services/housekeeping/policies/all-policies.ts"
import { resultLines } from "../terminal/experiment-lines.ts"
import { progressOn } from "../terminal/progress.ts"
import { CommandFailed } from "./failures.ts"
import { jsonFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const allNames: ReadonlyArray<AnyPolicyName> = [...policyNames, ...boundNames]
const isPolicy = (name: string): name is AnyPolicyName => allNames.some((each) => each === name)
const words = (text: string) => text.split(",").map((word) => word.trim())

const policiesFlag = Flag.String("policies").pipe(
  Flag.withDescription(`Which, separated by commas (default: all): ${allNames.join(", ")}`),
  Flag.withDefault(allNames.join(",")),
  Flag.map(words),
  Flag.filter(
    (names) => names.every(isPolicy),
    (names) => `There is no policy ${names.find((name) => !isPolicy(name))}; there are ${allNames.join(", ")}`
  )
)

const budgetsFlag = Flag.String("budgets").pipe(
  Flag.withDescription("Percent of what all movies weigh together, separated by commas"),
  Flag.withDefault("5,10,20"),
  Flag.map((text) => words(text).map((word) => Number(word) / 100)),
  Flag.filter(
    (shares) => shares.every((share) => share > 0 && share <= 1),
    () => "A budget is a percentage above 0 and up to 100, as in 5,10,20"
  )
)

const whole = (name: string, usual: number, most: number, description: string) =>
  Flag.Int(name).pipe(
    Flag.withDescription(description),
    Flag.withDefault(usual),
    Flag.filter(
      (value) => value >= 1 && value <= most,
      (value) => `--${name} is ${value}; it must be from 1 to ${most}`
    )
  )

const path = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

const flags = {
  policies: policiesFlag,
  budgets: budgetsFlag,
  seeds: whole("seeds", 3, 1_000, "How many seeds: the intervals in the table are over them"),
  accesses: whole("accesses", 100_000, 20_000_000, "How many uses are made up, when there is no trace"),
  movies: whole("movies", 5_000, 1_000_000, "How many movies are made up"),
  days: whole("days", 1_095, 36_500, "Over how many days"),
  trace: path(
    "trace",
    "A CSV of time, movie, kind, sorted by time, instead of made-up uses; seeds then draw sizes only"
  ),
  report: path("report", "Write a report with plots here, one HTML file"),
  json: jsonFlag
}

const failed = (what: string) => (error: unknown) =>
  new CommandFailed({ detail: `${what}: ${error instanceof Error ? error.message : String(error)}` })

/** Runs that yield to others in between, with progress on a terminal. */
const results = Effect.fnUntraced(function* (steps: ReturnType<typeof run>) {
  const progress = progressOn(process.stderr)
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      progress.clear()
      return step.value
    }
    const { done, of } = step.value
    progress.show(done / of, `${done} of ${of} runs`)
    yield* Effect.yieldNow
  }
})

const write = (file: string, all: ReadonlyArray<Result>) =>
  Effect.try({
    try: () => writeFileSync(file, reportPage(all, `reelstate ${process.argv.slice(2).join(" ")}`)),
    catch: failed(`The report could not be written to ${file}`)
  })

/** Gives the trace of a seed. */
const source = Effect.fnUntraced(function* (
  file: Option.Option<string>,
  made: Omit<Parameters<typeof syntheticTrace>[0], "seed">
) {
  if (Option.isNone(file)) return (seed: number): Trace => syntheticTrace({ ...made, seed })
  const text = yield* Effect.try({
    try: () => readFileSync(file.value, "utf8"),
    catch: failed(`The trace ${file.value} cannot be read`)
  })
  const { movies, times, uses } = yield* readTrace(text, file.value)
  return (seed: number): Trace => traceOf(movies, times, uses, seed)
})

export const experiment = Command.make(
  "experiment",
  flags,
  Effect.fnUntraced(function* ({ accesses, budgets, days, json, movies, policies, report, seeds, trace }) {
    const traceOfSeed = yield* source(trace, { movies, accesses, days })
    const chosen = policies.filter(isPolicy)
    const seedNumbers = Array.from({ length: seeds }, (_, index) => index + 1)
    const all = yield* results(run({ policies: chosen, budgets, seeds: seedNumbers, traceOf: traceOfSeed }))
    if (Option.isSome(report)) yield* write(report.value, all)
    yield* json ? printJson(all) : printLines(resultLines(all, paint))
  })
).pipe(
  Command.withDescription("Compare policies of forgetting over the same uses, against one that knows the future"),
  Command.withExamples([
    { command: "reelstate experiment --report out.html", description: "All policies, made-up uses" },
    { command: "reelstate experiment --trace log.csv --policies lru,gdsf,clairvoyant", description: "Your own log" }
  ])
)
