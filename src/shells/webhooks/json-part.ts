/**
 * The part of a body that holds the JSON. A form of several parts carries it beside a picture, in a part with a content type
 * of its own and no file name, which parsers of forms take for a file; here a part is a part.
 */
import type { Delivery } from "../../services/inbox/inbox.ts"

const headerBytesMax = 8 * 1024
const partsMax = 20
const lineBreak = Buffer.from("\r\n")
const headerEnd = Buffer.from("\r\n\r\n")
/** The names under which servers send it. */
const names = new Set(["payload", "data", "json"])

interface Part {
  readonly name: string | undefined
  readonly contentType: string
  readonly body: Buffer
}

/** The boundary that the content type names, or else the one that the body begins with. */
const boundaryOf = (contentType: string, bytes: Buffer): string | undefined => {
  const named = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,"]{1,200}))/i.exec(contentType)
  if (named !== null) return named[1] ?? named[2]
  const end = bytes.subarray(0, 210).indexOf(lineBreak)
  const first = end < 0 ? "" : bytes.subarray(0, end).toString("latin1")
  return /^--[\x21-\x7e]{1,200}$/.test(first) ? first.slice(2) : undefined
}

const partIn = (bytes: Buffer): Part | undefined => {
  const end = bytes.subarray(0, headerBytesMax).indexOf(headerEnd)
  if (end < 0) return undefined
  const head = bytes.subarray(0, end).toString("utf8")
  const name = /^content-disposition:[^\r\n]*?[;\s]name\s*=\s*"?([^"\r\n;]*)/im.exec(head)
  const contentType = /^content-type:\s*([^\r\n]*)/im.exec(head)
  return { name: name?.[1], contentType: contentType?.[1] ?? "", body: bytes.subarray(end + headerEnd.length) }
}

function* partsOf(bytes: Buffer, boundary: string): Generator<Part> {
  const mark = Buffer.from(`--${boundary}`)
  let from = bytes.indexOf(mark)
  for (let count = 0; from >= 0 && count < partsMax; count++) {
    const start = from + mark.length
    const next = bytes.indexOf(mark, start)
    const end = next < 0 ? bytes.length : next
    // A line break before the mark belongs to the mark.
    const trimmed = next >= 2 && bytes.subarray(next - 2, next).equals(lineBreak) ? end - 2 : end
    const part = partIn(bytes.subarray(start, Math.max(start, trimmed)))
    if (part !== undefined) yield part
    from = next
  }
}

const isJson = ({ contentType, body, name }: Part): boolean =>
  names.has(name?.toLowerCase() ?? "") || /json/i.test(contentType) || body.subarray(0, 64).toString().trim()[0] === "{"

const bufferOf = (body: Uint8Array): Buffer => Buffer.from(body.buffer, body.byteOffset, body.byteLength)

const formField = (bytes: Buffer): Buffer | undefined => {
  const fields = new URLSearchParams(bytes.toString("utf8"))
  for (const name of names) {
    const value = fields.get(name)
    if (value !== null) return Buffer.from(value)
  }
  return undefined
}

const json = "application/json"

/** The delivery with nothing but its JSON, if that is only a part of it; otherwise the very same. */
export const keepJsonPart = (delivery: Delivery): Delivery => {
  const { contentType } = delivery
  const bytes = bufferOf(delivery.body)
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    const field = formField(bytes)
    return field === undefined ? delivery : { ...delivery, contentType: json, body: field }
  }
  const boundary = boundaryOf(contentType, bytes)
  if (boundary === undefined) return delivery
  for (const part of partsOf(bytes, boundary)) {
    if (isJson(part)) return { ...delivery, contentType: json, body: part.body }
  }
  return delivery
}
