/** Stands before the data provider: counts who is asked how often, and lets a provider be away for a while. */
import { Clock, Effect, Layer } from "effect"
import { DataProvider, ProviderError, type ProviderName, ProviderUnreachable } from "../services/data-provider.ts"

export type Calls = Readonly<Record<ProviderName, number>>

/** A provider does not answer between these moments (epoch milliseconds). */
export interface Outage {
  readonly provider: ProviderName
  readonly from: number
  readonly to: number
}

export const noCalls: Calls = { tmdb: 0, imdb: 0, wikidata: 0, wikipedia: 0, images: 0 }

export const providerNames = Object.keys(noCalls) as ReadonlyArray<ProviderName>

export const callsBetween = (before: Calls, after: Calls): Calls => ({
  tmdb: after.tmdb - before.tmdb,
  imdb: after.imdb - before.imdb,
  wikidata: after.wikidata - before.wikidata,
  wikipedia: after.wikipedia - before.wikipedia,
  images: after.images - before.images
})

/** Calls for facts and for pictures together. */
export const allCalls = (calls: Calls): number => providerNames.reduce((sum, name) => sum + calls[name], 0)

export interface ProviderTally {
  readonly calls: () => Calls
  /** Goes over a data provider and counts what reaches it. */
  readonly layer: Layer.Layer<DataProvider, never, DataProvider>
}

/** How long a call waits before it gives up on a provider that is away. */
const silenceMs = 3_000

export const makeProviderTally = (outages: ReadonlyArray<Outage> = []): ProviderTally => {
  let calls = noCalls
  const isAway = (provider: ProviderName, now: number) =>
    outages.some((outage) => outage.provider === provider && outage.from <= now && now < outage.to)

  const layer = Layer.effect(
    DataProvider,
    Effect.map(DataProvider, (inner) =>
      DataProvider.of({
        get: Effect.fnUntraced(function* (request) {
          const { provider } = request
          calls = { ...calls, [provider]: calls[provider] + 1 }
          if (!isAway(provider, yield* Clock.currentTimeMillis)) return yield* inner.get(request)
          yield* Effect.sleep(silenceMs)
          const reason = new ProviderUnreachable({ detail: "it does not answer" })
          return yield* new ProviderError({ provider, reason })
        })
      })
    )
  )
  return { calls: () => calls, layer }
}
