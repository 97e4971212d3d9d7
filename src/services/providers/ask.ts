/** One question to a data provider: counted, with a deadline, its status judged and its body parsed (SAFE-4). */
import { Context, Effect } from "effect"
import { secondMs } from "../../domain/time.ts"
import type {
  DataProvider,
  Lane,
  ProviderAnswer,
  ProviderError,
  ProviderName,
  ProviderRequest
} from "../data-provider.ts"
import { answerReader, type AnswerReader } from "./answer-reader.ts"
import { CallMeter } from "./call-meter.ts"
import { answerInvalid, failureOf, unreachable } from "./provider-failures.ts"

/** How long one call may take while a person waits, before it counts as unreachable. */
export const CallTimeoutMs = Context.Reference<number>("reelstate/services/CallTimeoutMs", {
  defaultValue: () => 30_000
})

/**
 * So many times the limit of a person. Waiting for the provider's budget is part of a call; what nobody waits for stands
 * behind everybody else there, and that is no failure of the provider. Silence is noticed earlier, by the data provider.
 */
export const patience: Readonly<Record<Lane, number>> = { person: 1, background: 20, housekeeping: 20 }

/** The largest JSON body that is parsed; the largest seen in the wild has 400 kB. */
const jsonBytesMax = 8 * 1024 * 1024

/** The answer to a request, if its status is a success. Fails with a ProviderError otherwise. `timeoutMs` is that of a person. */
export const ask = Effect.fnUntraced(function* (
  dataProvider: DataProvider["Service"],
  request: ProviderRequest,
  timeoutMs: number
): Effect.fn.Return<ProviderAnswer, ProviderError> {
  const { lane, provider } = request
  const meter = yield* CallMeter
  meter.called(provider)
  const limitMs = timeoutMs * patience[lane]
  const late = () => Effect.fail(unreachable(provider, `no answer within ${limitMs / secondMs} seconds`))
  const answer = yield* dataProvider.get(request).pipe(Effect.timeoutOrElse({ duration: limitMs, orElse: late }))
  meter.received(provider, answer.body.byteLength, answer.fetchedAt)
  const failure = failureOf(provider, answer)
  if (failure !== undefined) return yield* failure
  return answer
})

const parseJson = (provider: ProviderName, answer: ProviderAnswer): Effect.Effect<unknown, ProviderError> => {
  if (answer.body.byteLength > jsonBytesMax) return answerInvalid(provider, "the answer is too large to be read")
  return Effect.try({
    try: () => JSON.parse(new TextDecoder().decode(answer.body)) as unknown,
    catch: () => answerInvalid(provider, "the answer is not JSON")
  })
}

/** The JSON object that answers a request, as a lenient reader. */
export const askJson = Effect.fnUntraced(function* (
  dataProvider: DataProvider["Service"],
  request: ProviderRequest,
  timeoutMs: number
): Effect.fn.Return<AnswerReader, ProviderError> {
  const { provider } = request
  const answer = yield* ask(dataProvider, request, timeoutMs)
  const value = yield* parseJson(provider, answer)
  const reader = answerReader(value)
  if (reader === undefined) return yield* answerInvalid(provider, "the answer is not a JSON object")
  return reader
})
