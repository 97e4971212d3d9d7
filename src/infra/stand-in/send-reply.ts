/** Puts a reply on the wire, in the way it says it ends. Interrupted when the asker goes away; then it sends no more. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable, pipeline } from "node:stream"
import { gzipSync } from "node:zlib"
import { Clock, Effect } from "effect"
import type { Reply } from "./reply.ts"

/** Smaller bodies gain nothing. */
const gzipBytesMin = 1_024
const packable = /json|text/

/** Packed, when the asker can unpack it and the reply is not packed already. */
const packed = (reply: Reply, request: IncomingMessage): Reply => {
  const { body, headers } = reply
  const accepts = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")
  if (!accepts || typeof body === "function" || body.length < gzipBytesMin) return reply
  if (headers["content-encoding"] !== undefined || !packable.test(headers["content-type"] ?? "")) return reply
  const more = { "content-encoding": "gzip", vary: "accept-encoding" }
  return { ...reply, headers: { ...headers, ...more }, body: gzipSync(body, { level: 1 }) }
}

const written = (response: ServerResponse, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    response.write(bytes, () => resume(Effect.void))
  })

const ended = (response: ServerResponse, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    response.end(bytes, () => resume(Effect.void))
  })

/** One piece after another, no faster than they are taken. */
const streamed = (response: ServerResponse, pieces: () => Iterable<Uint8Array>): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const readable = Readable.from(pieces())
    // An asker who has heard enough is no failure of ours.
    pipeline(readable, response, () => resume(Effect.void))
    return Effect.sync(() => void readable.destroy())
  })

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2))

const sendBytes = Effect.fnUntraced(function* (response: ServerResponse, { ending }: Reply, bytes: Uint8Array) {
  if (ending === "whole") return yield* ended(response, bytes)
  yield* written(response, half(bytes))
  if (ending === "stalled") return yield* Effect.never
  response.destroy()
})

/** Ends when everything was handed to the system, or never for a stalled one. */
export const sendReply = Effect.fnUntraced(function* (
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply
) {
  if (reply.delayMs > 0) yield* Effect.sleep(reply.delayMs)
  if (reply.ending === "reset") return void request.socket.resetAndDestroy()
  const { body, headers, status } = packed(reply, request)
  const length = typeof body === "function" || status === 304 ? {} : { "content-length": String(body.length) }
  const date = new Date(yield* Clock.currentTimeMillis).toUTCString()
  response.sendDate = false
  response.writeHead(status, { date, ...length, ...headers })
  if (request.method === "HEAD") return yield* ended(response, new Uint8Array())
  yield* typeof body === "function" ? streamed(response, body) : sendBytes(response, reply, body)
})
