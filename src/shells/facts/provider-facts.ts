/** How each provider stands: where its answers come from, what is left of its patience, what is kept of it. */
import { Effect } from "effect"
import { ProviderBudgets } from "../../infra/http/provider-budgets.ts"
import { HybridReport } from "../../infra/hybrid/hybrid-provider.ts"

/** In a command that has just begun the breakers are closed; what is kept and used of a day is what earlier runs have left. */
export const providerFacts = Effect.gen(function* () {
  const { status } = yield* HybridReport
  const budgets = yield* ProviderBudgets.use((service) => service.status)
  return status().map(({ mode, provider, recording, trouble }) => ({
    ...budgets.find((budget) => budget.provider === provider)!,
    mode,
    recording: { ...recording, trouble }
  }))
})

export type ProviderFacts = Effect.Success<typeof providerFacts>[number]
