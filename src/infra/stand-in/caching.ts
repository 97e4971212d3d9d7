/** The headers by which services let their answers be kept, and the 304 for one that has not changed. */
import { bytesOf, etagOf, type Reply, withHeaders } from "./reply.ts"
import type { Asked } from "./target.ts"

/** Weak comparison: `W/` says only that the bytes may differ. */
const isAmong = (etag: string, told: string): boolean =>
  told.trim() === "*" || told.split(",").some((each) => each.trim().replace(/^W\//, "") === etag.replace(/^W\//, ""))

/** A success with `Cache-Control` and `ETag`, or 304 without a body when the asker has it already. */
export const withCaching = (reply: Reply, cacheControl: string, asked: Asked): Reply => {
  if (reply.status !== 200) return reply
  const etag = etagOf(bytesOf(reply))
  const cached = withHeaders(reply, { "cache-control": cacheControl, etag })
  const told = asked.headers["if-none-match"]
  if (told === undefined || !isAmong(etag, told)) return cached
  return { ...cached, status: 304, headers: { "cache-control": cacheControl, etag }, body: new Uint8Array() }
}
