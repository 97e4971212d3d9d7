/**
 * Tells what an enrichment costs, and how old the answers are that it rests on: whoever wants to know puts a meter around
 * the effect; otherwise nobody counts.
 */
import { Clock, Context, Effect } from "effect"
import type { ProviderName } from "../data-provider.ts"

export interface CallMeter {
  /** A request is about to go to the data provider. */
  readonly called: (provider: ProviderName) => void
  /**
   * An answer came, with a body of this many bytes. `fetchedAt`: when the provider said so, epoch milliseconds; undefined: just now.
   */
  readonly received: (provider: ProviderName, bytes: number, fetchedAt: number | undefined) => void
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

export interface Dated<A> {
  readonly value: A
  /** Epoch milliseconds, and never later than now. */
  readonly fetchedAt: number
}

/**
 * The result, with the moment at which the provider said what it rests on: an answer out of a cache or a recording counts
 * from then (LIFE-8), of several answers the oldest. Meters around this one hear everything as well.
 */
export const dated = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const outer = yield* CallMeter
  let oldest = Number.POSITIVE_INFINITY
  const meter: CallMeter = {
    called: outer.called,
    received: (provider, bytes, fetchedAt) => {
      oldest = Math.min(oldest, fetchedAt ?? Number.POSITIVE_INFINITY)
      outer.received(provider, bytes, fetchedAt)
    }
  }
  const value = yield* Effect.provideService(effect, CallMeter, meter)
  const found: Dated<A> = { value, fetchedAt: Math.min(oldest, yield* Clock.currentTimeMillis) }
  return found
})
