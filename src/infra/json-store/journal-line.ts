/**
 * One line of the journal: `<crc32 as 8 hex><mark> <json>\n`. The checksum covers the mark and the JSON and starts from the
 * line's own offset in the file, so that a line that is missing, moved or written twice shows in every line after it, and
 * any line can be verified alone. Marks: `.` ends a transaction, `+` does not; `!` and `#` are the same at the start of a flush.
 */
import { crc32 } from "node:zlib"

/** Bytes before the JSON. */
export const lineHeadBytes = 10

export interface Mark {
  readonly startsFlush: boolean
  readonly endsTransaction: boolean
}

const marks = new Map<number, Mark>([
  [0x2e, { startsFlush: false, endsTransaction: true }],
  [0x2b, { startsFlush: false, endsTransaction: false }],
  [0x21, { startsFlush: true, endsTransaction: true }],
  [0x23, { startsFlush: true, endsTransaction: false }]
])

const characterOf = (mark: Mark): string =>
  mark.startsFlush ? (mark.endsTransaction ? "!" : "#") : mark.endsTransaction ? "." : "+"

/** The line with its newline, for the place in the file where it will stand. */
export const encodeLine = (json: string, mark: Mark, at: number): string => {
  const body = `${characterOf(mark)} ${json}`
  return `${crc32(body, at >>> 0)
    .toString(16)
    .padStart(8, "0")}${body}\n`
}

/** The mark of a line (without its newline) that stands at this offset, or undefined when it is damaged. */
export const verifyLine = (line: Uint8Array, at: number): Mark | undefined => {
  if (line.length <= lineHeadBytes) return undefined
  const mark = marks.get(line[8]!)
  if (mark === undefined) return undefined
  const expected = crc32(line.subarray(8), at >>> 0)
    .toString(16)
    .padStart(8, "0")
  for (let place = 0; place < 8; place++) if (line[place] !== expected.charCodeAt(place)) return undefined
  return mark
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)

/** What the line says; call it on a verified line. */
export const parseLine = (line: Uint8Array): unknown => JSON.parse(textOf(line.subarray(lineHeadBytes)))
