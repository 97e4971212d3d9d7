/** A data provider over a scripted network and a disk in memory, in virtual time. */
import { Effect, Fiber, Layer, Redacted, References, type Scope } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { HttpDataProvider } from "../../../src/infra/http/http-data-provider.ts"
import { httpSettings, type ProviderHttpSettings } from "../../../src/infra/http/http-settings.ts"
import { ProviderBudgets } from "../../../src/infra/http/provider-budgets.ts"
import type { ResponseCache } from "../../../src/infra/http/response-cache.ts"
import {
  DataProvider,
  type Lane,
  type ProviderAnswer,
  type ProviderError,
  type ProviderName
} from "../../../src/services/data-provider.ts"
import { inWorld, type World } from "../../support/virtual.ts"
import { type Script, ScriptedNet } from "./scripted-client.ts"

/** Put together, so that no file holds what looks like a secret. */
export const tmdbToken = ["tmdb", "token", "0123456789", "secret"].join("-")
export const omdbKey = ["omdb", "key", "4711", "secret"].join("-")

export const testSettings = (
  tmdb: Partial<ProviderHttpSettings> = {},
  others: { readonly [P in ProviderName]?: Partial<ProviderHttpSettings> } = {}
) =>
  httpSettings({
    version: "0.0.0",
    contact: "somebody@example.org",
    tmdbToken: Redacted.make(tmdbToken),
    omdbKey: Redacted.make(omdbKey),
    providers: { ...others, tmdb: { cache: null, ...tmdb } }
  })

type Services = DataProvider | ProviderBudgets | ResponseCache | World | Scope.Scope

export interface HttpWorld {
  readonly net: ScriptedNet
  readonly disk: MemoryDisk
  readonly run: <A, E>(program: Effect.Effect<A, E, Services>) => Promise<A>
}

export const httpWorld = (
  script: Script,
  tmdb: Partial<ProviderHttpSettings> = {},
  others: { readonly [P in ProviderName]?: Partial<ProviderHttpSettings> } = {},
  disk = new MemoryDisk()
): HttpWorld => {
  const net = new ScriptedNet(script)
  const layer = HttpDataProvider.layer("/library", testSettings(tmdb, others)).pipe(
    Layer.provide(Layer.mergeAll(net.layer, disk.layer)),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "None"))
  )
  const quietly = Effect.provideService(References.MinimumLogLevel, "None")
  return { net, disk, run: (program) => inWorld(layer, quietly(program)) }
}

export const get = (path: string, lane: Lane = "person", provider: ProviderName = "tmdb") =>
  DataProvider.use((data) => data.get({ provider, path, query: {}, lane }))

/** Starts a request and does not wait for it. */
export const start = (path: string, lane: Lane = "person", provider: ProviderName = "tmdb") =>
  Effect.forkChild(Effect.result(get(path, lane, provider)), { startImmediately: true })

export const budget = (provider: ProviderName = "tmdb") =>
  Effect.map(
    ProviderBudgets.use(({ status }) => status),
    (rows) => rows.find((row) => row.provider === provider)!
  )

export const textOf = ({ body }: ProviderAnswer): string => new TextDecoder().decode(body)

/** What became of a request that was started: its status and text, or its error. */
export const outcomeOf = (fiber: Effect.Success<ReturnType<typeof start>>) =>
  Effect.map(Fiber.join(fiber), (result): string =>
    result._tag === "Success"
      ? `${result.success.status} ${textOf(result.success)}`
      : `${(result.failure as ProviderError).reason._tag}: ${result.failure.message}`
  )
