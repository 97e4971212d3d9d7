/**
 * The way to the inspector's socket: an upgrade at /inspect of our own server. Only from this machine, from our own pages or
 * named ones, and with the token where one is needed (SAFE-5). A browser cannot send a header with a web socket, so the token
 * travels as a subprotocol, which no log and no history keeps.
 */
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { inspectorClientsMax, type InspectorSockets } from "../../infra/inspector/inspector-sockets.ts"
import { makeGuard } from "../http/guards.ts"
import { Problem, problemDocument, problemKinds } from "../http/problem.ts"
import { type HttpSettings, isLoopback } from "../http/settings.ts"
import { readInspectorQuery } from "./inspector-query.ts"

export const inspectorPath = "/inspect"
/** From a page beside it. */
export const inspectorAddress = `.${inspectorPath}`
export const inspectorProtocol = "reelstate.inspect"
const tokenPrefix = "reelstate.token."

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

const refuse = (socket: Duplex, problem: Problem): void => {
  const { status, title } = problemKinds[problem.kind]
  const body = JSON.stringify(problemDocument(problem, ""))
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close"
  ]
  socket.on("error", () => undefined)
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
}

const isNear = ({ socket }: IncomingMessage): boolean =>
  isLoopback((socket.remoteAddress ?? "").replace(/^::ffff:/, ""))

const protocolsOf = (request: IncomingMessage): ReadonlyArray<string> =>
  (request.headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim())

/** The request as the guard of all addresses knows it, with the token where it looks for one. */
const guarded = (request: IncomingMessage): HttpServerRequest => {
  const token = protocolsOf(request).find((each) => each.startsWith(tokenPrefix))
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token.slice(tokenPrefix.length)}` }
  const { headers, method = "GET" } = request
  return { headers: { ...headers, ...authorization }, method, source: request } as unknown as HttpServerRequest
}

const notNear = new Problem({ kind: "origin-refused", detail: "The inspector is for this machine only." })
const tooMany = new Problem({
  kind: "too-many-streams",
  detail: `${inspectorClientsMax} inspectors are connected, and no more are served.`
})

/** Answers upgrades at /inspect; all others go where they went before. */
export const openInspectorDoor = (server: Server, settings: HttpSettings, sockets: InspectorSockets): void => {
  const guard = makeGuard(settings)
  const others = server.listeners("upgrade") as unknown as ReadonlyArray<Upgrade>
  const path = `${settings.basePath}${inspectorPath}`
  server.removeAllListeners("upgrade")
  const upgrade: Upgrade = (request, socket, head) => {
    const [target, query = ""] = (request.url ?? "").split("?", 2)
    if (target !== path) return others.forEach((each) => each.call(server, request, socket, head))
    const problem = isNear(request) ? guard(guarded(request), false) : notNear
    if (problem !== undefined) return refuse(socket, problem)
    const asked = readInspectorQuery(query)
    if (typeof asked === "string") return refuse(socket, new Problem({ kind: "bad-parameter", detail: asked }))
    const protocol = protocolsOf(request).includes(inspectorProtocol) ? { protocol: inspectorProtocol } : {}
    if (!sockets.open(request, socket, head, { ...asked, ...protocol })) refuse(socket, tooMany)
  }
  server.on("upgrade", upgrade)
}
