/**
 * One request and its answer, as they go over the wire: no retry, no budget, no cache. The only place where a secret is added.
 * What failed is told in our own words: the words of a network error may hold an address, and the address a key (SAFE-5).
 */
import { Clock, Data, Effect, Redacted } from "effect"
import { HttpClient, type HttpClientError, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { secondMs } from "../../domain/time.ts"
import { acceptedEncodings, type BodyRefused, readBody } from "./body-reading.ts"
import type { ProviderHttpSettings } from "./http-settings.ts"
import { retryAfterMs } from "./retry-after.ts"
import type { Scrub } from "./secrets.ts"

/** An answer with what the layers above need of its headers. */
export interface HttpAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: Uint8Array
  readonly retryAfterMs: number | undefined
  readonly location: string | undefined
  readonly etag: string | undefined
  readonly lastModified: string | undefined
  readonly cacheControl: string
  /** Seconds that the answer spent in other caches. */
  readonly age: string | undefined
  /** The provider says itself that this success is an error. */
  readonly isStatedError: boolean
}

/** There is no answer, or none that may be used. `silent`: nothing came in time; `refused`: it came, and we do not take it. */
export class ExchangeFailed extends Data.TaggedError("ExchangeFailed")<{
  readonly kind: "connection" | "silent" | "refused"
  readonly detail: string
}> {}

export interface Outgoing {
  /** Without secrets. */
  readonly url: URL
  /** Whether the provider's key goes with it; not when a redirect led to another origin. */
  readonly isOwn: boolean
  readonly etag: string | undefined
  readonly lastModified: string | undefined
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut",
  ECONNABORTED: "the connection was cut",
  EPIPE: "the connection was cut",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  ETIMEDOUT: "the connection could not be made in time",
  EHOSTUNREACH: "no way leads there",
  ENETUNREACH: "no way leads there",
  EPRIVATE: "its name leads into a private network",
  CERT_HAS_EXPIRED: "its certificate has expired"
}

/** The first code of an operating system or of Node in a chain of causes. */
const codeIn = (cause: unknown): string => {
  let each: unknown = cause
  for (let depth = 0; depth < 5 && typeof each === "object" && each !== null; depth++) {
    const { code } = each as { readonly code?: unknown }
    if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return code
    each =
      (each as { readonly cause?: unknown; readonly reason?: unknown }).cause ?? (each as { reason?: unknown }).reason
  }
  return ""
}

const fromClient = (error: HttpClientError.HttpClientError): ExchangeFailed => {
  const code = codeIn(error)
  return new ExchangeFailed({
    kind: code === "EPRIVATE" ? "refused" : "connection",
    detail: reasons[code] ?? `the connection failed${code === "" ? "" : ` (${code})`}`
  })
}

const outgoingRequest = (settings: ProviderHttpSettings, { etag, isOwn, lastModified, url }: Outgoing) => {
  const headers: Record<string, string> = { "user-agent": settings.userAgent, "accept-encoding": acceptedEncodings }
  if (etag !== undefined) headers["if-none-match"] = etag
  if (lastModified !== undefined) headers["if-modified-since"] = lastModified
  const { auth } = settings
  const target = new URL(url)
  if (isOwn && auth.kind === "bearer") headers["authorization"] = `Bearer ${Redacted.value(auth.token)}`
  if (isOwn && auth.kind === "query") target.searchParams.set(auth.name, Redacted.value(auth.key))
  return HttpClientRequest.get(target, { headers })
}

const statedErrors =
  /^\s*\{\s*(?:"[^"]{0,40}"\s*:\s*[^{["]{0,40},\s*){0,4}"(?:success"\s*:\s*false|error"\s*:\s*\{|errors"\s*:)/
const omdbError = /"Response"\s*:\s*"False"/

/** MediaWiki, TMDB and OMDb all can say "200, and it went wrong". The providers read it; here it must only not be kept. */
const statesError = (headers: Readonly<Record<string, string | undefined>>, body: Uint8Array): boolean => {
  if (headers["mediawiki-api-error"] !== undefined) return true
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 512)).toString("latin1")
  return statedErrors.test(head) || omdbError.test(head)
}

const headerMax = 1_000

/** Sends one request. Ends within the provider's deadline; whatever is left of the connection is cut when it ends. */
export const makeExchange = (settings: ProviderHttpSettings, client: HttpClient.HttpClient, scrub: Scrub) => {
  const short = (header: string | undefined): string | undefined =>
    header === undefined || header.length > headerMax
      ? undefined
      : Buffer.from(scrub(Buffer.from(header))).toString("utf8")
  const scopedClient = HttpClient.withScope(client)

  const answerOf = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse) {
    const headers: Readonly<Record<string, string | undefined>> = response.headers
    const { stream } = response
    const encoding = headers["content-encoding"] ?? ""
    const body = scrub(yield* readBody({ stream, length: headers["content-length"], encoding }, settings.bodyBytesMax))
    const answer: HttpAnswer = {
      status: response.status,
      contentType: short(headers["content-type"]) ?? "",
      body,
      retryAfterMs: retryAfterMs(headers["retry-after"], headers["date"], yield* Clock.currentTimeMillis),
      location: short(headers["location"]),
      etag: short(headers["etag"]),
      lastModified: short(headers["last-modified"]),
      cacheControl: short(headers["cache-control"]) ?? "",
      age: headers["age"],
      isStatedError: statesError(headers, body)
    }
    return answer
  })

  const failed = (error: HttpClientError.HttpClientError | BodyRefused) =>
    error._tag === "BodyRefused"
      ? new ExchangeFailed({ kind: "refused", detail: `the answer cannot be used: ${error.detail}` })
      : fromClient(error)
  const late = () =>
    new ExchangeFailed({ kind: "silent", detail: `no whole answer within ${settings.timeoutMs / secondMs} seconds` })

  return (outgoing: Outgoing): Effect.Effect<HttpAnswer, ExchangeFailed> =>
    scopedClient.execute(outgoingRequest(settings, outgoing)).pipe(
      Effect.flatMap(answerOf),
      Effect.scoped,
      Effect.mapError(failed),
      Effect.timeoutOrElse({ duration: settings.timeoutMs, orElse: () => Effect.fail(late()) }),
      // Spans hold addresses, and addresses may hold keys.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true)
    )
}
