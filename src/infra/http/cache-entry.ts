/** One answer in a cache file: a line of JSON that says what it is, then the body, then a newline. */
import { Option, Schema } from "effect"
import { createHash } from "node:crypto"

export const CacheHead = Schema.Struct({
  key: Schema.String,
  status: Schema.Int,
  type: Schema.String,
  /** Length of the body. */
  bytes: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  /** The beginning of a SHA-256 over everything else: what a disk has changed is not an answer any more. */
  sum: Schema.String,
  /** When the provider last said so, epoch milliseconds. */
  fetchedAt: Schema.Int,
  freshUntil: Schema.Int,
  etag: Schema.optionalKey(Schema.String),
  lastModified: Schema.optionalKey(Schema.String)
})
export type CacheHead = typeof CacheHead.Type

/** An answer as it is handed in and out. */
export type CacheEntry = Omit<CacheHead, "sum" | "bytes"> & { readonly body: Uint8Array }

/** A longer head is not kept, and not read. */
export const headBytesMax = 4_096
const newline = 0x0a

const decodeHead = Schema.decodeUnknownOption(Schema.fromJsonString(CacheHead))

const sumOf = (
  { etag = "", fetchedAt, freshUntil, key, lastModified = "", status, type }: CacheEntry,
  body: Uint8Array
) =>
  createHash("sha256")
    .update(JSON.stringify([key, status, type, fetchedAt, freshUntil, etag, lastModified]))
    .update(body)
    .digest("hex")
    .slice(0, 24)

/** The entry that a head and its body make; undefined when they do not belong together. */
export const entryOf = ({ bytes, sum, ...head }: CacheHead, body: Uint8Array): CacheEntry | undefined => {
  const entry: CacheEntry = { ...head, body }
  return body.length === bytes && sumOf(entry, body) === sum ? entry : undefined
}

/** The bytes of an entry, its head, and where in the bytes the body begins; undefined when the head is too long. */
export const entryBytes = (entry: CacheEntry) => {
  const { body, ...rest } = entry
  const head: CacheHead = { ...rest, bytes: body.byteLength, sum: sumOf(entry, body) }
  const line = Buffer.from(`${JSON.stringify(head)}\n`)
  if (line.length > headBytesMax) return undefined
  return { bytes: new Uint8Array(Buffer.concat([line, body, Buffer.from("\n")])), head, bodyAt: line.length }
}

/** The head at the beginning of these bytes, and where its body begins; undefined when they are no entry. */
export const headIn = (bytes: Uint8Array): { head: CacheHead; bodyAt: number } | undefined => {
  const end = bytes.subarray(0, headBytesMax).indexOf(newline)
  if (end < 0) return undefined
  const head = Option.getOrUndefined(decodeHead(Buffer.from(bytes.subarray(0, end)).toString("utf8")))
  return head === undefined ? undefined : { head, bodyAt: end + 1 }
}
