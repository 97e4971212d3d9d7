/** Counts what an enrichment costs: whoever wants to know puts a meter around the effect; otherwise nobody counts. */
import { Context } from "effect"
import type { ProviderName } from "../data-provider.ts"

export interface CallMeter {
  /** A request is about to go to the data provider. */
  readonly called: (provider: ProviderName) => void
  /** An answer came, with a body of this many bytes. */
  readonly received: (provider: ProviderName, bytes: number) => void
}

export const CallMeter = Context.Reference<CallMeter>("reelstate/services/CallMeter", {
  defaultValue: () => ({ called: () => undefined, received: () => undefined })
})

export interface CallCount {
  /** Calls for facts. Images are not calls: they are counted in bytes. */
  calls: number
  imageBytes: number
}

/** A meter that writes into the given count. */
export const meterInto = (count: CallCount): CallMeter => ({
  called: (provider) => {
    if (provider !== "images") count.calls += 1
  },
  received: (provider, bytes) => {
    if (provider === "images") count.imageBytes += bytes
  }
})
