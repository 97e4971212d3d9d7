/**
 * The replay fixtures behind a bad line: requests are lost, refused, answered late, with nonsense, about another film, or
 * not at all, as the mood says and one seed decides. The fixtures are opened once for all worlds.
 */
import { Clock, Effect, Layer, Scope } from "effect"
import { JsonReplayProvider } from "../../src/infra/replay/json-replay-provider.ts"
import {
  DataProvider,
  type ProviderAnswer,
  type ProviderName,
  type ProviderRequest,
  requestKey
} from "../../src/services/data-provider.ts"
import { unreachable } from "../../src/services/providers/provider-failures.ts"
import { randomFrom } from "./random.ts"

export interface LineMood {
  /** The share of requests that go wrong, 0 to 1. */
  readonly faults: number
  /** Providers that do not answer at all. */
  readonly down: ReadonlyArray<ProviderName>
}

export const goodLine: LineMood = { faults: 0, down: [] }

/** The fixtures' provider; open for as long as this process runs. */
export const openFixtures = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Scope.provide(
        Layer.build(JsonReplayProvider.layer("fixtures/replay", { latencyScale: 1 })),
        scope
      )
      return yield* Effect.provideContext(DataProvider, context)
    })
  )

const refusal = (status: number, text: string, retryAfterMs?: number): ProviderAnswer => ({
  status,
  contentType: "text/plain",
  body: new TextEncoder().encode(text),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs })
})

const nonsense = (text: string): ProviderAnswer => ({
  status: 200,
  contentType: "application/json",
  body: new TextEncoder().encode(text)
})

type Get = DataProvider["Service"]["get"]

const faults: ReadonlyArray<(request: ProviderRequest, get: Get) => ReturnType<Get>> = [
  ({ provider }) => Effect.fail(unreachable(provider, "the line is dead")),
  () => Effect.succeed(refusal(500, "something broke")),
  () => Effect.succeed(refusal(429, "too many", 60_000)),
  () => Effect.succeed(refusal(404, "not found")),
  () => Effect.succeed(nonsense("<html>")),
  () => Effect.succeed(nonsense("{}")),
  () => Effect.never,
  ({ provider, query, lane }, get) => get({ provider, path: "/movie/155", query, lane })
]

const hashOf = (text: string) => [...text].reduce((hash, char) => (Math.imul(hash, 31) + char.charCodeAt(0)) | 0, 7)

/** A bad line to the fixtures; `mood` is asked at each request. */
export const flakyLine = (
  fixtures: DataProvider["Service"],
  seed: number,
  mood: () => LineMood
): DataProvider["Service"] =>
  DataProvider.of({
    get: Effect.fnUntraced(function* (request: ProviderRequest) {
      const { down, faults: share } = mood()
      if (down.includes(request.provider)) return yield* unreachable(request.provider, "it is down")
      const now = yield* Clock.currentTimeMillis
      const draw = randomFrom(seed + hashOf(requestKey(request)) + (now % 0x4000_0000))
      if (draw() >= share) return yield* fixtures.get(request)
      const fault = faults[Math.floor(draw() * faults.length)]!
      return yield* fault(request, fixtures.get)
    })
  })
