import { gzipSync } from "node:zlib"
import { fault } from "./fault.ts"

const memberBytes = 1_024 * 1_024
const member = gzipSync(Buffer.alloc(memberBytes, " "), { level: 9 })

/** A gzip file may be several after one another: a thousandth is packed once and sent again and again. */
function* members(bytes: number): Iterable<Uint8Array> {
  for (let left = bytes; left > 0; left -= memberBytes) yield member
}

export const gzipBomb = fault({
  kind: "gzip-bomb",
  what: "200 kB that unpack to 200 MB (bytes)",
  variants: ["gzip"],
  reply: ({ asked, settings }) => ({
    status: 200,
    headers: {
      "content-type": asked.provider === "images" ? "image/png" : "application/json",
      "content-encoding": "gzip"
    },
    body: () => members(settings.bytes),
    delayMs: 0,
    ending: "whole"
  })
})
