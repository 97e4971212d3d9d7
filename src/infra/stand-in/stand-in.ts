/**
 * A stand-in for TMDB, OMDb, Wikidata, Wikipedia and the image host: a real HTTP server on this machine that answers from
 * replay fixtures in the services' own forms, counts what it is asked, keeps a rate limit, and misbehaves when told to.
 * It opens no connection, and reads no file but the fixtures.
 */
import { Context, Effect, Layer, type Scope } from "effect"
import { ProviderName } from "../../services/data-provider.ts"
import { ReplayUnreadable } from "../replay/json-replay-provider.ts"
import { openPackFolder } from "../replay/pack-folder.ts"
import type { PackLine } from "../replay/pack-line.ts"
import { memorySource, type ReplaySource } from "../replay/replay-source.ts"
import { makeAnswering } from "./answering.ts"
import { makeDoors } from "./doors/all-doors.ts"
import { type FaultDesk, makeFaultDesk } from "./fault-desk.ts"
import type { FaultInvalid, FaultSpec } from "./fault-spec.ts"
import { listen, type StandInUnavailable } from "./server.ts"
import { makeShelf } from "./shelf.ts"
import { makeTallies, type ProviderTally } from "./tally.ts"
import { providerBases } from "./target.ts"

export interface StandInOptions {
  /** The folder of replay packs, or their lines. */
  readonly fixtures: string | ReadonlyArray<PackLine>
  /** 0 takes any port that is free. */
  readonly port: number
  /** 1 takes as long as the recording did, 0 answers at once. */
  readonly latencyScale: number
  /** Requests a second at each provider, or at those that are named; Infinity for no limit. */
  readonly ratePerSecond: number | Readonly<Partial<Record<ProviderName, number>>>
  /** False lets in whoever gives no key and no user agent. True when absent. */
  readonly credentialsRequired?: boolean
  readonly faults?: ReadonlyArray<FaultSpec>
}

export interface StandInStatus {
  readonly baseUrls: Readonly<Record<ProviderName, string>>
  /** Null is no limit. */
  readonly ratePerSecond: Readonly<Record<ProviderName, number | null>>
  readonly providers: Readonly<Record<ProviderName, ProviderTally>>
  readonly faults: ReturnType<FaultDesk["list"]>
}

export class StandIn extends Context.Service<
  StandIn,
  {
    /** `http://127.0.0.1:{port}` */
    readonly url: string
    /** What the path of a request to each provider is put behind. */
    readonly baseUrls: Readonly<Record<ProviderName, string>>
    readonly status: () => StandInStatus
    /** Counters back to zero. Faults stay. */
    readonly resetCounters: () => void
    /** Sets these after those that are set. */
    readonly addFaults: (faults: ReadonlyArray<FaultSpec>) => Effect.Effect<void, FaultInvalid>
    readonly clearFaults: () => void
  }
>()("reelstate/infra/StandIn") {}

const sourceOf = (fixtures: StandInOptions["fixtures"]): Effect.Effect<ReplaySource, ReplayUnreadable, Scope.Scope> => {
  if (typeof fixtures !== "string") return Effect.succeed(memorySource(fixtures))
  return Effect.acquireRelease(
    Effect.try({
      try: () => openPackFolder(fixtures),
      catch: (fault) => new ReplayUnreadable({ directory: fixtures, detail: String(fault) })
    }),
    (folder) => Effect.sync(folder.close)
  )
}

const forEach = <A>(valueOf: (provider: ProviderName) => A): Readonly<Record<ProviderName, A>> =>
  Object.fromEntries(ProviderName.literals.map((provider) => [provider, valueOf(provider)])) as Record<ProviderName, A>

const make = Effect.fnUntraced(function* (options: StandInOptions) {
  const { latencyScale, ratePerSecond } = options
  const shelf = makeShelf(yield* sourceOf(options.fixtures), latencyScale)
  const desk = makeFaultDesk()
  yield* desk.add(options.faults ?? [])
  const tallies = makeTallies()
  const limits = forEach((of) => (typeof ratePerSecond === "number" ? ratePerSecond : (ratePerSecond[of] ?? Infinity)))
  let url = ""
  const status = (): StandInStatus => ({
    baseUrls: forEach((provider) => `${url}${providerBases[provider]}`),
    ratePerSecond: forEach((provider) => (Number.isFinite(limits[provider]) ? limits[provider] : null)),
    providers: forEach((provider) => tallies[provider].read()),
    faults: desk.list()
  })
  const resetCounters = () => {
    for (const provider of ProviderName.literals) tallies[provider].reset()
  }
  const credentialsRequired = options.credentialsRequired ?? true
  const answering = makeAnswering({ doors: makeDoors(latencyScale), shelf, desk, tallies, limits, credentialsRequired })
  url = yield* listen(options.port, answering({ status, resetCounters, desk }))
  const addFaults = (faults: ReadonlyArray<FaultSpec>) => Effect.asVoid(desk.add(faults))
  return StandIn.of({ url, baseUrls: status().baseUrls, status, resetCounters, addFaults, clearFaults: desk.clear })
})

/** The stand-in, for as long as the layer lives. Closing it ends every connection at once, stalled ones too. */
export const standInLayer = (
  options: StandInOptions
): Layer.Layer<StandIn, ReplayUnreadable | FaultInvalid | StandInUnavailable> => Layer.effect(StandIn, make(options))
