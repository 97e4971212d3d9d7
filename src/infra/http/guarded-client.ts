/**
 * Effect's HttpClient over node:http, with one more guard: a public name that resolves to a private address is not connected
 * to (SAFE-4). The check is made where the address is used, so that a second answer of the name server cannot slip through.
 */
import type * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { layerNodeHttpOptions } from "@effect/platform-node/NodeHttpClient"
import type { Layer } from "effect"
import type { HttpClient } from "effect/http"
import { lookup as nodeLookup, type LookupAddress } from "node:dns"
import type { LookupFunction } from "node:net"
import { isPrivateAddress, isPrivateHost } from "./addresses.ts"
import type { HttpSettings } from "./http-settings.ts"

const privateLead = (): NodeJS.ErrnoException =>
  Object.assign(new Error("the name leads into a private network"), { code: "EPRIVATE" })

/** The lookup of node:dns, which gives no private address but for the names that a person has set as a base. */
export const guardedLookup =
  (trusted: ReadonlySet<string>, lookup: typeof nodeLookup = nodeLookup): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found: ReadonlyArray<LookupAddress>) => {
      if (error !== null) return done(error, "", 0)
      const allowed = trusted.has(host) ? found : found.filter(({ address }) => !isPrivateAddress(address))
      const [first] = allowed
      if (first === undefined) return done(privateLead(), "", 0)
      if (options.all === true) return done(null, [...allowed])
      return done(null, first.address, first.family)
    })

const trustedHosts = (settings: HttpSettings): ReadonlySet<string> => {
  const hosts = Object.values(settings).flatMap(({ baseUrl }) => {
    const base = baseUrl.replace("{language}", "en")
    return URL.canParse(base) ? [new URL(base).hostname] : []
  })
  return new Set(hosts.filter(isPrivateHost))
}

const idleSocketsMax = 32

/** The HttpClient for HttpDataProvider. It follows no redirect and unpacks nothing: both are done above it, with limits. */
export const guardedClientLayer = (settings: HttpSettings): Layer.Layer<HttpClient.HttpClient> => {
  const options = { keepAlive: true, maxFreeSockets: idleSocketsMax, lookup: guardedLookup(trustedHosts(settings)) }
  return layerNodeHttpOptions(options satisfies NodeHttpClient.HttpAgentOptions & { readonly lookup: LookupFunction })
}
