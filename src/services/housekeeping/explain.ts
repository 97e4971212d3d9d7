/** The dry run for one movie: every rule with its inputs and thresholds, what it says, and why not. Pure. */
import type { MovieColumns } from "../store.ts"
import { exclusionOf, factsOf, type Facts, type World } from "./facts.ts"
import { judged, type PlanSettings } from "./plan.ts"
import type { Verdict } from "./rule.ts"
import type { Thresholds } from "./thresholds.ts"

export interface Explanation {
  readonly facts: Facts
  readonly world: World
  readonly thresholds: Thresholds
  /** Why no rule applies now, whatever it says; or null. */
  readonly excluded: string | null
  /** In the order of the rules: the first that qualifies takes the movie, one with a target only as far as it needs to. */
  readonly rules: ReadonlyArray<{ readonly rule: string; readonly reason: string; readonly verdict: Verdict }>
}

export const explainMovie = (columns: MovieColumns, world: World, settings: PlanSettings): Explanation => {
  const { rules, thresholds } = settings
  const facts = factsOf(columns, world.now, thresholds)
  return {
    facts,
    world,
    thresholds,
    excluded: exclusionOf(columns, world.now, thresholds),
    rules: rules.map((rule) => ({
      rule: rule.name,
      reason: rule.reason,
      verdict: judged(rule, facts, world, thresholds)
    }))
  }
}
