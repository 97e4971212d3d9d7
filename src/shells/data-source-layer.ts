/**
 * Where a library's bytes come from, as data: each provider live, recorded or replayed (see hybrid-settings.ts). While nothing
 * may be asked live there is no network client at all; budgets, cache and recordings can be looked at all the same.
 */
import { Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import { guardedClientLayer } from "../infra/http/guarded-client.ts"
import { HttpDataProvider } from "../infra/http/http-data-provider.ts"
import { type HttpChoices, type HttpSettings, httpSettings } from "../infra/http/http-settings.ts"
import { secretsOf } from "../infra/http/secrets.ts"
import { HybridProvider } from "../infra/hybrid/hybrid-provider.ts"
import { asksLive, type HybridModes, hybridModes } from "../infra/hybrid/hybrid-settings.ts"
import { JsonReplayProvider } from "../infra/replay/json-replay-provider.ts"

export interface DataSourceOptions {
  /** The folder of replay packs that answers where nothing was recorded; null when recordings are all there is. */
  readonly fixtures: string | null
  /** 1 waits as long as the recording did, 0 not at all. */
  readonly latencyScale: number
  /** Everything replays when absent. */
  readonly modes?: HybridModes
  /** Keys, contact, addresses: how live providers are spoken to. Without a key they are not asked. */
  readonly http?: HttpChoices
  /** Where answers are written down; `<library>/recordings` when absent. Absolute. */
  readonly recordings?: string
}

/** Stands where a network would be: whoever gets here was to replay. */
const noNetwork = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make(() => Effect.die(new Error("a request was to be sent though everything replays")))
)

const sourceOver = (
  directory: string,
  { fixtures, http, latencyScale, modes = hybridModes("replay"), recordings }: DataSourceOptions,
  clientFor: (settings: HttpSettings, modes: HybridModes) => Layer.Layer<HttpClient.HttpClient>
) => {
  const settings = httpSettings(http ?? { version: "0" })
  return HybridProvider.layer(
    {
      modes,
      latencyScale,
      recordings: recordings ?? `${directory}/recordings`,
      secrets: Object.values(settings).flatMap(({ auth }) => secretsOf(auth))
    },
    HttpDataProvider.layer(directory, settings).pipe(Layer.provide(clientFor(settings, modes))),
    fixtures === null
      ? JsonReplayProvider.layerMemory([], { latencyScale })
      : JsonReplayProvider.layer(fixtures, { latencyScale })
  )
}

/**
 * A data provider for the library in this directory, with what it tells of itself: HybridReport, ProviderBudgets and
 * ResponseCache. The cache is kept in the library's directory.
 */
export const dataSourceLayer = (directory: string, options: DataSourceOptions) =>
  sourceOver(directory, options, (settings, modes) => (asksLive(modes) ? guardedClientLayer(settings) : noNetwork))

/** The same to look at: it tells how it is set up, and nobody can be asked through it. */
export const closedSourceLayer = (directory: string, options: DataSourceOptions) =>
  sourceOver(directory, options, () => noNetwork)
