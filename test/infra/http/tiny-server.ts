/** A server on 127.0.0.1 that answers as a test says. */
import { Effect } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface TinyServer {
  readonly base: string
  readonly seen: ReadonlyArray<IncomingMessage>
  /** Sockets that are open now. */
  readonly open: () => number
}

export const tinyServer = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.callback<TinyServer & { readonly close: () => Promise<void> }>((resume) => {
      const seen: Array<IncomingMessage> = []
      const sockets = new Set<unknown>()
      const server = createServer((request, response) => {
        seen.push(request)
        answer(request, response)
      })
      server.on("connection", (socket) => {
        sockets.add(socket)
        socket.on("close", () => sockets.delete(socket))
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const close = () =>
          new Promise<void>((done) => {
            server.close(() => done())
            server.closeAllConnections()
          })
        resume(Effect.succeed({ base: `http://127.0.0.1:${port}`, seen, open: () => sockets.size, close }))
      })
    }),
    ({ close }) => Effect.promise(close)
  )
