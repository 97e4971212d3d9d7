/**
 * One provider over HTTP: every request through the gate and the quota, redirects and retries included, and the breaker
 * around the whole call, so that it sees one outcome per call. What is not sent is answered at once with what is the matter.
 */
import { Clock, Duration, Effect, Exit, Random, Result, Schedule } from "effect"
import { CircuitBreaker } from "effect/persistence"
import type { HttpClient } from "effect/http"
import { secondMs } from "../../domain/time.ts"
import type { Lane, ProviderError, ProviderName, ProviderRequest } from "../../services/data-provider.ts"
import { type CallGate, Dismissed, makeCallGate, type Ticket } from "./call-gate.ts"
import { type DailyQuota, dayEndsAt, makeDailyQuota } from "./daily-quota.ts"
import { ExchangeFailed, type HttpAnswer, makeExchange, type Outgoing } from "./exchange.ts"
import type { ProviderHttpSettings } from "./http-settings.ts"
import { makeProviderNews } from "./provider-news.ts"
import { refusals, round } from "./refusals.ts"
import { redirectUrl, requestUrl } from "./request-url.ts"
import type { Scrub } from "./secrets.ts"

/** What a call has cost so far, and how it may go on. */
interface Call {
  readonly ticket: Ticket
  /** When the first request was sent; waiting for a turn is no one's fault. */
  startedAt: number | undefined
  retries: number
  redirects: number
  /** The one call that finds out whether the provider is well again. */
  readonly isProbe: boolean
}

export interface UpstreamCounts {
  requests: number
  retries: number
  failures: number
}

type Validators = Pick<Outgoing, "etag" | "lastModified">

const redirectsMax = 3
const backoffBaseMs = 250
/** A longer wait is the business of whoever asked: the answer says how long. */
const waitMax = 5 * secondMs

const mayHelp = (outcome: Result.Result<HttpAnswer, ExchangeFailed>): boolean =>
  Result.match(outcome, {
    onSuccess: ({ status }) => status >= 500 || status === 429,
    onFailure: ({ kind }) => kind === "connection"
  })

const isRedirect = ({ location, status }: HttpAnswer): boolean =>
  location !== undefined && [301, 302, 303, 307, 308].includes(status)

/** Only what tells about the provider's health counts: a person who goes away and a full queue do not. */
const classify = (exit: Exit.Exit<HttpAnswer, ExchangeFailed | Dismissed>): CircuitBreaker.Outcome => {
  if (Exit.isSuccess(exit)) {
    const { status, retryAfterMs } = exit.value
    if (status === 429) return CircuitBreaker.ignored
    return status >= 500 ? CircuitBreaker.failure({ retryAfter: retryAfterMs }) : CircuitBreaker.success
  }
  const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error
  return failed instanceof ExchangeFailed && failed.kind !== "refused"
    ? CircuitBreaker.failure()
    : CircuitBreaker.ignored
}

const makeBreaker = ({ breaker }: ProviderHttpSettings) =>
  CircuitBreaker.make({
    tripPolicy: CircuitBreaker.consecutive(breaker.failuresInARow),
    openDuration: Schedule.min([Schedule.exponential(breaker.openMs), Schedule.spaced(breaker.openMaxMs)]),
    maxOpenDuration: breaker.openMaxMs
  })

export interface Upstream {
  readonly gate: CallGate
  readonly quota: DailyQuota | null
  readonly breaker: Effect.Effect<CircuitBreaker.State>
  readonly counts: Readonly<UpstreamCounts>
  readonly ask: (
    request: ProviderRequest,
    ticket: Ticket,
    validators: Validators
  ) => Effect.Effect<HttpAnswer, ProviderError>
}

