import type { Reply } from "../reply.ts"
import { fault } from "./fault.ts"

const pieceBytes = 64 * 1_024
const piece = Buffer.alloc(pieceBytes, "a")
const start = Buffer.from('{"id":13,"overview":"')
const end = Buffer.from('"}')

/** Valid JSON of the wanted size; one piece is sent again and again. */
function* pieces(bytes: number): Iterable<Uint8Array> {
  yield start
  for (let left = bytes - start.length - end.length; left > 0; left -= pieceBytes) yield piece.subarray(0, left)
  yield end
}

export const hugeBody = fault({
  kind: "huge-body",
  what: "a valid answer of 200 MB (bytes), its length declared or not",
  variants: ["declared", "undeclared"],
  reply: ({ asked, settings, variant }): Reply => {
    const bytes = Math.max(settings.bytes, start.length + end.length)
    const type = asked.provider === "images" ? "image/png" : "application/json"
    const length = variant === "declared" ? { "content-length": String(bytes) } : {}
    return {
      status: 200,
      headers: { "content-type": type, ...length },
      body: () => pieces(bytes),
      delayMs: 0,
      ending: "whole"
    }
  }
})
