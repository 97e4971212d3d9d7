import { Effect, Schema } from "effect"
import { Housekeeper } from "../../../services/housekeeping/housekeeper.ts"
import type { KeptPlan } from "../../../services/housekeeping/kept-plans.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { Problem } from "../problem.ts"
import { json } from "../reply.ts"

const parts = {
  hash: Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/, { expected: "the 16 digits of a plan" }))
}

const inShort = ({ applied, plan: { breaker, bytesFreed, createdAt, hash, items, movies } }: KeptPlan) => ({
  hash,
  createdAt,
  applied,
  items: items.length,
  movies,
  bytesFreed,
  breaker
})

export const makePlan = endpoint({
  method: "POST",
  path: "/v1/housekeeping/plans",
  name: "makePlan",
  summary: "Work out what may be forgotten, and keep it for review; forgets nothing",
  parts: {},
  query: {},
  answers: { 201: "The plan: every movie with rule, evidence, thresholds and rank" },
  handle: Effect.fnUntraced(function* () {
    const { settings } = yield* HttpDesk
    const made = yield* (yield* Housekeeper).plan
    return json(made, 201, { location: `${settings.basePath}/v1/housekeeping/plans/${made.hash}` })
  })
})

export const plans = endpoint({
  method: "GET",
  path: "/v1/housekeeping/plans",
  name: "listPlans",
  summary: "The plans that are kept, the newest first",
  parts: {},
  query: {},
  answers: { 200: "Plans in short" },
  handle: () => Effect.map(Housekeeper, (housekeeper) => json({ plans: housekeeper.plans().map(inShort) }))
})

export const plan = endpoint({
  method: "GET",
  path: "/v1/housekeeping/plans/{hash}",
  name: "getPlan",
  summary: "One plan in full",
  parts,
  query: {},
  answers: { 200: "Every movie with rule, evidence, thresholds and rank", 404: "plan-unknown" },
  handle: Effect.fnUntraced(function* ({ path }) {
    const kept = (yield* Housekeeper).plans().find((each) => each.plan.hash === path.hash)
    if (kept !== undefined) return json({ applied: kept.applied, ...kept.plan })
    return yield* new Problem({ kind: "plan-unknown", detail: `There is no plan ${path.hash}.` })
  })
})

export const applyPlan = endpoint({
  method: "POST",
  path: "/v1/housekeeping/plans/{hash}/apply",
  name: "applyPlan",
  summary: "Apply exactly this plan, once",
  details: "Every movie accepts or refuses its part once more. A plan that the breaker stopped needs `confirm`.",
  parts,
  query: {},
  body: Schema.Struct({ confirm: Schema.optionalKey(Schema.Boolean) }),
  answers: {
    202: "It is being carried out: the events tell how",
    404: "plan-unknown",
    409: "plan-stopped, plan-applied"
  },
  handle: Effect.fnUntraced(function* ({ body, path }) {
    const housekeeper = yield* Housekeeper
    return json(yield* housekeeper.apply(path.hash, { confirm: body.confirm === true }), 202)
  })
})

export const undoPlan = endpoint({
  method: "POST",
  path: "/v1/housekeeping/plans/{hash}/undo",
  name: "undoPlan",
  summary: "Take back what this plan forgot",
  parts,
  query: {},
  body: Schema.Struct({}),
  answers: { 202: "It is being carried out: the events tell how", 409: "nothing-to-undo" },
  handle: Effect.fnUntraced(function* ({ path }) {
    const housekeeper = yield* Housekeeper
    return json(yield* housekeeper.undo(path.hash), 202)
  })
})
