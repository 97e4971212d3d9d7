/**
 * Where every movie was, read from the journal alone: for moments that the feed does not remember, and to see that what lives
 * is what the journal says (STORE-3). Read in pieces, with a turn for everybody else after each; the file is only read.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import type { MovieId } from "../../domain/identity.ts"
import type { Lifecycle } from "../../domain/movie.ts"
import { goneLeaf } from "../wire/frame.ts"
import { leafOfLifecycle } from "./leaves.ts"

export interface JournalMoment {
  readonly at: number
  readonly leaves: ReadonlyMap<MovieId, number>
}

export interface JournalEnd {
  /** The newest event that counts; what comes before the next one belongs to it. */
  readonly position?: number
  /** Or so much of the file. */
  readonly bytes?: number
}

const pieceBytes = 128 * 1_024
const headBytes = 10
const newline = 0x0a

const isEvent = Buffer.from('{"position":')
const isMovie = Buffer.from('{"movie":"')
const lifecycleMark = Buffer.from('"lifecycle":')
const forgottenMark = Buffer.from('"forgotten":true}')

interface MovieLine {
  readonly movie: MovieId
  readonly lifecycle?: Lifecycle
  readonly forgotten?: true
}

const startsWith = (line: Buffer, head: Buffer): boolean =>
  line.length > headBytes + head.length && line.subarray(headBytes, headBytes + head.length).equals(head)

const parsed = (line: Buffer): unknown => JSON.parse(line.toString("utf8", headBytes))

class Reading {
  readonly leaves = new Map<MovieId, number>()
  readonly #position: number
  at = 0
  isOver = false

  constructor(position: number) {
    this.#position = position
  }

  line(line: Buffer): void {
    if (startsWith(line, isEvent)) return this.#event(line)
    if (!startsWith(line, isMovie)) return
    // The mark stands right behind the id, so the long pieces are never searched.
    const head = line.subarray(headBytes, headBytes + 60)
    if (!head.includes(lifecycleMark) && !head.includes(forgottenMark)) return
    const { forgotten, lifecycle, movie } = parsed(line) as MovieLine
    if (forgotten === true) this.leaves.set(movie, goneLeaf)
    else if (lifecycle !== undefined) this.leaves.set(movie, leafOfLifecycle(lifecycle))
  }

  #event(line: Buffer): void {
    const digits = line.toString("latin1", headBytes + isEvent.length, headBytes + isEvent.length + 16)
    if (parseInt(digits, 10) > this.#position) {
      this.isOver = true
      return
    }
    const mark = line.lastIndexOf('"at":')
    const at = mark < 0 ? NaN : parseFloat(line.toString("latin1", mark + 5, mark + 25))
    if (Number.isFinite(at)) this.at = at
  }
}

const others = () => new Promise<void>((resume) => void setImmediate(resume))

/** The leaves by movie; of who is gone, `goneLeaf`. Rejects when the file cannot be read. */
export const momentInJournal = async (path: string, end: JournalEnd): Promise<JournalMoment> => {
  const file = openSync(path, "r")
  const reading = new Reading(end.position ?? Infinity)
  try {
    const size = Math.min(fstatSync(file).size, end.bytes ?? Infinity)
    let rest: Buffer = Buffer.alloc(0)
    for (let offset = 0; offset < size && !reading.isOver;) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - offset))
      const length = readSync(file, piece, 0, piece.length, offset)
      if (length === 0) break
      offset += length
      const bytes = Buffer.concat([rest, piece.subarray(0, length)])
      let start = 0
      for (let stop = bytes.indexOf(newline); stop >= 0 && !reading.isOver; stop = bytes.indexOf(newline, start)) {
        reading.line(bytes.subarray(start, stop))
        start = stop + 1
      }
      rest = bytes.subarray(start)
      await others()
    }
    return { at: reading.at, leaves: reading.leaves }
  } finally {
    closeSync(file)
  }
}
