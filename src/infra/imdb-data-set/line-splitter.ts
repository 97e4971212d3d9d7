/**
 * Bytes cut anywhere, as lines: without copying those that lie within one chunk, without `\r`, without a byte order mark,
 * and without ever holding more than one line. A line above the limit is reported, and forgotten while it arrives.
 */

/** A line lies in `bytes` from `start` to before `end`. The bytes are only valid during the call. */
export type LineVisitor = (bytes: Buffer, start: number, end: number) => void

export interface LineSplitter {
  readonly push: (chunk: Buffer) => void
  /** The last line, when no line break follows it. */
  readonly end: () => void
  /** Bytes up to the end of the last line that was visited: where reading can go on. */
  readonly offset: () => number
}

export const lineBytesMax = 64 * 1024

const newline = 10
const carriageReturn = 13
const nothing = Buffer.alloc(0)

const hasByteOrderMark = (bytes: Buffer, start: number, end: number): boolean =>
  bytes[start] === 0xef && end - start >= 3 && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf

/** `from` is the number of bytes that came before the first chunk. */
export const lineSplitter = (visit: LineVisitor, onTooLong: () => void, from = 0): LineSplitter => {
  let held = nothing
  /** Bytes of the unfinished line, with those that are no longer held. */
  let unfinished = 0
  let offset = from

  const finish = (bytes: Buffer, start: number, end: number) => {
    const until = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end
    visit(bytes, hasByteOrderMark(bytes, start, until) ? start + 3 : start, until)
  }

  const keep = (rest: Buffer) => {
    unfinished += rest.length
    held = unfinished > lineBytesMax ? nothing : held.length === 0 ? Buffer.from(rest) : Buffer.concat([held, rest])
  }

  /** Ends the unfinished line; `extra` is the length of the line break. */
  const finishHeld = (extra: number) => {
    offset += unfinished + extra
    if (unfinished > lineBytesMax) onTooLong()
    else finish(held, 0, held.length)
    held = nothing
    unfinished = 0
  }

  const push = (chunk: Buffer) => {
    let start = 0
    if (unfinished > 0) {
      const end = chunk.indexOf(newline)
      keep(end < 0 ? chunk : chunk.subarray(0, end))
      if (end < 0) return
      finishHeld(1)
      start = end + 1
    }
    for (let end = chunk.indexOf(newline, start); end >= 0; end = chunk.indexOf(newline, start)) {
      offset += end + 1 - start
      if (end - start > lineBytesMax) onTooLong()
      else finish(chunk, start, end)
      start = end + 1
    }
    if (start < chunk.length) keep(chunk.subarray(start))
  }

  const end = () => {
    if (unfinished > 0) finishHeld(0)
  }

  return { push, end, offset: () => offset }
}
