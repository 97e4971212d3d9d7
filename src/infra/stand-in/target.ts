/**
 * Reads a request's address. The stand-in knows a handful of forms and refuses everything else with a reason: nothing
 * from an address ever becomes a file name or a host.
 */
import type { IncomingHttpHeaders } from "node:http"
import { Result } from "effect"
import { type ProviderName, requestKey } from "../../services/data-provider.ts"

/** A question to a provider, as it came in. */
export interface Asked {
  readonly provider: ProviderName
  /** Below the provider's base, percent-encoded as it came. */
  readonly path: string
  /** Decoded. Of a name that is given twice the last counts. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** Path and query as they came in, for redirects to the same place. */
  readonly address: string
}

export type Target =
  | { readonly of: "provider"; readonly asked: Asked }
  | { readonly of: "stand-in"; readonly path: string }

export interface Refusal {
  readonly status: 400 | 404
  readonly detail: string
}

/** Below which path each provider answers. */
export const providerBases: Readonly<Record<ProviderName, string>> = {
  tmdb: "/tmdb/3",
  imdb: "/omdb",
  wikidata: "/wikidata",
  wikipedia: "/wikipedia",
  images: "/images"
}

const addressLengthMax = 4_096
const controlCharacters = /[\u0000-\u001f\u007f]/

const refused = (status: Refusal["status"], detail: string): Result.Result<never, Refusal> =>
  Result.fail({ status, detail })

const decoded = (text: string): string | undefined =>
  Result.getOrUndefined(Result.try(() => decodeURIComponent(text.replaceAll("+", " "))))

const queryOf = (text: string): Readonly<Record<string, string>> | undefined => {
  const query: Record<string, string> = Object.create(null) as Record<string, string>
  for (const pair of text === "" ? [] : text.split("&")) {
    const at = pair.indexOf("=")
    const name = decoded(at === -1 ? pair : pair.slice(0, at))
    const value = decoded(at === -1 ? "" : pair.slice(at + 1))
    if (name === undefined || value === undefined) return undefined
    query[name] = value
  }
  return query
}

/** Why a path is not looked at, or undefined. */
const badPath = (path: string): string | undefined => {
  const plain = Result.getOrUndefined(Result.try(() => decodeURIComponent(path)))
  if (plain === undefined) return "the address has a percent sign that encodes nothing"
  if (controlCharacters.test(plain)) return "the address holds control characters"
  if (plain.split(/[/\\]/).some((segment) => segment === "..")) return "the address climbs out of its folder"
  return undefined
}

/** What a request is about, or why it is refused. `address` is the path and query of the request line. */
export const readTarget = (address: string, headers: IncomingHttpHeaders): Result.Result<Target, Refusal> => {
  if (address.length > addressLengthMax) return refused(400, `the address has more than ${addressLengthMax} characters`)
  if (!address.startsWith("/")) return refused(400, "the address is not a path")
  const mark = address.indexOf("?")
  const path = mark === -1 ? address : address.slice(0, mark)
  const bad = badPath(path)
  if (bad !== undefined) return refused(400, bad)
  const query = queryOf(mark === -1 ? "" : address.slice(mark + 1))
  if (query === undefined) return refused(400, "the query has a percent sign that encodes nothing")
  if (path.startsWith("/stand-in/")) return Result.succeed({ of: "stand-in", path: path.slice("/stand-in".length) })
  for (const [provider, base] of Object.entries(providerBases) as ReadonlyArray<[ProviderName, string]>) {
    if (path !== base && !path.startsWith(`${base}/`)) continue
    const below = path.slice(base.length) || "/"
    return Result.succeed({ of: "provider", asked: { provider, path: below, query, headers, address } })
  }
  return refused(404, "there is no provider at this address; /stand-in/status lists them")
}

/** What says who asks, and what changes nothing about the answer. */
const unkeyed = new Set(["api_key", "apikey", "maxlag"])

/** The key that the answer is filed under if it was recorded in exactly this form; never holds a secret. */
export const keyOf = ({ provider, path, query }: Asked): string => {
  const kept = Object.entries(query).filter(([name]) => !unkeyed.has(name))
  return requestKey({ provider, path, query: Object.fromEntries(kept) })
}
