/** Events read back from the journal: from a position on, or those of one movie. */
import { Effect } from "effect"
import type { Event } from "../../domain/event.ts"
import type { MovieId } from "../../domain/identity.ts"
import type { BinEntry, LoggedEvent } from "../../services/store.ts"
import type { DiskFile } from "../disk/disk.ts"
import type { BinLine, EventEntry } from "./entry.ts"
import { broken } from "./files.ts"
import { reading } from "./reading.ts"
import { lineHeadBytes, parseLine, verifyLine } from "./journal-line.ts"
import { positionOf } from "./journal-replay.ts"
import type { BinRange } from "./library-state.ts"
import { type Line, linesOf } from "./lines.ts"
import type { PositionIndex } from "./position-index.ts"

/** Others get their turn while a long journal is searched. */
const stretchesPerYield = 8
const fileAuthority = "file:"
const binHead = Buffer.from(`{"bin":`)

export class EventLog {
  private readonly journal: DiskFile
  private readonly positions: PositionIndex
  private readonly durableLength: () => number
  /** Where the last read ended: a subscriber that reads on starts here. */
  private resume = { position: 0, at: 0 }

  constructor(journal: DiskFile, positions: PositionIndex, durableLength: () => number) {
    this.journal = journal
    this.positions = positions
    this.durableLength = durableLength
  }

  /** Throws StoreError on a damaged line. */
  read(from: number, limit: number): Array<LoggedEvent> {
    const events: Array<LoggedEvent> = []
    if (limit <= 0) return events
    const start = this.resume.position === from ? this.resume.at : this.positions.before(from)
    for (const line of linesOf(this.journal, start, this.durableLength())) {
      const position = positionOf(line.bytes)
      if (position < from) continue
      events.push({ position, event: this.eventOf(line) })
      if (events.length < limit) continue
      this.resume = { position: position + 1, at: line.at + line.bytes.length + 1 }
      break
    }
    return events
  }

  /** The newest events that concern the movie by its id or any of its aliases; read backwards, stretch by stretch. */
  readonly history = Effect.fnUntraced(
    { self: this },
    function* (movie: MovieId, aliases: ReadonlyArray<string>, limit: number) {
      const names = new Set<string>([movie, ...aliases])
      const found: Array<Array<LoggedEvent>> = []
      const starts = this.positions.all()
      let missing = limit
      let to = this.durableLength()
      for (let entry = starts.length - 1; entry >= 0 && missing > 0; entry--) {
        const stretch = (yield* reading(() => this.concerning(names, starts[entry]!, to))).slice(-missing)
        missing -= stretch.length
        found.push(stretch)
        to = starts[entry]!
        if (entry % stretchesPerYield === 0) yield* Effect.yieldNow
      }
      return found.reverse().flat()
    }
  )

  bin(plan: string, range: BinRange): Array<BinEntry> {
    const entries: Array<BinEntry> = []
    for (const line of linesOf(this.journal, range.from, range.to)) {
      if (!binHead.equals(line.bytes.subarray(lineHeadBytes, lineHeadBytes + binHead.length))) continue
      const { bin } = this.verified(line) as BinLine
      if (bin.plan === plan) entries.push(bin)
    }
    return entries
  }

  private concerning(names: ReadonlySet<string>, from: number, to: number): Array<LoggedEvent> {
    const needles = needlesOf(names)
    const found: Array<LoggedEvent> = []
    for (const line of linesOf(this.journal, from, to)) {
      const position = positionOf(line.bytes)
      const text = Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength)
      if (position < 0 || !needles.some((needle) => text.includes(needle))) continue
      const event = this.eventOf(line)
      if (concerns(event, names)) found.push({ position, event })
    }
    return found
  }

  private eventOf(line: Line): Event {
    return (this.verified(line) as EventEntry).event
  }

  private verified(line: Line): unknown {
    if (verifyLine(line.bytes, line.at) !== undefined) return parseLine(line.bytes)
    throw broken(this.journal.path, "read", `the line at byte ${line.at} is damaged. Restore the file from a backup.`)
  }
}

/** The names as they stand inside a JSON string, to pass over lines without parsing them. */
const needlesOf = (names: ReadonlySet<string>): Array<Buffer> =>
  [...names].map((name) =>
    Buffer.from(JSON.stringify(name.startsWith(fileAuthority) ? name.slice(fileAuthority.length) : name).slice(1, -1))
  )

const refersTo = (names: ReadonlySet<string>, item: unknown): boolean =>
  typeof item === "string" ? names.has(item) : names.has(String((item as { readonly movie?: string }).movie))

/** Whether the event speaks of a movie that goes by one of these names, alone or in a list. */
export const concerns = (event: Event, names: ReadonlySet<string>): boolean => {
  const { movie, merged, movies, items, path, to } = event as {
    readonly movie?: string
    readonly merged?: string
    readonly movies?: ReadonlyArray<unknown>
    readonly items?: ReadonlyArray<unknown>
    readonly path?: string
    readonly to?: unknown
  }
  if (movie !== undefined) return names.has(movie) || (merged !== undefined && names.has(merged))
  if (path !== undefined) return names.has(fileAuthority + path) || names.has(fileAuthority + String(to))
  return (movies ?? items ?? []).some((item) => refersTo(names, item))
}
