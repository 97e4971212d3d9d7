/**
 * The seam of housekeeping. A rule is one small file: a name, the reason or paper behind it, a judgement over known facts,
 * and an order. Policies that learn (SIEVE, LHD, a clairvoyant bound) are made by a function that holds their memory,
 * hear of every use through `record`, and answer through the same `judge` and `value`.
 */
import type { Evidence } from "../../domain/event.ts"
import type { Kept } from "../../domain/level.ts"
import type { Use } from "../statistics/use.ts"
import type { Facts, World } from "./facts.ts"
import type { Thresholds } from "./thresholds.ts"

/** What would be forgotten. */
export interface Proposal {
  readonly kept: Kept
  /** Only the HD images go; the level stays as it is. */
  readonly imagesOnly: boolean
  /** About what it frees. */
  readonly bytes: number
}

/** Evidence has three states: it speaks for it, against it, or could not be looked up; the last never qualifies (LIFE-5). */
export type Verdict = { readonly evidence: ReadonlyArray<Evidence> } & (
  | { readonly outcome: "qualifies"; readonly proposal: Proposal }
  | { readonly outcome: "spared" | "unknown"; readonly why: string }
)

export interface Rule {
  readonly name: string
  /** Why anybody should believe in it: the reason, or the paper. */
  readonly reason: string
  readonly judge: (facts: Facts, world: World, thresholds: Thresholds) => Verdict
  /** What forgetting it costs: of the movies that qualify, the lowest go first. */
  readonly value: (facts: Facts, world: World) => number
  /** How many bytes are to go, null when unknown: the rule takes no movie more than that needs. Absent: all that qualify. */
  readonly targetBytes?: (world: World, thresholds: Thresholds) => number | null
  /** For a rule that learns: told of every use, in the order of the log. */
  readonly record?: (movie: Facts["movie"], use: Use) => void
}

/** One condition of a rule. */
export interface Claim extends Evidence {
  readonly holds: (value: number) => boolean
}

const shown = ({ name, threshold, unit, value }: Evidence): string =>
  `${name} is ${value} ${unit}` + (threshold === null ? "" : `; the threshold is ${threshold} ${unit}`)

/** Qualifies when every claim is known and holds. One that does not hold spares even when another is unknown. */
export const verdictOf = (claims: ReadonlyArray<Claim>, proposal: Proposal): Verdict => {
  const evidence = claims.map(({ name, threshold, unit, value }) => ({ name, value, threshold, unit }))
  const isKnown = ({ value }: Claim) => value !== null && Number.isFinite(value)
  const against = claims.find((claim) => isKnown(claim) && !claim.holds(claim.value!))
  if (against !== undefined) return { outcome: "spared", why: shown(against), evidence }
  const unknown = claims.find((claim) => !isKnown(claim))
  if (unknown !== undefined) return { outcome: "unknown", why: `${unknown.name} is not known`, evidence }
  return { outcome: "qualifies", proposal, evidence }
}
