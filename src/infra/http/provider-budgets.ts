/** What is left of each provider's patience, as anybody may see it: budget, queues, breaker, quota, cache (RUN-4). */
import { Context, type Effect } from "effect"
import type { Lane, ProviderName } from "../../services/data-provider.ts"
import type { CacheStatus } from "./response-cache.ts"

export interface BreakerStatus {
  readonly state: "closed" | "open" | "half-open"
  /** How long until the next try, while it is open; otherwise null. */
  readonly retryInMs: number | null
  /** How often in a row it has opened without a lasting recovery. */
  readonly openings: number
}

/** Since this process started. */
export interface CallCounts {
  /** Requests that were sent, retries and redirects included. */
  readonly requests: number
  readonly retries: number
  /** Calls that ended without an answer, or with a status of 500 and above. */
  readonly failures: number
  /** Answered from the cache without a request. */
  readonly fromCache: number
  /** Asked again and not changed (304). */
  readonly revalidated: number
  /** An old answer stood in for a provider that failed. */
  readonly stale: number
  /** Joined a call that was under way. */
  readonly shared: number
}

export interface ProviderBudget {
  readonly provider: ProviderName
  /** What must be done before it can be asked: there is no key, or no contact; null when it can. */
  readonly missing: string | null
  readonly ratePerSecond: number
  readonly tokensLeft: number
  readonly quota: { readonly limit: number; readonly used: number; readonly resetsAt: number } | null
  readonly breaker: BreakerStatus
  readonly waiting: Readonly<Record<Lane, number>>
  readonly inFlight: number
  /** The provider wants to be left alone until then, epoch milliseconds; null when it does not. */
  readonly pausedUntil: number | null
  readonly counts: CallCounts
  readonly cache: CacheStatus | null
}

export class ProviderBudgets extends Context.Service<
  ProviderBudgets,
  {
    /** One row for each provider, in a fixed order. */
    readonly status: Effect.Effect<ReadonlyArray<ProviderBudget>>
  }
>()("reelstate/infra/ProviderBudgets") {}
