/** What the stand-in sends, as plain data: a fault is a function from one reply to another. */
import { createHash } from "node:crypto"
import { Predicate, type Schema } from "effect"

/**
 * How the bytes go out: all of them; headers and half a body and then nothing; headers and half a body and then the
 * connection is closed; or the connection is reset before the first byte.
 */
export type Ending = "whole" | "stalled" | "cut" | "reset"

export interface Reply {
  readonly status: number
  /** Names in small letters. The length is added when the body is bytes. */
  readonly headers: Readonly<Record<string, string>>
  /** Bytes, or pieces that are made while they are sent and never held together. */
  readonly body: Uint8Array | (() => Iterable<Uint8Array>)
  /** Waited before the first byte. */
  readonly delayMs: number
  readonly ending: Ending
}

const jsonType = "application/json;charset=utf-8"

export const bytesReply = (status: number, type: string, body: Uint8Array, delayMs = 0): Reply => ({
  status,
  headers: { "content-type": type },
  body,
  delayMs,
  ending: "whole"
})

export const jsonReply = (status: number, body: Schema.Json, delayMs = 0): Reply =>
  bytesReply(status, jsonType, Buffer.from(JSON.stringify(body)), delayMs)

export const textReply = (status: number, text: string, type = "text/plain; charset=utf-8"): Reply =>
  bytesReply(status, type, Buffer.from(text))

export const withHeaders = (reply: Reply, headers: Reply["headers"]): Reply => ({
  ...reply,
  headers: { ...reply.headers, ...headers }
})

/** The bytes of a reply; none for one that is made while it is sent. */
export const bytesOf = ({ body }: Reply): Uint8Array => (typeof body === "function" ? new Uint8Array() : body)

export type JsonObject = { readonly [name: string]: Schema.Json }

export const isJsonObject = (value: unknown): value is JsonObject => Predicate.isObject(value) && !Array.isArray(value)

/** The JSON object that a reply holds, or undefined. */
export const jsonOf = (reply: Reply): JsonObject | undefined => {
  if (!(reply.headers["content-type"] ?? "").includes("json")) return undefined
  const value: unknown = JSON.parse(Buffer.from(bytesOf(reply)).toString("utf8"))
  return isJsonObject(value) ? value : undefined
}

/** Weak, because the same answer may go out packed or plain. */
export const etagOf = (bytes: Uint8Array): string =>
  `W/"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`

/** The same reply with another JSON body, and with the ETag of that body where it has one. */
export const withJson = (reply: Reply, body: Schema.Json): Reply => {
  const bytes = Buffer.from(JSON.stringify(body))
  const changed = { ...reply, body: bytes }
  return reply.headers["etag"] === undefined ? changed : withHeaders(changed, { etag: etagOf(bytes) })
}
