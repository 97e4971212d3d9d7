/** A hybrid provider over a live provider that a test scripts and fixtures from memory, in virtual time. */
import { Effect, Layer, Redacted, References, Result, type Scope } from "effect"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { HybridProvider, type HybridReport, type HybridSettings } from "../../../src/infra/hybrid/hybrid-provider.ts"
import { hybridModes, parseHybridModes } from "../../../src/infra/hybrid/hybrid-settings.ts"
import { JsonReplayProvider } from "../../../src/infra/replay/json-replay-provider.ts"
import type { PackLine } from "../../../src/infra/replay/pack-line.ts"
import {
  DataProvider,
  type ProviderAnswer,
  ProviderError,
  type ProviderName,
  type ProviderRequest,
  ProviderUnreachable,
  requestKey
} from "../../../src/services/data-provider.ts"
import { inWorld, type World } from "../../support/virtual.ts"

/** What the live provider says to a request key; undefined: it cannot be reached. */
export type Live = (
  key: string,
  count: number
) => (Partial<Omit<ProviderAnswer, "body">> & { readonly body?: unknown }) | undefined

export const down: Live = () => undefined

export interface HybridWorld {
  readonly asked: ReadonlyArray<string>
  readonly disk: MemoryDisk
  readonly run: <A, E>(program: Effect.Effect<A, E, DataProvider | HybridReport | World | Scope.Scope>) => Promise<A>
}

const bytesOf = (body: unknown): Uint8Array =>
  body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body ?? {}))

export const liveTookMs = 70

export const hybridWorld = (
  modes: string,
  live: Live,
  fixtures: ReadonlyArray<PackLine> = [],
  disk = new MemoryDisk(),
  more: Partial<HybridSettings> = {}
): HybridWorld => {
  const asked: Array<string> = []
  const get = (request: ProviderRequest) =>
    Effect.gen(function* () {
      const key = requestKey(request)
      asked.push(key)
      yield* Effect.sleep(liveTookMs)
      const answer = live(key, asked.length)
      if (answer === undefined) {
        const reason = new ProviderUnreachable({ detail: "it is down" })
        return yield* new ProviderError({ provider: request.provider, reason })
      }
      return { status: 200, contentType: "application/json", ...answer, body: bytesOf(answer.body) }
    })
  const settings: HybridSettings = {
    modes: Result.getOrElse(parseHybridModes(modes), () => hybridModes("replay")),
    recordings: "/library/recordings",
    latencyScale: 0,
    secrets: [Redacted.make(secret)],
    ...more
  }
  const layer = HybridProvider.layer(
    settings,
    Layer.succeed(DataProvider, DataProvider.of({ get })),
    JsonReplayProvider.layerMemory(fixtures, { latencyScale: 0 })
  ).pipe(Layer.provide(disk.layer), Layer.provide(Layer.succeed(References.MinimumLogLevel, "None")))
  return { asked, disk, run: (program) => inWorld(layer, program) }
}

/** Put together, so that no file holds what looks like a secret. */
export const secret = ["known", "by", "heart", "4711"].join("-")

export const ask = (
  path: string,
  provider: ProviderName = "tmdb",
  query: ProviderRequest["query"] = {}
): Effect.Effect<string, never, DataProvider> =>
  DataProvider.use((data) => data.get({ provider, path, query, lane: "person" })).pipe(
    Effect.match({
      onSuccess: ({ body, status }) => `${status} ${new TextDecoder().decode(body)}`,
      onFailure: (error) => error.reason._tag
    })
  )

export const packOf = (disk: MemoryDisk, provider: ProviderName = "tmdb"): string =>
  Buffer.from(disk.contents(`/library/recordings/${provider}.ndjson`) ?? []).toString("utf8")
