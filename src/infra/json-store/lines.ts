/** The lines of a file, read in chunks: memory is bounded by the chunk and the longest line. */
import type { DiskFile } from "../disk/disk.ts"

export interface Line {
  readonly at: number
  /** Without the newline; valid until the next line is asked for. */
  readonly bytes: Uint8Array
}

const chunkBytes = 256 * 1024
const newline = 0x0a

/** The whole lines between two offsets; a last line without a newline is left out. `seen` gets every chunk once, in order. */
export function* linesOf(
  file: DiskFile,
  from: number,
  to: number,
  seen?: (chunk: Uint8Array) => void
): Generator<Line> {
  let at = from
  let rest: Uint8Array = new Uint8Array(0)
  for (let offset = from; offset < to;) {
    const chunk = file.readAt(offset, Math.min(Math.max(chunkBytes, rest.length), to - offset))
    if (chunk.length === 0) return
    seen?.(chunk)
    offset += chunk.length
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk)
    let start = 0
    for (let end = bytes.indexOf(newline, rest.length); end >= 0; end = bytes.indexOf(newline, start)) {
      yield { at, bytes: bytes.subarray(start, end) }
      at += end + 1 - start
      start = end + 1
    }
    rest = bytes.subarray(start)
  }
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
