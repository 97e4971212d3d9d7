/** Every fault in every form, at the provider where it does most, as rows of the table; and some that are about how often. */
import type { FaultSpec } from "../../src/infra/stand-in/fault-spec.ts"
import { allFaults } from "../../src/infra/stand-in/faults/all-faults.ts"
import type { ProviderName } from "../../src/services/data-provider.ts"

export interface Scenario {
  /** Unique; what the first column says. */
  readonly name: string
  readonly what: string
  readonly provider: ProviderName
  readonly faults: ReadonlyArray<FaultSpec>
}

/** Short, so that nobody waits for what a fault makes late. */
export const timeoutMs = 1_500
const megabyte = 1_024 * 1_024
export const bodyBytesMax = 2 * megabyte
const numbers = { delayMs: 2 * timeoutMs, retryAfterSeconds: 3_600, bytes: 8 * megabyte, seed: "table" }

const always = ({ kind, only, variants, what }: (typeof allFaults)[number]): ReadonlyArray<Scenario> => {
  const named: ReadonlyArray<ProviderName> = only ?? ["tmdb"]
  const [provider] = named
  return variants.map((variant) => ({
    name: variants.length === 1 ? kind : `${kind}/${variant}`,
    what,
    provider: provider!,
    faults: [{ kind, variant, provider: provider!, ...numbers }]
  }))
}

const down = (provider: ProviderName): Scenario => ({
  name: `${provider} is down`,
  what: "every connection to it is reset",
  provider,
  faults: [{ kind: "connection-reset", provider, seed: "table" }]
})

const once = (kind: "server-error" | "too-many-json" | "connection-reset", variant: string): Scenario => ({
  name: `${kind}/${variant}, once`,
  what: "the next request is answered as if nothing had been; Retry-After, if any, says 1 second",
  provider: "tmdb",
  faults: [{ kind, variant, provider: "tmdb", times: 1, retryAfterSeconds: 1, seed: "table" }]
})

export const scenarios: ReadonlyArray<Scenario> = [
  { name: "no fault", what: "all providers are honest", provider: "tmdb", faults: [] },
  ...allFaults.flatMap(always),
  once("server-error", "503"),
  once("too-many-json", "seconds"),
  once("connection-reset", "at-once"),
  ...(["images", "wikidata", "wikipedia"] as const).map(down)
]
