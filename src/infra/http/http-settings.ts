/**
 * How each provider is spoken to: where it is, who we are, how fast, how long, and what is kept. Defaults follow what the
 * providers ask for. Secrets are Redacted here and are added to a request in one place only (exchange.ts).
 */
import type { Redacted } from "effect"
import { dayMs, hourMs, minuteMs, secondMs } from "../../domain/time.ts"
import type { ProviderName } from "../../services/data-provider.ts"

export type ProviderAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: Redacted.Redacted }
  /** A query parameter of this name. */
  | { readonly kind: "query"; readonly name: string; readonly key: Redacted.Redacted }
  /** A key, or somebody to reach, is needed and there is none: nothing is asked, and `advice` says what to do. */
  | { readonly kind: "missing"; readonly what: "key" | "contact"; readonly advice: string }

/** What is kept of a provider's answers. Nothing is kept longer than TMDB's term, whatever is set here. */
export interface CachePolicy {
  /** A success without Cache-Control is fresh for so long. */
  readonly freshDefaultMs: number
  /** A success is never fresh for longer, whatever its max-age. */
  readonly freshMaxMs: number
  /** "Not there" (404, 410) is believed for so long. */
  readonly absentMs: number
  /** While the provider fails, a success that was fetched at most so long ago answers in its place. */
  readonly staleMaxMs: number
  /** No answer stays on the disk for longer. */
  readonly keptMaxMs: number
  readonly entriesMax: number
  readonly bytesMax: number
}

export interface BreakerPolicy {
  /** So many calls in a row must fail (their retries included) before nobody is asked any more. */
  readonly failuresInARow: number
  /** The first time it opens; each further time twice as long, up to `openMaxMs`. */
  readonly openMs: number
  readonly openMaxMs: number
}

export interface ProviderHttpSettings {
  /** `http:` or `https:`, without user or query. `{language}` in it stands for the first folder of a request's path. */
  readonly baseUrl: string
  /** Hosts besides the base's own that a redirect may lead to; `.example.org` stands for all below it. */
  readonly redirectHosts: ReadonlyArray<string>
  readonly auth: ProviderAuth
  readonly userAgent: string
  /** In any time of t seconds at most `burst + ratePerSecond * t` requests are sent; at most 1,000 a second. */
  readonly ratePerSecond: number
  readonly burst: number
  /**
   * So many may arrive at the provider in any second by its own count, however late they arrive; null where it does not
   * count. More than `concurrency`, or half of the time nothing is sent.
   */
  readonly perSecondMax: number | null
  /** Requests in a day of UTC, or null. The last tenth is for persons. */
  readonly dailyQuota: number | null
  /** Requests under way at the same time. */
  readonly concurrency: number
  /** One request, from connecting to the last byte. A call with its retries begins no request after this time. */
  readonly timeoutMs: number
  readonly retriesMax: number
  /** Of a body as sent, and of a body unpacked. */
  readonly bodyBytesMax: number
  /** So many may wait in each lane. */
  readonly waitingMax: number
  readonly cache: CachePolicy | null
  readonly breaker: BreakerPolicy
}

export type HttpSettings = Readonly<Record<ProviderName, ProviderHttpSettings>>

/** What a person sets; everything else has a default. */
export interface HttpChoices {
  /** Named in the User-Agent, as Wikipedia asks: an address or a page where one reaches whoever runs this. */
  readonly contact?: string
  readonly version: string
  /** TMDB's v4 read token. */
  readonly tmdbToken?: Redacted.Redacted
  readonly omdbKey?: Redacted.Redacted
  /** Other settings for some providers, such as the base addresses of a stand-in. */
  readonly providers?: { readonly [P in ProviderName]?: Partial<ProviderHttpSettings> }
}

const megabyte = 1024 * 1024

const apiCache: CachePolicy = {
  freshDefaultMs: hourMs,
  freshMaxMs: dayMs,
  absentMs: 3 * dayMs,
  staleMaxMs: 30 * dayMs,
  keptMaxMs: 60 * dayMs,
  entriesMax: 20_000,
  bytesMax: 64 * megabyte
}

const common: Omit<ProviderHttpSettings, "baseUrl" | "userAgent"> = {
  redirectHosts: [],
  auth: { kind: "none" },
  ratePerSecond: 5,
  burst: 2,
  perSecondMax: null,
  dailyQuota: null,
  concurrency: 4,
  timeoutMs: 10 * secondMs,
  retriesMax: 2,
  bodyBytesMax: 8 * megabyte,
  waitingMax: 20_000,
  cache: apiCache,
  breaker: { failuresInARow: 5, openMs: 30 * secondMs, openMaxMs: 10 * minuteMs }
}

const tmdbAuth = (token: Redacted.Redacted | undefined): ProviderAuth =>
  token === undefined
    ? { kind: "missing", what: "key", advice: "set TMDB_TOKEN to a read access token of themoviedb.org" }
    : { kind: "bearer", token }

const omdbAuth = (key: Redacted.Redacted | undefined): ProviderAuth =>
  key === undefined
    ? { kind: "missing", what: "key", advice: "set OMDB_KEY to a key of omdbapi.com" }
    : { kind: "query", name: "apikey", key }

/** Wikimedia asks every program to say whom to reach, and may shut out those that do not. */
const wikimediaAuth = (contact: string | undefined): ProviderAuth =>
  contact === undefined
    ? {
        kind: "missing",
        what: "contact",
        advice: "set REELSTATE_CONTACT to an address or a page where you can be reached"
      }
    : { kind: "none" }

/** The settings for all providers. TMDB allows about 40 requests in any second; ours leave room for requests that bunch up on the way. */
export const httpSettings = (choices: HttpChoices): HttpSettings => {
  const userAgent = `reelstate/${choices.version} (${choices.contact ?? "no contact given"})`
  const from = (name: ProviderName, settings: Partial<ProviderHttpSettings> & { readonly baseUrl: string }) => ({
    ...common,
    userAgent,
    ...settings,
    ...choices.providers?.[name]
  })
  return {
    tmdb: from("tmdb", {
      baseUrl: "https://api.themoviedb.org/3",
      auth: tmdbAuth(choices.tmdbToken),
      ratePerSecond: 34,
      burst: 3,
      perSecondMax: 40,
      concurrency: 20
    }),
    imdb: from("imdb", { baseUrl: "https://www.omdbapi.com", auth: omdbAuth(choices.omdbKey), dailyQuota: 1_000 }),
    // Both ask for requests in series.
    wikidata: from("wikidata", {
      baseUrl: "https://www.wikidata.org",
      auth: wikimediaAuth(choices.contact),
      concurrency: 1
    }),
    wikipedia: from("wikipedia", {
      baseUrl: "https://{language}.wikipedia.org/api/rest_v1",
      auth: wikimediaAuth(choices.contact),
      concurrency: 1
    }),
    // Pictures are kept as files of the library: a second copy in the cache would only take space.
    images: from("images", {
      baseUrl: "https://image.tmdb.org",
      ratePerSecond: 20,
      burst: 10,
      concurrency: 8,
      timeoutMs: 20 * secondMs,
      bodyBytesMax: 20 * megabyte,
      cache: null
    })
  }
}
