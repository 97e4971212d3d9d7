/**
 * Providers live, recorded and replayed, each in its own mode, without a line of code (see hybrid-settings.ts). What is recorded
 * is a pack like the fixtures, one for each provider, and works offline afterwards; what has changed since is in the drift report.
 */
import { Clock, Context, Effect, Layer, type Redacted, type Result, type Scope } from "effect"
import {
  DataProvider,
  type ProviderAnswer,
  type ProviderError,
  ProviderName,
  type ProviderRequest,
  requestKey
} from "../../services/data-provider.ts"
import type { Disk, DiskError } from "../disk/disk.ts"
import { scrubber } from "../http/secrets.ts"
import { Drift, type DriftReport } from "./drift-report.ts"
import { type HybridModes, recordsLive } from "./hybrid-settings.ts"
import { answerOf, recordedLine, type RecordedLine } from "./recorded-line.ts"
import { openRecording, type Recording, type RecordingStatus } from "./recording.ts"

export interface HybridSettings {
  readonly modes: HybridModes
  /** Where the recordings are: `<provider>.ndjson`. Created when absent. */
  readonly recordings: string
  /** Replay waits so many times as long as the recording did; 0 not at all. */
  readonly latencyScale: number
  /** Everything that must not be written down, besides what looks like a secret. */
  readonly secrets: ReadonlyArray<Redacted.Redacted>
}

export interface HybridStatus {
  readonly provider: ProviderName
  readonly mode: HybridModes[ProviderName]
  readonly recording: RecordingStatus
  /** Why the last answer could not be written down, or null. */
  readonly trouble: string | null
}

export class HybridReport extends Context.Service<
  HybridReport,
  {
    readonly status: () => ReadonlyArray<HybridStatus>
    /** The request keys that were recorded of a provider. */
    readonly recorded: (provider: ProviderName) => Iterable<string>
    /** Throws away what was recorded of a provider. */
    readonly purge: (provider: ProviderName) => Effect.Effect<void, DiskError>
    /** What live answers say now that recordings and fixtures do not. */
    readonly drift: () => DriftReport
  }
>()("reelstate/infra/HybridReport") {}

type Data = DataProvider["Service"]
type Outcome = Result.Result<ProviderAnswer, ProviderError>

/** What a request means in ten years as well: found, not there, or asked wrongly. Refusals and trouble are of the moment. */
const isLasting = ({ retryAfterMs, status }: ProviderAnswer): boolean =>
  retryAfterMs === undefined && ((status >= 200 && status < 300) || [400, 404, 410, 422].includes(status))

const isFailure = (outcome: Outcome): boolean =>
  outcome._tag === "Failure" || outcome.success.status >= 500 || [401, 403, 429].includes(outcome.success.status)

const isMissing = (error: ProviderError): boolean => error.reason._tag === "FixtureMissing"

interface Line {
  readonly recording: Recording
  trouble: string | null
}

interface Parts {
  readonly settings: HybridSettings
  readonly lines: ReadonlyMap<ProviderName, Line>
  readonly live: Data
  readonly fixtures: Data
  readonly drift: Drift
  readonly scope: Scope.Scope
}

const makeReplay = ({ fixtures, lines, settings }: Parts) => {
  const recorded = (request: ProviderRequest, now: number): RecordedLine | undefined => {
    try {
      return lines.get(request.provider)!.recording.find(requestKey(request), now)
    } catch {
      // A line that the disk does not give back is as good as none.
      return undefined
    }
  }
  /** From the recording, else from the fixtures. Fails with FixtureMissing when neither has it. */
  const replay = Effect.fnUntraced(function* (request: ProviderRequest) {
    const line = recorded(request, yield* Clock.currentTimeMillis)
    if (line === undefined) return yield* fixtures.get(request)
    const delayMs = (line.latencyMs ?? 0) * settings.latencyScale
    if (delayMs > 0) yield* Effect.sleep(delayMs)
    return answerOf(line)
  })
  return { recorded, replay }
}

