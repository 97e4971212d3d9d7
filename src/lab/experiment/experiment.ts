/** Several policies, budgets and seeds over the same uses. Yields after every run, so that somebody can tell how far it is. */
import { type Estimate, estimate } from "./confidence.ts"
import { type AnyPolicyName, type Figures, runPolicy } from "./run-policy.ts"
import type { Trace } from "./trace.ts"

export interface ExperimentOptions {
  readonly policies: ReadonlyArray<AnyPolicyName>
  /** Shares of what all movies weigh together. */
  readonly budgets: ReadonlyArray<number>
  readonly seeds: ReadonlyArray<number>
  readonly traceOf: (seed: number) => Trace
}

export interface Result {
  readonly policy: AnyPolicyName
  readonly budget: number
  readonly figures: { readonly [K in keyof Figures]: Estimate }
  /** What people waited more than with the clairvoyant, as a share of what they waited with it, seed by seed. */
  readonly regret: Estimate
}

export interface Step {
  readonly done: number
  readonly of: number
}

const names: ReadonlyArray<keyof Figures> = [
  "hitShare",
  "meanBytes",
  "mostBytes",
  "providerCalls",
  "regenerations",
  "evictions",
  "waitedMs"
]

const estimates = (runs: ReadonlyArray<Figures>) =>
  Object.fromEntries(names.map((name) => [name, estimate(runs.map((run) => run[name]))])) as Result["figures"]

interface Run {
  readonly policy: AnyPolicyName
  readonly budget: number
  readonly figures: Figures
  readonly bestWaitedMs: number
}

const resultOf = (policy: AnyPolicyName, budget: number, all: ReadonlyArray<Run>): Result => {
  const runs = all.filter((run) => run.policy === policy && run.budget === budget)
  return {
    policy,
    budget,
    figures: estimates(runs.map(({ figures }) => figures)),
    regret: estimate(runs.map(({ bestWaitedMs, figures }) => figures.waitedMs / bestWaitedMs - 1))
  }
}

export function* experiment(options: ExperimentOptions): Generator<Step, ReadonlyArray<Result>> {
  const { budgets, policies, seeds } = options
  const runs: Array<Run> = []
  const of = seeds.length * budgets.length * policies.length
  for (const seed of seeds) {
    const trace = options.traceOf(seed)
    const allBytes = trace.bytes.reduce((sum, each) => sum + each, 0)
    for (const budget of budgets) {
      const best = runPolicy("clairvoyant", trace, budget * allBytes, seed)
      for (const policy of policies) {
        const figures = policy === "clairvoyant" ? best : runPolicy(policy, trace, budget * allBytes, seed)
        runs.push({ policy, budget, figures, bestWaitedMs: best.waitedMs })
        yield { done: runs.length, of }
      }
    }
  }
  return budgets.flatMap((budget) => policies.map((policy) => resultOf(policy, budget, runs)))
}
