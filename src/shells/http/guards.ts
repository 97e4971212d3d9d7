/**
 * Who may come in (SAFE-5). The host must be ours, so that a foreign name that was pointed at this machine gets nothing; the
 * origin must be ours or named; and whoever changes something, or is not trusted anyway, sends the token.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import { Problem } from "./problem.ts"
import { hostNameOf, type HttpSettings } from "./settings.ts"

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest()

/** The host that the client believes to speak to: in the header, or in the address of a web-standard request. */
export const hostOf = (request: HttpServerRequest): string => {
  const header = request.headers["host"]
  if (header !== undefined) return header
  const { source } = request
  return source instanceof Request ? new URL(source.url).host : ""
}

/** Node takes the first of several hosts; somebody in front of it may have taken the last. */
const hasTwoHosts = ({ source }: HttpServerRequest): boolean => {
  const { rawHeaders = [] } = source as { readonly rawHeaders?: ReadonlyArray<string> }
  let hosts = 0
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place]!
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1
  }
  return hosts > 1
}

const twoHosts = new Problem({ kind: "bad-address", detail: "The request names two hosts." })
const noHost = new Problem({ kind: "bad-address", detail: "The request names no host." })

const wrongHost = (host: string) =>
  new Problem({ kind: "wrong-host", detail: `The request is for the host ${JSON.stringify(host.slice(0, 100))}.` })

const foreignOrigin = (origin: string) =>
  new Problem({ kind: "origin-refused", detail: `The request comes from ${JSON.stringify(origin.slice(0, 100))}.` })

const unauthorized = { "www-authenticate": 'Bearer realm="reelstate"' }

const tokenMissing = new Problem({
  kind: "token-missing",
  detail: "The request has no bearer token.",
  headers: unauthorized
})
const tokenWrong = new Problem({
  kind: "token-wrong",
  detail: "The bearer token is not the server's.",
  headers: unauthorized
})
const readOnly = new Problem({ kind: "read-only", detail: "The request would change the library." })

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD" || method === "OPTIONS"

export type Guard = (request: HttpServerRequest, isPublic: boolean) => Problem | undefined

/** Compares digests, so that the time it takes tells nothing about the token or its length. */
const tokenCheckOf = ({ localToken, token }: HttpSettings) => {
  const digests = [token, localToken].flatMap((each) => (each === undefined ? [] : [digestOf(each)]))
  return (given: string): boolean => {
    const digest = digestOf(given)
    return digests.map((each) => timingSafeEqual(each, digest)).includes(true)
  }
}

/** May a page of this origin call us? One that is served from our own host may. */
export const isTrustedOrigin = (origin: string, host: string, { origins }: HttpSettings): boolean =>
  origins.includes(origin) || origin === `http://${host}` || origin === `https://${host}`

export const makeGuard = (settings: HttpSettings): Guard => {
  const hosts = settings.hosts === "any" ? undefined : new Set(settings.hosts.map(hostNameOf))
  const isToken = tokenCheckOf(settings)
  const allowed = settings.allow ?? (settings.token === undefined ? "write" : "nothing")
  const ownHosts = new Set<string>()

  const isOwnHost = (host: string): boolean => {
    if (hosts === undefined || ownHosts.has(host)) return true
    // A name that is followed by anything but a port (a second name, an account) is not the name.
    if (!/^(?:[\w.-]+|\[[\d:a-f.]+\])(?::\d{1,5})?$/i.test(host) || !hosts.has(hostNameOf(host))) return false
    if (ownHosts.size < 16) ownHosts.add(host)
    return true
  }

  return (request, isPublic) => {
    const { headers, method } = request
    if (hasTwoHosts(request)) return twoHosts
    const host = hostOf(request)
    if (host === "") return noHost
    if (!isOwnHost(host)) return wrongHost(host)
    const origin = headers["origin"]
    if (origin !== undefined && !isTrustedOrigin(origin, host, settings)) return foreignOrigin(origin)
    if (isPublic || method === "OPTIONS") return undefined
    const given = /^bearer +(\S+) *$/i.exec(headers["authorization"] ?? "")?.[1]
    // A wrong token is told even to those who need none: they believe that they have the right one.
    if (given !== undefined) return isToken(given) ? undefined : tokenWrong
    if (allowed === "write" || (allowed === "read" && isSafe(method))) return undefined
    return allowed === "read" ? readOnly : tokenMissing
  }
}
