/**
 * A server of our own. It binds the loopback address unless told otherwise, and then refuses to start without a token (SAFE-5).
 * It bounds what a client may cost: heads, bodies, connections and the time they take (RUN-1).
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Schema } from "effect"
import { createServer, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { makeHttpApp } from "./app.ts"
import { Problem, problemDocument, problemKinds } from "./problem.ts"
import { httpSettings, type HttpSettings, isLoopback, loopbackHosts } from "./settings.ts"
import { inspectorEndpoints } from "../inspector/inspector-endpoints.ts"
import { serveInspector } from "../inspector/serve-inspector.ts"

export interface ServerSettings extends Partial<HttpSettings> {
  /** 0 takes any that is free. */
  readonly port: number
  /** The address to listen on; 127.0.0.1 when it is not said. */
  readonly host?: string
  /** How long open requests may go on when the server ends. */
  readonly graceMs?: number
  /** Pages besides Stately's that may show actors, the first of them when none is asked for. */
  readonly inspectorUis?: ReadonlyArray<string>
}

export class ServerRefused extends Schema.TaggedError<ServerRefused>()("ServerRefused", {
  reason: Schema.Literals(["NoToken", "PortTaken", "PortForbidden", "AddressUnusable"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

const headBytesMax = 16 * 1_024
const connectionsMax = 4_096
const tokenLengthMin = 16

/** Says on the wire what is wrong with something that is no request. Node has no response for it. */
const refuseNonsense = (fault: NodeJS.ErrnoException, socket: Socket): void => {
  if (!socket.writable || fault.code === "ECONNRESET") return void socket.destroy()
  const [status, kind, detail] =
    fault.code === "HPE_HEADER_OVERFLOW"
      ? ([431, "bad-address", `Heads of more than ${headBytesMax} bytes are not read.`] as const)
      : fault.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ([408, "body-too-slow", "The request did not arrive in time."] as const)
        : ([400, "bad-address", "This is no HTTP that can be read."] as const)
  const body = JSON.stringify({ ...problemDocument(new Problem({ kind, detail }), ""), status })
  const head = [
    `HTTP/1.1 ${status} ${status === 400 ? "Bad Request" : problemKinds[kind].title}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close"
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
}

const newServer = (settings: HttpSettings): Server => {
  const server = createServer({
    maxHeaderSize: headBytesMax,
    headersTimeout: settings.bodyTimeoutMs,
    // The body's own timeout comes first, and answers; this one is for those who send and send.
    requestTimeout: settings.bodyTimeoutMs * 2,
    connectionsCheckingInterval: Math.max(500, settings.bodyTimeoutMs / 4),
    keepAliveTimeout: 5_000,
    // The guard looks for it, and says what is wrong.
    requireHostHeader: false
  })
  server.maxConnections = connectionsMax
  server.on("clientError", refuseNonsense)
  return server
}

const refusalOf = (cause: unknown, host: string, port: number): ServerRefused => {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === "EADDRINUSE") {
    const detail = `Port ${port} of ${host} is taken. Stop the program that has it, choose another with --port, or take any with --port 0.`
    return new ServerRefused({ reason: "PortTaken", detail })
  }
  if (code === "EACCES") {
    const detail = `Port ${port} of ${host} may not be used by you. Choose one above 1023 with --port.`
    return new ServerRefused({ reason: "PortForbidden", detail })
  }
  return new ServerRefused({ reason: "AddressUnusable", detail: `The server cannot listen on ${host}: ${message}.` })
}

const checked = (host: string, { token }: HttpSettings) => {
  if (token !== undefined && token.length < tokenLengthMin)
    return new ServerRefused({ reason: "NoToken", detail: `A token has at least ${tokenLengthMin} characters.` })
  if (isLoopback(host) || token !== undefined) return Effect.void
  const detail = `On ${host} others can reach the library, so it needs a token: set REELSTATE_TOKEN, or listen on 127.0.0.1.`
  return new ServerRefused({ reason: "NoToken", detail })
}

const shownHost = (host: string): string => (host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : host)

/** The names under which the server may be called: those that were said, and the address itself. */
const hostsOf = (given: HttpSettings["hosts"] | undefined, host: string): HttpSettings["hosts"] =>
  given === "any" ? "any" : [...loopbackHosts, shownHost(host), ...(given ?? [])]

export interface RunningServer {
  /** Where it listens, for example `http://127.0.0.1:8484`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly instance: string
}

/** Serves until the Scope closes: streams end with a word, requests that are open may finish, then it is closed. */
export const serveHttp = Effect.fnUntraced(function* (given: ServerSettings) {
  const { graceMs = 5_000, host = "127.0.0.1", inspectorUis = [], port, ...rest } = given
  const more = [...(rest.more ?? []), ...inspectorEndpoints(inspectorUis)]
  const settings = httpSettings({ ...rest, more, hosts: hostsOf(rest.hosts, host) })
  yield* checked(host, settings)
  const { app, desk } = yield* makeHttpApp(settings)
  const node = newServer(settings)
  const server = yield* NodeHttpServer.make(() => node, {
    host: host.replace(/^\[|\]$/g, ""),
    port,
    gracefulShutdownTimeout: graceMs
  }).pipe(
    Effect.catchTag("ServeError", ({ cause }) => refusalOf(cause, host, port)),
    // A port that is no port is thrown by Node.
    Effect.catchDefect((defect) => refusalOf(defect, host, port))
  )
  yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
  yield* server.serve(app)
  yield* serveInspector(node, settings)
  // Before the server waits for what is open: a stream would never end by itself.
  yield* Effect.addFinalizer(() => desk.feeds.close)
  const address = node.address() as AddressInfo
  const running: RunningServer = {
    url: `http://${shownHost(address.address)}:${address.port}`,
    host: address.address,
    port: address.port,
    instance: desk.instance
  }
  return running
})