const makeGet = (parts: Parts) => {
  const { drift, fixtures, lines, live, scope, settings } = parts
  const { recorded, replay } = makeReplay(parts)
  const scrub = scrubber(settings.secrets)

  /** Fixtures take their recorded time; the caller, who has a live answer already, does not wait for that. */
  const compareWithFixture = (request: ProviderRequest, line: RecordedLine) =>
    Effect.map(fixtures.get(request), (answer) => {
      const before = recordedLine(line.key, answer, { latencyMs: 0, recordedAt: 0 }, scrub)
      drift.note(request.provider, before, line)
    }).pipe(Effect.ignore, Effect.forkIn(scope))

  const heard = Effect.fnUntraced(function* (
    request: ProviderRequest,
    answer: ProviderAnswer,
    latencyMs: number,
    isRecorded: boolean
  ) {
    if (!isLasting(answer)) return
    const now = yield* Clock.currentTimeMillis
    const line = recordedLine(requestKey(request), answer, { latencyMs, recordedAt: answer.fetchedAt ?? now }, scrub)
    const before = recorded(request, now)
    if (before === undefined) yield* compareWithFixture(request, line)
    else drift.note(request.provider, before, line)
    if (!isRecorded) return
    const own = lines.get(request.provider)!
    yield* Effect.catch(own.recording.write(line), (error: DiskError) =>
      Effect.sync(() => void (own.trouble = error.message))
    )
  })

  /** Asks the provider, and remembers what it says as the mode wants it. */
  const ask = Effect.fnUntraced(function* (request: ProviderRequest, isRecorded: boolean) {
    const from = yield* Clock.currentTimeMillis
    const answer = yield* live.get(request)
    yield* heard(request, answer, (yield* Clock.currentTimeMillis) - from, isRecorded)
    return answer
  })

  const askElseReplay = Effect.fnUntraced(function* (request: ProviderRequest) {
    const outcome: Outcome = yield* Effect.result(ask(request, false))
    if (isFailure(outcome)) {
      const before = yield* Effect.result(replay(request))
      if (before._tag === "Success") return before.success
    }
    return yield* Effect.fromResult(outcome)
  })

  const get: Data["get"] = (request) => {
    switch (settings.modes[request.provider]) {
      case "replay":
        return replay(request)
      case "live":
        return live.get(request)
      case "record":
        return ask(request, true)
      case "replay-then-live":
        return Effect.catchIf(replay(request), isMissing, () => ask(request, true))
      case "live-then-replay":
        return askElseReplay(request)
    }
  }
  return get
}

const make = Effect.fnUntraced(function* (settings: HybridSettings, live: Data, fixtures: Data) {
  const lines = new Map<ProviderName, Line>()
  for (const provider of ProviderName.literals) {
    const path = `${settings.recordings}/${provider}.ndjson`
    const recording = yield* openRecording(provider, path, recordsLive(settings.modes[provider]))
    for (const repair of recording.status().repairs) {
      yield* Effect.logWarning(`The recording of ${provider} was repaired: ${repair}`)
    }
    lines.set(provider, { recording, trouble: null })
  }
  const drift = new Drift()
  const get = makeGet({ settings, lines, live, fixtures, drift, scope: yield* Effect.scope })
  const status = () =>
    [...lines].map(([provider, { recording, trouble }]): HybridStatus => {
      return { provider, mode: settings.modes[provider], recording: recording.status(), trouble }
    })
  const recorded = (provider: ProviderName) => lines.get(provider)!.recording.keys()
  const purge = (provider: ProviderName) => lines.get(provider)!.recording.purge
  return { get, status, recorded, purge, drift: () => drift.report() }
})

export const HybridProvider = {
  /**
   * One data provider over two. `live` and `fixtures` are layers of data providers, such as HttpDataProvider and
   * JsonReplayProvider; whatever else `live` offers is passed on.
   */
  layer: <Out, E, R, E2, R2>(
    settings: HybridSettings,
    live: Layer.Layer<DataProvider | Out, E, R>,
    fixtures: Layer.Layer<DataProvider, E2, R2>
  ): Layer.Layer<DataProvider | HybridReport | Out, E | E2 | DiskError, R | R2 | Disk> =>
    Layer.effectContext(
      Effect.gen(function* () {
        const liveServices = yield* Layer.build(live)
        // Both are data providers: built apart, or the second would be the first.
        const fixtureServices = yield* Layer.build(Layer.fresh(fixtures))
        const { get, ...report } = yield* make(
          settings,
          Context.get(liveServices as Context.Context<DataProvider>, DataProvider),
          Context.get(fixtureServices, DataProvider)
        )
        return Context.merge(
          liveServices,
          Context.make(DataProvider, DataProvider.of({ get })).pipe(Context.add(HybridReport, HybridReport.of(report)))
        ) as Context.Context<DataProvider | HybridReport | Out>
      })
    )
}
