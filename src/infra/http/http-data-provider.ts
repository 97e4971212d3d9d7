/**
 * Gets bytes from the providers over HTTP: from the cache while they are fresh, otherwise asked, once for all who want the
 * same, within the provider's limits. When a provider fails, what it said before answers in its place for a while (LIFE-8).
 */
import { Clock, Context, Duration, Effect, Layer, Schema, type Scope } from "effect"
import { HttpClient } from "effect/http"
import { CircuitBreaker, RateLimiter } from "effect/persistence"
import {
  DataProvider,
  type ProviderAnswer,
  type ProviderError,
  ProviderName,
  type ProviderRequest,
  requestKey
} from "../../services/data-provider.ts"
import type { Disk } from "../disk/disk.ts"
import type { CacheEntry } from "./cache-entry.ts"
import type { HttpAnswer } from "./exchange.ts"
import { freshnessOf } from "./freshness.ts"
import type { HttpSettings, ProviderHttpSettings } from "./http-settings.ts"
import { type BreakerStatus, type CallCounts, type ProviderBudget, ProviderBudgets } from "./provider-budgets.ts"
import { baseProblem } from "./request-url.ts"
import { ResponseCache } from "./response-cache.ts"
import { scrubber, secretsOf } from "./secrets.ts"
import { makeFlights } from "./single-flight.ts"
import { makeUpstream, type Upstream } from "./upstream.ts"
import type { Ticket } from "./call-gate.ts"

/** A setting that no request could be made with. */
export class HttpSettingsInvalid extends Schema.TaggedError<HttpSettingsInvalid>()("HttpSettingsInvalid", {
  provider: ProviderName,
  detail: Schema.String
}) {
  override get message() {
    return `The settings for ${this.provider} cannot be used: ${this.detail}.`
  }
}

interface Line {
  readonly provider: ProviderName
  readonly settings: ProviderHttpSettings
  readonly upstream: Upstream
  readonly counts: { -readonly [K in keyof CallCounts]: number }
}

const fromEntry = ({ body, fetchedAt, status, type }: CacheEntry): ProviderAnswer => ({
  status,
  contentType: type,
  body,
  fetchedAt
})

const fromHttp = ({ body, contentType, retryAfterMs, status }: HttpAnswer): ProviderAnswer =>
  retryAfterMs === undefined ? { status, contentType, body } : { status, contentType, body, retryAfterMs }

/** Answers of one base must not stand in for another's: a stand-in is not the provider. */
const cacheKey = ({ settings }: Line, request: ProviderRequest): string => `${settings.baseUrl} ${requestKey(request)}`

const entryOf = (key: string, answer: HttpAnswer, now: number, freshMs: number): CacheEntry => ({
  key,
  status: answer.status,
  type: answer.contentType,
  fetchedAt: now,
  freshUntil: now + freshMs,
  ...(answer.etag === undefined ? {} : { etag: answer.etag }),
  ...(answer.lastModified === undefined ? {} : { lastModified: answer.lastModified }),
  body: answer.body
})

/** Whether this answer says less about the movie than about the provider's state of health. */
const isTrouble = ({ status }: HttpAnswer): boolean => status >= 500 || status === 429

const makeGet = (cache: ResponseCache["Service"], lines: ReadonlyMap<ProviderName, Line>, scope: Scope.Scope) => {
  const flights = makeFlights<ProviderAnswer, ProviderError>()

  /** Keeps what may be kept. A 304 renews the answer that was held against it. */
  const taken = Effect.fnUntraced(function* (
    line: Line,
    key: string,
    answer: HttpAnswer,
    held: CacheEntry | undefined
  ) {
    const policy = line.settings.cache
    const now = yield* Clock.currentTimeMillis
    const isSame = answer.status === 304 && held !== undefined
    if (isSame) line.counts.revalidated += 1
    const whole: HttpAnswer = isSame
      ? { ...answer, status: held.status, contentType: held.type, body: held.body }
      : answer
    const freshness = policy === null ? undefined : freshnessOf(whole, policy)
    if (freshness !== undefined) {
      const entry = entryOf(key, whole, now, freshness.freshMs)
      yield* cache.keep(line.provider, isSame ? { ...held, ...entry } : entry)
    }
    return fromHttp(whole)
  })

  const stale = (line: Line, held: CacheEntry | undefined, now: number): ProviderAnswer | undefined => {
    const policy = line.settings.cache
    if (held?.status !== 200 || policy === null || now - held.fetchedAt > policy.staleMaxMs) return undefined
    line.counts.stale += 1
    return fromEntry(held)
  }

  const asked = Effect.fnUntraced(function* (line: Line, request: ProviderRequest, key: string, ticket: Ticket) {
    const held = yield* cache.find(line.provider, key)
    const isRenewable = held?.status === 200
    const validators = {
      etag: isRenewable ? held.etag : undefined,
      lastModified: isRenewable ? held.lastModified : undefined
    }
    const outcome = yield* Effect.result(line.upstream.ask(request, ticket, validators))
    const now = yield* Clock.currentTimeMillis
    if (outcome._tag === "Failure") return stale(line, held, now) ?? (yield* outcome.failure)
    const answer = outcome.success
    if (isTrouble(answer)) return stale(line, held, now) ?? fromHttp(answer)
    return yield* taken(line, key, answer, isRenewable ? held : undefined)
  })

  return Effect.fnUntraced(function* (request: ProviderRequest) {
    const line = lines.get(request.provider)!
    const key = cacheKey(line, request)
    const held = yield* cache.find(request.provider, key)
    if (held !== undefined && (yield* Clock.currentTimeMillis) < held.freshUntil) {
      line.counts.fromCache += 1
      return fromEntry(held)
    }
    const { gate } = line.upstream
    return yield* flights.share(key, request.lane, {
      scope,
      ticket: gate.ticket,
      promote: gate.promote,
      joined: () => void (line.counts.shared += 1),
      work: (ticket) => asked(line, request, key, ticket)
    })
  })
}

