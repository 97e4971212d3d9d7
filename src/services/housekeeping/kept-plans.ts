/** The last few plans, by hash. A plan is kept in memory only: after a restart a new one is made, from the library as it is. */
import type { EventBody, PlanItem } from "../../domain/event.ts"
import { itemsPerEventMax } from "../../domain/event.ts"
import type { Plan } from "./plan.ts"

export interface KeptPlan {
  readonly plan: Plan
  readonly applied: boolean
}

export interface KeptPlans {
  readonly keep: (plan: Plan) => void
  readonly find: (hash: string) => KeptPlan | undefined
  readonly mark: (hash: string, applied: boolean) => void
  /** The newest first. */
  readonly all: () => ReadonlyArray<KeptPlan>
}

export const makeKeptPlans = (plansMax: number): KeptPlans => {
  let plans: ReadonlyArray<KeptPlan> = []
  return {
    keep: (plan) => {
      if (plans.some((kept) => kept.plan.hash === plan.hash)) return
      plans = [{ plan, applied: false }, ...plans].slice(0, plansMax)
    },
    find: (hash) => plans.find(({ plan }) => plan.hash === hash),
    mark: (hash, applied) =>
      void (plans = plans.map((kept) => (kept.plan.hash === hash ? { plan: kept.plan, applied } : kept))),
    all: () => plans
  }
}

type ApplyBody = Extract<EventBody, { readonly type: "HousekeepingRequested" }>

/** The events that carry a plan out: its own items, in its own order, never worked out anew (SAFE-3). */
export const applyEventsOf = (plan: Plan): ReadonlyArray<ApplyBody> => {
  const events: Array<ApplyBody> = []
  for (let from = 0; from < plan.items.length; from += itemsPerEventMax) {
    const items: ReadonlyArray<PlanItem> = plan.items.slice(from, from + itemsPerEventMax)
    events.push({ type: "HousekeepingRequested", mode: "apply", plan: plan.hash, items })
  }
  return events
}
