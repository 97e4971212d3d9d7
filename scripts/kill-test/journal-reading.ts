/**
 * Reads a journal with code of its own, so that the check does not lean on what it checks: lines
 * `<crc32><mark> <json>`, where `.` and `!` end a transaction. What follows the last whole transaction is torn.
 */
import { readFileSync } from "node:fs"
import { crc32 } from "node:zlib"
import type { Event } from "../../src/domain/event.ts"

export interface JournalEvent {
  readonly position: number
  readonly event: Event
}

export interface ReadJournal {
  readonly events: ReadonlyArray<JournalEvent>
  /** How far every subscriber had come. */
  readonly cursors: ReadonlyMap<string, number>
  readonly bytes: number
  readonly tornBytes: number
}

interface JournalEntry {
  readonly position?: number
  readonly event?: Event
  readonly cursor?: { readonly subscriber: string; readonly position: number }
}

const newline = 0x0a
const headLength = 10

const isWhole = (line: Buffer, at: number): boolean =>
  line.length > headLength && Number.parseInt(line.toString("latin1", 0, 8), 16) === crc32(line.subarray(8), at >>> 0)

export const readJournal = (path: string): ReadJournal => {
  const bytes = readFileSync(path)
  const events: Array<JournalEvent> = []
  const cursors = new Map<string, number>()
  let pending: Array<JournalEntry> = []
  let end = 0
  for (let at = 0; at < bytes.length;) {
    const stop = bytes.indexOf(newline, at)
    if (stop < 0 || !isWhole(bytes.subarray(at, stop), at)) break
    pending.push(JSON.parse(bytes.toString("utf8", at + headLength, stop)) as JournalEntry)
    const mark = String.fromCharCode(bytes[at + 8]!)
    at = stop + 1
    if (mark !== "." && mark !== "!") continue
    for (const { position, event, cursor } of pending) {
      if (position !== undefined && event !== undefined) events.push({ position, event })
      if (cursor !== undefined) cursors.set(cursor.subscriber, cursor.position)
    }
    pending = []
    end = at
  }
  return { events, cursors, bytes: end, tornBytes: bytes.length - end }
}