const breakerStatus = (state: CircuitBreaker.State): BreakerStatus => {
  if (state._tag === "Closed") return { state: "closed", retryInMs: null, openings: 0 }
  const openings = state.consecutiveOpenings
  if (state._tag === "HalfOpen") return { state: "half-open", retryInMs: null, openings }
  return { state: "open", retryInMs: Duration.toMillis(state.retryAfter), openings }
}

const budgetOf = Effect.fnUntraced(function* (line: Line, cache: ResponseCache["Service"]) {
  const { counts, provider, settings, upstream } = line
  const now = yield* Clock.currentTimeMillis
  const pausedUntil = upstream.gate.pausedUntil()
  const budget: ProviderBudget = {
    provider,
    missing: settings.auth.kind === "missing" ? settings.auth.advice : null,
    ratePerSecond: settings.ratePerSecond,
    tokensLeft: yield* upstream.gate.tokensLeft,
    quota: upstream.quota?.status(now) ?? null,
    breaker: breakerStatus(yield* upstream.breaker),
    waiting: upstream.gate.lengths(),
    inFlight: upstream.gate.inFlight(),
    pausedUntil: pausedUntil > now ? pausedUntil : null,
    counts: { ...counts, ...upstream.counts },
    cache: cache.status(provider)
  }
  return budget
})

const noCounts = { requests: 0, retries: 0, failures: 0, fromCache: 0, revalidated: 0, stale: 0, shared: 0 }

const make = Effect.fnUntraced(function* (settings: HttpSettings, directory: string) {
  const client = yield* HttpClient.HttpClient
  const cache = yield* ResponseCache
  const lines = new Map<ProviderName, Line>()
  const scrub = scrubber(ProviderName.literals.flatMap((name) => secretsOf(settings[name].auth)))
  for (const provider of ProviderName.literals) {
    const own = settings[provider]
    const detail = baseProblem(own.baseUrl)
    if (detail !== undefined) return yield* new HttpSettingsInvalid({ provider, detail })
    const upstream = yield* makeUpstream(provider, own, client, scrub, `${directory}/cache`)
    lines.set(provider, { provider, settings: own, upstream, counts: { ...noCounts } })
  }
  const get = makeGet(cache, lines, yield* Effect.scope)
  return {
    data: DataProvider.of({ get }),
    budgets: ProviderBudgets.of({
      status: Effect.forEach([...lines.values()], (line) => budgetOf(line, cache))
    })
  }
})

export const HttpDataProvider = {
  /**
   * `directory` is the library's: answers and used quotas are kept in `cache/` below it. The HttpClient must follow no redirect
   * and unpack nothing; `guardedClientLayer` is the one for real networks.
   */
  layer: (
    directory: string,
    settings: HttpSettings
  ): Layer.Layer<DataProvider | ProviderBudgets | ResponseCache, HttpSettingsInvalid, HttpClient.HttpClient | Disk> =>
    Layer.effectContext(
      Effect.map(make(settings, directory), ({ budgets, data }) =>
        Context.make(DataProvider, data).pipe(Context.add(ProviderBudgets, budgets))
      )
    ).pipe(
      Layer.provideMerge(ResponseCache.layer(directory, settings)),
      Layer.provide(CircuitBreaker.layerStoreMemory()),
      Layer.provide(Layer.provide(RateLimiter.layer, RateLimiter.layerStoreMemory))
    )
}
