/**
 * The plan: what would be forgotten, as data with a hash, worked out without touching anything (SAFE-3). The library streams
 * by once; what is kept in memory is bounded by the plan. The same library in any order gives the same plan.
 */
import type { PlanItem } from "../../domain/event.ts"
import type { MovieColumns } from "../store.ts"
import { exclusionOf, factsOf, type Facts, type World } from "./facts.ts"
import { hashOf } from "./plan-hash.ts"
import type { Rule, Verdict } from "./rule.ts"
import { type Candidate, makeSelection, type Selection } from "./selection.ts"
import type { Thresholds } from "./thresholds.ts"

export interface Plan {
  /** Changes with anything else in the plan, and with nothing else. */
  readonly hash: string
  readonly createdAt: number
  readonly world: World
  readonly thresholds: Thresholds
  readonly rules: ReadonlyArray<string>
  /** How many movies were looked at. */
  readonly movies: number
  /** How many movies the rules would take, those over the cap included. */
  readonly qualified: number
  /** In the order in which they go, ranked from 1. */
  readonly items: ReadonlyArray<PlanItem>
  /** How many movies stay, by reason. */
  readonly skipped: { readonly [reason: string]: number }
  /** About what it frees. */
  readonly bytesFreed: number
  /** A plan that would hit too much is stopped, and is applied only when somebody confirms it. */
  readonly breaker: { readonly stopped: boolean; readonly why: string | null }
}

export interface PlanSettings {
  readonly thresholds: Thresholds
  readonly rules: ReadonlyArray<Rule>
}

export interface Planner {
  readonly add: (columns: MovieColumns) => void
  readonly finish: () => Plan
}

/** Whatever a rule says, without known evidence it does not count (LIFE-5). */
const isEvident = ({ evidence }: Verdict): boolean =>
  evidence.length > 0 && evidence.every(({ value }) => value !== null && Number.isFinite(value))

/** What a rule says of a movie, held to the law that the unknown never qualifies. */
export const judged = (rule: Rule, facts: Facts, world: World, thresholds: Thresholds): Verdict => {
  const verdict = rule.judge(facts, world, thresholds)
  if (verdict.outcome !== "qualifies") return verdict
  if (isEvident(verdict) && Number.isFinite(rule.value(facts, world))) return verdict
  return { outcome: "unknown", why: "the rule has no known evidence", evidence: verdict.evidence }
}

const itemOf = ({ facts, verdict }: Candidate, rule: Rule, rank: number): PlanItem => {
  const { bytes, imagesOnly, kept } = verdict.proposal
  const { movie, state } = facts
  return {
    movie,
    from: state,
    kept,
    imagesOnly,
    rule: rule.name,
    evidence: verdict.evidence,
    rank,
    bytes: Math.floor(bytes)
  }
}

const breakerOf = (qualified: number, movies: number, bytesFreed: number, thresholds: Thresholds): Plan["breaker"] => {
  const { breakerBytesMax, breakerMoviesMin, breakerShare } = thresholds
  const percent = (share: number) => `${Math.round(share * 100)} %`
  if (qualified >= breakerMoviesMin && qualified > breakerShare * movies) {
    const why = `it would hit ${qualified} of ${movies} movies, more than ${percent(breakerShare)}`
    return { stopped: true, why }
  }
  if (bytesFreed <= breakerBytesMax) return { stopped: false, why: null }
  return { stopped: true, why: `it would free ${bytesFreed} bytes, more than ${breakerBytesMax}` }
}

interface Lane {
  readonly rule: Rule
  readonly selection: Selection
  readonly isLimited: boolean
}

const lanesOf = (world: World, { rules, thresholds }: PlanSettings): ReadonlyArray<Lane> =>
  rules.map((rule) => {
    // A target that is not known is no target to work towards: nothing goes.
    const target = rule.targetBytes === undefined ? undefined : (rule.targetBytes(world, thresholds) ?? 0)
    return { rule, selection: makeSelection(thresholds.itemsMax, target), isLimited: target !== undefined }
  })

const itemsOf = (lanes: ReadonlyArray<Lane>, itemsMax: number) => {
  const items: Array<PlanItem> = []
  let bytesFreed = 0
  let qualified = 0
  for (const { isLimited, rule, selection } of lanes) {
    const chosen = selection.finish(bytesFreed)
    qualified += isLimited ? chosen.length : selection.qualified()
    for (const candidate of chosen.slice(0, itemsMax - items.length)) {
      const item = itemOf(candidate, rule, items.length + 1)
      items.push(item)
      bytesFreed += item.bytes
    }
  }
  return { items, bytesFreed, qualified }
}

/** Movies go in one by one, the plan comes out: for callers that let others work in between. */
export const makePlanner = (world: World, settings: PlanSettings): Planner => {
  const { rules, thresholds } = settings
  const lanes = lanesOf(world, settings)
  const skipped = new Map<string, number>()
  const skip = (reason: string, count: number) => void skipped.set(reason, (skipped.get(reason) ?? 0) + count)
  let movies = 0
  let taken = 0

  const add = (columns: MovieColumns) => {
    movies += 1
    const excluded = exclusionOf(columns, world.now, thresholds)
    if (excluded !== null) return skip(excluded, 1)
    const facts = factsOf(columns, world.now, thresholds)
    let reason = "spared"
    for (const { rule, selection } of lanes) {
      const verdict = judged(rule, facts, world, thresholds)
      if (verdict.outcome === "qualifies") {
        taken += 1
        return selection.add({ facts, verdict, value: rule.value(facts, world) })
      }
      if (verdict.outcome === "unknown") reason = "unknown"
    }
    skip(reason, 1)
  }

  const finish = (): Plan => {
    const { bytesFreed, items, qualified } = itemsOf(lanes, thresholds.itemsMax)
    if (taken > items.length) skip("not needed now", taken - items.length)
    const breaker = breakerOf(qualified, movies, bytesFreed, thresholds)
    const data = {
      createdAt: world.now,
      world,
      thresholds,
      rules: rules.map(({ name }) => name),
      movies,
      qualified,
      items,
      skipped: Object.fromEntries([...skipped].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      bytesFreed,
      breaker
    }
    return { hash: hashOf(data), ...data }
  }

  return { add, finish }
}

/** The plan for a library, in one go. Pure. */
export const planHousekeeping = (columns: Iterable<MovieColumns>, world: World, settings: PlanSettings): Plan => {
  const planner = makePlanner(world, settings)
  for (const each of columns) planner.add(each)
  return planner.finish()
}
