/** One policy with one budget over one trace, and the figures of it. */
import {
  boundMakers,
  type BoundName,
  type PolicyName,
  policyMakers
} from "../../services/housekeeping/policies/all-policies.ts"
import type { Future } from "../../services/housekeeping/policies/clairvoyant.ts"
import type { Policy, PolicySetup } from "../../services/housekeeping/policies/policy.ts"
import { Shelf } from "../../services/housekeeping/policies/shelf.ts"
import type { Trace } from "./trace.ts"

export type AnyPolicyName = PolicyName | BoundName

export interface Figures {
  /** The share of the uses that found their movie held. */
  readonly hitShare: number
  /** The mean over time, and the most. */
  readonly meanBytes: number
  readonly mostBytes: number
  readonly providerCalls: number
  /** Movies learnt again, after they had been known. */
  readonly regenerations: number
  readonly evictions: number
  /** What people waited, all together. */
  readonly waitedMs: number
}

/** TMDB, Wikidata and Wikipedia once each: docs/provider-calls.md counts them. */
const callsPerMovie = 3

const isBound = (name: AnyPolicyName): name is BoundName => Object.hasOwn(boundMakers, name)

const policyOf = (name: AnyPolicyName, setup: PolicySetup, future: Future): Policy =>
  isBound(name) ? boundMakers[name](setup, future) : policyMakers[name](setup)

export const runPolicy = (name: AnyPolicyName, trace: Trace, capacityBytes: number, seed: number): Figures => {
  const { bytes, costMs, movies, times, uses } = trace
  const setup: PolicySetup = { keys: movies, bytes, costMs, capacityBytes, seed }
  const future: Future = { at: 0, nextUses: trace.nextUses }
  const shelf = new Shelf(policyOf(name, setup, future), setup)
  const seen = new Uint8Array(movies)
  let [misses, regenerations, waitedMs, bytesTime, mostBytes] = [0, 0, 0, 0, 0]
  for (let index = 0, before = times[0]!; index < uses.length; index++) {
    const now = times[index]!
    const key = uses[index]!
    future.at = index
    shelf.expire(now)
    bytesTime += shelf.heldBytes * (now - before)
    before = now
    if (!shelf.use(key, now)) {
      misses += 1
      regenerations += seen[key]!
      waitedMs += costMs[key]!
      seen[key] = 1
    }
    if (shelf.heldBytes > mostBytes) mostBytes = shelf.heldBytes
  }
  const span = times[times.length - 1]! - times[0]!
  return {
    hitShare: 1 - misses / uses.length,
    meanBytes: span > 0 ? bytesTime / span : shelf.heldBytes,
    mostBytes,
    providerCalls: misses * callsPerMovie,
    regenerations,
    evictions: shelf.evictions,
    waitedMs
  }
}
