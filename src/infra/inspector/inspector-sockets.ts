/** The bridge's door: web sockets that were let in by somebody else, and what comes over them. Everything is bounded. */
import { Effect, Schema } from "effect"
import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { type RawData, type WebSocket, WebSocketServer } from "ws"
import { MovieRef } from "../../domain/identity.ts"
import type { Wanted } from "./chosen-movies.ts"
import type { InspectorBridge } from "./inspector-bridge.ts"
import type { InspectorClient } from "./inspector-client.ts"

export const inspectorClientsMax = 16
const wordBytesMax = 64 * 1_024
const wordsPerSecondMax = 50
const tickMs = 50

const Refs = Schema.Array(MovieRef).check(Schema.isMaxLength(500))
/** What a client may say: which movies it wants to see as well, and which no more. */
const Word = Schema.fromJsonString(Schema.Struct({ add: Schema.optionalKey(Refs), remove: Schema.optionalKey(Refs) }))
const readWord = Schema.decodeUnknownOption(Word)

export interface Asked {
  readonly wanted: Wanted
  readonly movies: ReadonlyArray<MovieRef>
  /** The subprotocol to agree on, if the client offered one. */
  readonly protocol?: string
}

export interface InspectorSockets {
  /** Takes over a connection that asked for a web socket and may have one; false when there are too many. */
  readonly open: (request: IncomingMessage, socket: Duplex, head: Buffer, asked: Asked) => boolean
  readonly close: Effect.Effect<void>
}

const unreadable = `Say {"add":[...],"remove":[...]} with ids such as m_0123456789 or aliases such as tmdb:13.`

const hear = (bridge: InspectorBridge, client: InspectorClient, data: RawData): void => {
  const word = readWord((data as Buffer).toString())
  if (word._tag === "None") return client.say({ type: "bridge.problem", detail: unreadable })
  const { add, remove } = word.value
  if (remove !== undefined) bridge.remove(client, remove).catch(() => undefined)
  if (add !== undefined) bridge.add(client, add).catch(() => undefined)
}

const welcome = async (bridge: InspectorBridge, socket: WebSocket, { movies, wanted }: Asked): Promise<void> => {
  let isClosed = false
  let words = 0
  let second = 0
  socket.on("error", () => undefined)
  socket.on("close", () => void (isClosed = true))
  const client = await bridge.join(socket, wanted, movies)
  if (isClosed) return bridge.leave(client)
  socket.on("close", () => bridge.leave(client))
  socket.on("message", (data, isBinary) => {
    const now = Math.floor(process.uptime())
    if (now !== second) [second, words] = [now, 0]
    words++
    if (isBinary || words > wordsPerSecondMax) socket.close(1008, "too many words, or no text")
    else hear(bridge, client, data)
  })
}

/** Open until the Scope closes. The ticks run only while somebody is connected. */
export const inspectorSockets = (bridge: InspectorBridge): InspectorSockets => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: wordBytesMax,
    perMessageDeflate: false,
    handleProtocols: (_, request) => (request as IncomingMessage & { agreed?: string }).agreed ?? false
  })
  let ticking: NodeJS.Timeout | undefined
  const keepTicking = () => {
    if (server.clients.size > 0) ticking ??= setInterval(() => bridge.tick(tickMs), tickMs).unref()
    else {
      clearInterval(ticking)
      ticking = undefined
    }
  }
  return {
    open: (request, socket, head, asked) => {
      if (server.clients.size >= inspectorClientsMax) return false
      Object.assign(request, { agreed: asked.protocol })
      server.handleUpgrade(request, socket, head, (opened) => {
        keepTicking()
        opened.on("close", keepTicking)
        welcome(bridge, opened, asked).catch(() => opened.terminate())
      })
      return true
    },
    close: Effect.sync(() => {
      clearInterval(ticking)
      for (const opened of server.clients) {
        opened.close(1001, "the server is closing")
        // Who reads nothing would never hear it.
        opened.terminate()
      }
      server.close()
    })
  }
}
