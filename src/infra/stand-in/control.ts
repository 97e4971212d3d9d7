/**
 * The stand-in's own addresses: `/stand-in/status` (GET; DELETE sets the counters to zero) and `/stand-in/faults` (GET,
 * POST one or a list, DELETE all). A page in a browser can reach this port too, so that only JSON sent to this very
 * address by name is obeyed, which a page of another origin cannot send.
 */
import type { IncomingMessage } from "node:http"
import { Effect, Schema } from "effect"
import type { FaultDesk } from "./fault-desk.ts"
import { FaultInvalid, FaultSpec } from "./fault-spec.ts"
import { jsonReply, type Reply, withHeaders } from "./reply.ts"

export interface ControlRoom {
  /** Plain data. */
  readonly status: () => unknown
  readonly resetCounters: () => void
  readonly desk: FaultDesk
}

const bodyBytesMax = 64 * 1_024
const ownHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/

const refused = (status: number, error: string): Reply => jsonReply(status, { error })
/** Whatever is told here is plain data; undefined fields go. */
const told = (value: unknown, status = 200): Reply => jsonReply(status, value as Schema.Json)

const decodeFaults = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Schema.Union([Schema.Array(FaultSpec), FaultSpec])),
  { onExcessProperty: "error" }
)

/** The body as text; undefined when it is too long or breaks off. */
const bodyOf = (request: IncomingMessage): Effect.Effect<string | undefined> =>
  Effect.callback((resume) => {
    const pieces: Array<Buffer> = []
    let bytes = 0
    request.on("data", (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= bodyBytesMax) return void pieces.push(piece)
      request.pause()
      resume(Effect.succeed(undefined))
    })
    request.on("end", () => resume(Effect.succeed(Buffer.concat(pieces).toString("utf8"))))
    request.on("error", () => resume(Effect.succeed(undefined)))
  })

const setFaults = Effect.fnUntraced(function* (request: IncomingMessage, { desk }: ControlRoom) {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return refused(415, "faults are set as application/json")
  }
  const text = yield* bodyOf(request)
  if (text === undefined)
    return withHeaders(refused(413, `no more than ${bodyBytesMax} bytes`), { connection: "close" })
  return yield* decodeFaults(text).pipe(
    Effect.mapError(({ message }) => new FaultInvalid({ detail: message })),
    Effect.flatMap((decoded) => desk.add(Array.isArray(decoded) ? decoded : [decoded as FaultSpec])),
    Effect.map((set) => told(set, 201)),
    Effect.catchTag("FaultInvalid", ({ message }) => Effect.succeed(refused(400, message)))
  )
})

/** The reply to a request below `/stand-in`. */
export const controlReply = Effect.fnUntraced(function* (request: IncomingMessage, path: string, room: ControlRoom) {
  if (!ownHost.test(request.headers.host ?? ""))
    return refused(403, "the stand-in is spoken to as 127.0.0.1 or localhost")
  const { method } = request
  if (path === "/status" && method === "GET") return told(room.status())
  if (path === "/status" && method === "DELETE") {
    room.resetCounters()
    return told(room.status())
  }
  if (path === "/faults" && method === "GET") return told(room.desk.list())
  if (path === "/faults" && method === "POST") return yield* setFaults(request, room)
  if (path === "/faults" && method === "DELETE") {
    room.desk.clear()
    return told([])
  }
  return refused(404, "there are /stand-in/status and /stand-in/faults")
})
