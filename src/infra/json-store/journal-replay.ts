/**
 * Reads a journal into a state, transaction by transaction. A torn tail is a damaged stretch after which no later flush
 * begins: it was never acknowledged, and is to be cut. A damaged line before a later flush was durable once: that is
 * damage, and nothing is opened on top of it.
 */
import { recordFormat } from "../../domain/movie.ts"
import type { DiskFile } from "../disk/disk.ts"
import type { Entry } from "./entry.ts"
import { broken, tooNew } from "./files.ts"
import { lineHeadBytes, parseLine, textOf, verifyLine } from "./journal-line.ts"
import type { LibraryState } from "./library-state.ts"
import { type Line, linesOf } from "./lines.ts"

/** A file with nothing readable is only taken for a torn beginning up to this size. */
const tornBeginningBytesMax = 4096
const eventHead = new TextEncoder().encode(`{"position":`)

export interface Replayed {
  /** The end of the last complete transaction: where the journal goes on. */
  readonly end: number
  /** Bytes after it, torn. */
  readonly tornBytes: number
}

/** The event's position without parsing the event, or -1 for other entries. */
export const positionOf = (line: Uint8Array): number => {
  for (let place = 0; place < eventHead.length; place++) if (line[lineHeadBytes + place] !== eventHead[place]) return -1
  let position = 0
  for (let place = lineHeadBytes + eventHead.length; line[place]! >= 0x30 && line[place]! <= 0x39; place++) {
    position = position * 10 + line[place]! - 0x30
  }
  return position
}

const entryOf = (journal: DiskFile, line: Line): Entry => {
  const entry = parseLine(line.bytes) as Entry
  if ("opened" in entry && entry.format > recordFormat) throw tooNew(journal.path, entry.format, recordFormat)
  return entry
}

const applyLine = (journal: DiskFile, state: LibraryState, line: Line): void => {
  const position = positionOf(line.bytes)
  if (position < 0) return state.apply(entryOf(journal, line), { at: line.at, length: line.bytes.length })
  if (position !== state.lastPosition + 1) {
    throw broken(journal.path, "read", `event ${position} at byte ${line.at} follows event ${state.lastPosition}`)
  }
  state.applyPosition(position, line.at)
}

/** Whether any whole line after the offset begins a flush: then everything before it had been synced. */
const laterFlushBegins = (journal: DiskFile, from: number): boolean => {
  for (const line of linesOf(journal, from, journal.size())) {
    if (verifyLine(line.bytes, line.at)?.startsFlush === true) return true
  }
  return false
}

const failOnDamage = (journal: DiskFile, end: number, bad: number): void => {
  if (bad >= 0 && laterFlushBegins(journal, bad)) {
    throw broken(
      journal.path,
      "read",
      `the line at byte ${bad} is damaged while later ones are whole, so it was not torn by a crash. ` +
        `Nothing was changed; restore the file from a backup`
    )
  }
  const size = journal.size()
  if (end > 0 || size <= tornBeginningBytesMax) return
  const start = textOf(journal.readAt(0, 40)).replace(/[^\x20-\x7e]/g, "?")
  throw broken(journal.path, "read", `it is no journal (it begins with ${start})`)
}

/** Applies everything from the offset on. Throws StoreError; the file is only read. */
export const replayJournal = (journal: DiskFile, from: number, state: LibraryState): Replayed => {
  let end = from
  let bad = -1
  let pending: Array<Line> = []
  for (const line of linesOf(journal, from, journal.size())) {
    const mark = verifyLine(line.bytes, line.at)
    if (mark === undefined || (mark.startsFlush && pending.length > 0)) {
      bad = line.at
      break
    }
    pending.push(mark.endsTransaction ? line : { at: line.at, bytes: line.bytes.slice() })
    if (!mark.endsTransaction) continue
    for (const member of pending) applyLine(journal, state, member)
    pending = []
    end = line.at + line.bytes.length + 1
  }
  const tornBytes = journal.size() - end
  if (tornBytes > 0) failOnDamage(journal, end, bad)
  return { end, tornBytes }
}
