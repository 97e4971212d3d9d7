/**
 * A policy as a rule of the Housekeeper: it hears of uses through `record`, takes as many HD images as disk-short would, and takes
 * them in the order in which the policy lets go. A movie it never heard of is unknown to it and never qualifies (LIFE-5): a rule
 * with no memory stands behind it in the list. What it heard is in memory only and bounded; beyond the bound it hears nobody new.
 */
import type { MovieId } from "../../../domain/identity.ts"
import { diskShort } from "../disk-short.ts"
import type { Facts, World } from "../facts.ts"
import type { Rule, Verdict } from "../rule.ts"
import { type PolicyName, policyMakers } from "./all-policies.ts"
import { evictionOrder } from "./eviction-order.ts"

export interface PolicyRuleOptions {
  /** So many movies are remembered at most. */
  readonly moviesMax: number
  /** What images may hold: policies with several queues divide it. */
  readonly capacityBytes: number
  /** A size and a cost for movies of which only a use was heard. */
  readonly usualBytes: number
  readonly usualCostMs: number
}

const makeMemory = (name: PolicyName, options: PolicyRuleOptions) => {
  const { capacityBytes, moviesMax, usualBytes, usualCostMs } = options
  const bytes = new Float64Array(moviesMax).fill(usualBytes)
  const costMs = new Float64Array(moviesMax).fill(usualCostMs)
  const policy = policyMakers[name]({ keys: moviesMax, bytes, costMs, capacityBytes, seed: 1 })
  const keys = new Map<MovieId, number>()
  const held = new Uint8Array(moviesMax)
  let ranks: Map<number, number> | undefined
  let rankedFor: World | undefined

  const hear = (movie: MovieId, now: number): void => {
    if (!keys.has(movie) && keys.size === moviesMax) return
    const key = keys.get(movie) ?? keys.size
    keys.set(movie, key)
    ranks = undefined
    if (held[key] === 1) return policy.touch(key, now)
    policy.missed?.(key, now)
    policy.admit(key, now)
    held[key] = 1
  }

  /** Its place in the order, from 0; null for a movie that was not heard of. The order is worked out once for a plan. */
  const rankOf = (movie: MovieId, world: World): number | null => {
    if (ranks === undefined || rankedFor !== world) {
      ranks = new Map(evictionOrder(policy, world.now).map((key, rank) => [key, rank]))
      rankedFor = world
    }
    return ranks.get(keys.get(movie) ?? -1) ?? null
  }
  return { hear, rankOf }
}

export const policyRule = (name: PolicyName, options: PolicyRuleOptions): Rule => {
  const memory = makeMemory(name, options)
  const judge: Rule["judge"] = (facts, world, thresholds): Verdict => {
    // Popularity is no evidence here; the place in the policy's order is.
    const verdict = diskShort.judge({ ...facts, popularity: 0 }, world, thresholds)
    const value = memory.rankOf(facts.movie, world)
    const place = { name: `place by ${name}`, value, threshold: null, unit: "rank" }
    const evidence = [...verdict.evidence.filter((each) => each.name !== "popularity"), place]
    if (verdict.outcome !== "qualifies" || value !== null) return { ...verdict, evidence }
    return { outcome: "unknown", why: `${name} has heard of no use of it`, evidence }
  }
  return {
    name: `disk-short-by-${name}`,
    reason: `What goes when the disk is short, in the order of the policy ${name}: docs/policies.md names its paper.`,
    judge,
    value: (facts: Facts, world: World) => memory.rankOf(facts.movie, world) ?? Number.NaN,
    targetBytes: diskShort.targetBytes!,
    record: (movie, { at }) => memory.hear(movie, at)
  }
}
