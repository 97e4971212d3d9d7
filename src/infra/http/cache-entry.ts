/** One answer in a cache file: a line of JSON that says what it is, then the body, then a newline. */
import { Option, Schema } from "effect"
import { createHash } from "node:crypto"

export const CacheHead = Schema.Struct({
  key: Schema.String,
  status: Schema.Int,
  type: Schema.String,
  /** Length of the body. */
  bytes: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  /** The beginning of the body's SHA-256: what a disk has changed is not an answer any more. */
  sum: Schema.String,
  /** When the provider last said so, epoch milliseconds. */
  fetchedAt: Schema.Int,
  freshUntil: Schema.Int,
  etag: Schema.optionalKey(Schema.String),
  lastModified: Schema.optionalKey(Schema.String)
})
export type CacheHead = typeof CacheHead.Type

export interface CacheEntry extends CacheHead {
  readonly body: Uint8Array
}

/** A longer head is not kept, and not read. */
export const headBytesMax = 4_096
const newline = 0x0a

const decodeHead = Schema.decodeUnknownOption(Schema.fromJsonString(CacheHead))

export const sumOf = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex").slice(0, 24)

/** The bytes of an entry, and where in them the body begins; undefined when its head is too long. */
export const entryBytes = ({ body, ...head }: CacheEntry): { bytes: Uint8Array; bodyAt: number } | undefined => {
  const line = Buffer.from(`${JSON.stringify(head)}\n`)
  if (line.length > headBytesMax) return undefined
  return { bytes: new Uint8Array(Buffer.concat([line, body, Buffer.from("\n")])), bodyAt: line.length }
}

/** The head at the beginning of these bytes, and where its body begins; undefined when they are no entry. */
export const headIn = (bytes: Uint8Array): { head: CacheHead; bodyAt: number } | undefined => {
  const end = bytes.subarray(0, headBytesMax).indexOf(newline)
  if (end < 0) return undefined
  const head = Option.getOrUndefined(decodeHead(Buffer.from(bytes.subarray(0, end)).toString("utf8")))
  return head === undefined ? undefined : { head, bodyAt: end + 1 }
}
