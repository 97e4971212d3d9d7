/** The HTTP server itself: on the loopback address only, and closed with everything that is still open. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { Cause, Effect, FiberSet, Schema } from "effect"

/** The port is taken, or may not be used. */
export class StandInUnavailable extends Schema.TaggedError<StandInUnavailable>()("StandInUnavailable", {
  port: Schema.Int,
  detail: Schema.String
}) {
  override get message() {
    return `The stand-in cannot listen on port ${this.port} of 127.0.0.1: ${this.detail}. Port 0 takes any that is free`
  }
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Effect.Effect<void>

const host = "127.0.0.1"
const portMax = 65_535
/** Longer request heads are answered with 431. */
const headBytesMax = 16 * 1_024

/** What is no HTTP gets one line of it, and no more. */
const refuseNonsense = (fault: NodeJS.ErrnoException, socket: Socket): void => {
  if (!socket.writable || fault.code === "ECONNRESET") return void socket.destroy()
  const status = fault.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request"
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

const opened = (server: Server, port: number): Effect.Effect<string, StandInUnavailable> =>
  Effect.callback((resume) => {
    if (!(port >= 0 && port <= portMax)) {
      return resume(new StandInUnavailable({ port, detail: `ports are 0 to ${portMax}` }))
    }
    const failed = (fault: Error) => resume(new StandInUnavailable({ port, detail: fault.message }))
    server.once("error", failed)
    server.listen({ host, port }, () => {
      server.off("error", failed)
      resume(Effect.succeed(`http://${host}:${(server.address() as AddressInfo).port}`))
    })
  })

const closed = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/** A handler that fails is a bug: it is logged, and the connection closed. Whoever went away is no bug. */
const guarded =
  (handler: Handler): Handler =>
  (request, response) =>
    handler(request, response).pipe(
      Effect.catchCause((cause) => {
        if (Cause.hasInterruptsOnly(cause)) return Effect.void
        response.destroy()
        return Effect.logError(`The stand-in failed at ${request.url}`, cause)
      })
    )

/** Listens until the scope closes, and gives the server's address. */
export const listen = Effect.fnUntraced(function* (port: number, handler: Handler) {
  const run = yield* FiberSet.makeRuntime<never, void>()
  const handle = guarded(handler)
  const acquire = Effect.suspend(() => {
    const server = createServer({ maxHeaderSize: headBytesMax, keepAliveTimeout: 5_000 })
    server.on("clientError", refuseNonsense)
    server.on("request", (request, response) => {
      // Whoever goes away while we read or write is not our failure.
      request.on("error", () => undefined)
      response.on("error", () => undefined)
      const fiber = run(handle(request, response))
      response.once("close", () => fiber.interruptUnsafe())
    })
    return Effect.map(opened(server, port), (url) => ({ server, url }))
  })
  const { url } = yield* Effect.acquireRelease(acquire, ({ server }) => closed(server))
  return url
})