export const makeUpstream = Effect.fnUntraced(function* (
  provider: ProviderName,
  settings: ProviderHttpSettings,
  client: HttpClient.HttpClient,
  scrub: Scrub,
  directory: string
) {
  const say = refusals(provider)
  const { dailyQuota, ratePerSecond } = settings
  const quota = dailyQuota === null ? null : yield* makeDailyQuota(provider, dailyQuota, directory)
  const gate = yield* makeCallGate(provider, settings, (waiting) =>
    say.overfull(waiting, (waiting * secondMs) / ratePerSecond)
  )
  const circuit = yield* makeBreaker(settings)
  const breaker = Effect.orDie(circuit.state(provider))
  const exchange = makeExchange(settings, client, scrub)
  const counts: UpstreamCounts = { requests: 0, retries: 0, failures: 0 }
  const pause = { status: 429 }
  const leftAlone = say.unreachable("its calls fail one after the other, so it is left alone")
  const news = makeProviderNews(provider)

  /** Why nobody of this lane is sent out now, or undefined. Short pauses are waited out in the queue. */
  const refusalFor = (lane: Lane, now: number): ProviderError | undefined => {
    if (settings.auth.kind === "missing") return say.notSetUp(settings.auth.what, settings.auth.advice)
    const pausedMs = gate.pausedUntil() - now
    if (pausedMs > waitMax) return say.paused(pause.status, pausedMs)
    if (quota !== null && !quota.hasLeft(lane, now)) return say.noQuota(dailyQuota!, dayEndsAt(now) - now)
    return undefined
  }
  const sendAway = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const { _tag } = yield* breaker
    const open = _tag === "Open" ? leftAlone : undefined
    gate.dismiss((lane) => open ?? refusalFor(lane, now))
  })

  /** Nobody is sent before the moment that the provider named; without one, a limit that was passed costs a short pause. */
  const heed = Effect.fnUntraced(function* ({ retryAfterMs, status }: HttpAnswer, call: Call) {
    if (retryAfterMs === undefined && status !== 429) return
    const delayMs = retryAfterMs ?? secondMs * 2 ** call.retries * (1 + (yield* Random.next))
    pause.status = status === 429 ? 429 : 503
    const now = yield* Clock.currentTimeMillis
    const isNews = gate.pausedUntil() <= now
    gate.pauseUntil(now + delayMs)
    if (delayMs <= waitMax) return
    if (isNews) yield* news.paused(status, delayMs)
    yield* sendAway
  })

  const send = Effect.fnUntraced(function* (outgoing: Outgoing, call: Call) {
    const { lane } = call.ticket
    // It was let in before the breaker opened, and comes back for a retry or a redirect.
    if (!call.isProbe && (yield* breaker)._tag !== "Closed") return yield* Effect.fail(new Dismissed(leftAlone))
    if (quota !== null && !(yield* quota.take(lane))) {
      yield* sendAway
      const now = yield* Clock.currentTimeMillis
      return yield* Effect.fail(new Dismissed(say.noQuota(dailyQuota!, dayEndsAt(now) - now)))
    }
    counts.requests += 1
    call.startedAt ??= yield* Clock.currentTimeMillis
    const answer = yield* exchange(outgoing)
    yield* heed(answer, call)
    return answer
  })

  /** Waits before the next try; false when there is to be none. */
  const backOff = Effect.fnUntraced(function* (outcome: Result.Result<HttpAnswer, ExchangeFailed>, call: Call) {
    const askedMs = Result.isSuccess(outcome) ? (outcome.success.retryAfterMs ?? 0) : 0
    const spread = 0.5 + 0.5 * (yield* Random.next)
    const delayMs = Math.max(backoffBaseMs * 2 ** call.retries * spread, askedMs)
    const now = yield* Clock.currentTimeMillis
    const spentMs = now - (call.startedAt ?? now)
    if (!mayHelp(outcome) || call.retries >= settings.retriesMax) return false
    if (delayMs > waitMax || spentMs + delayMs > settings.timeoutMs) return false
    if ((yield* breaker)._tag === "Open") return false
    call.retries += 1
    counts.retries += 1
    yield* Effect.sleep(delayMs)
    return true
  })

  const follow = (answer: HttpAnswer, asked: URL, outgoing: Outgoing, call: Call) => {
    const refuse = (why: string) =>
      new ExchangeFailed({ kind: "refused", detail: `its redirect is not followed: ${why}` })
    if (call.redirects >= redirectsMax) return Effect.fail(refuse(`it is the ${redirectsMax + 1}th in a row`))
    call.redirects += 1
    const target = Result.mapError(redirectUrl(settings, asked, outgoing.url, answer.location!), refuse)
    return Effect.map(Effect.fromResult(target), (url): Outgoing => ({
      ...outgoing,
      url,
      isOwn: url.origin === asked.origin
    }))
  }

  const attempts = Effect.fnUntraced(function* (first: Outgoing, call: Call) {
    let outgoing = first
    for (;;) {
      const outcome = yield* gate.pass(call.ticket, send(outgoing, call)).pipe(
        Effect.map((answer): Result.Result<HttpAnswer, ExchangeFailed> => Result.succeed(answer)),
        Effect.catchTag("ExchangeFailed", (failed) => Effect.succeed(Result.fail(failed)))
      )
      if (Result.isSuccess(outcome) && isRedirect(outcome.success)) {
        outgoing = yield* follow(outcome.success, first.url, outgoing, call)
        continue
      }
      if (!(yield* backOff(outcome, call))) return yield* Effect.fromResult(outcome)
    }
  })

  const told = (error: ExchangeFailed | Dismissed | CircuitBreaker.CircuitBreakerError): ProviderError => {
    if (error._tag === "Dismissed") return error.error
    if (error._tag === "ExchangeFailed")
      return error.kind === "refused" ? say.invalid(error.detail) : say.unreachable(error.detail)
    const { reason } = error
    if (reason._tag !== "CircuitOpen")
      return say.unreachable("its calls failed one after the other; one is trying it now")
    const delayMs = Duration.toMillis(reason.retryAfter)
    return say.unreachable(`its calls failed one after the other; it is tried again in ${round(delayMs)}`)
  }

  const ask: Upstream["ask"] = Effect.fnUntraced(function* (request, ticket, validators) {
    const refusal = refusalFor(ticket.lane, yield* Clock.currentTimeMillis)
    if (refusal !== undefined) return yield* refusal
    const url = requestUrl(settings, request)
    if (Result.isFailure(url)) return yield* say.invalid(`it cannot be asked: ${url.failure}`)
    const outcome = Effect.flatMap(breaker, ({ _tag }) =>
      attempts(
        { url: url.success, isOwn: true, ...validators },
        { ticket, startedAt: undefined, retries: 0, redirects: 0, isProbe: _tag === "HalfOpen" }
      )
    )
    return yield* circuit.execute(outcome, { key: provider, classify }).pipe(
      Effect.onExit((exit) =>
        Effect.flatMap(breaker, (state) => news.heard(state, Exit.isSuccess(exit) ? exit.value.status : undefined))
      ),
      Effect.onExit((exit) => {
        if (Exit.isSuccess(exit) && exit.value.status < 500) return Effect.void
        counts.failures += 1
        return sendAway
      }),
      Effect.mapError(told)
    )
  })

  const upstream: Upstream = { gate, quota, breaker, counts, ask }
  return upstream
})
