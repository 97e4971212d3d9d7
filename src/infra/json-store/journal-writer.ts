/**
 * The one writer of the journal. Commits that arrive while a sync is under way are gathered and share the next one.
 * What waits here are callers, one entry each; nothing of theirs is copied before its turn, and a flush is bounded in bytes.
 *
 * A write that fails is taken back (the file is cut to its last good length) and fails exactly the commits of that flush:
 * no position is burnt. A sync that fails leaves nothing to believe in: the writer refuses everything from then on.
 */
import { Effect, Exit } from "effect"
import type { Committed, ForgottenPerson, LoggedEvent, StoreError, Transaction } from "../../services/store.ts"
import type { DiskError, DiskFile } from "../disk/disk.ts"
import { type Entry, entriesOf } from "./entry.ts"
import { broken, fromDisk } from "./files.ts"
import { encodeLine } from "./journal-line.ts"
import type { LibraryState } from "./library-state.ts"
import type { Location } from "./movie-table.ts"

const flushBytesMax = 4 * 1024 * 1024

interface Waiting {
  readonly transaction: Transaction
  readonly resume: (exit: Exit.Exit<Committed, StoreError>) => void
}

interface Placed {
  readonly entry: Entry
  readonly location: Location
}

interface Flush {
  readonly callers: Array<{ readonly waiting: Waiting; readonly committed: Committed }>
  readonly placed: Array<Placed>
  readonly events: Array<LoggedEvent>
  readonly texts: Array<string>
  end: number
  last: number
}

export class JournalWriter {
  private readonly journal: DiskFile
  private readonly state: LibraryState
  private readonly queue: Array<Waiting> = []
  private wake: (() => void) | undefined
  private failure: StoreError | undefined
  private mustTruncate = false
  private closed = false
  /** The end of what is durable. */
  length: number
  /** Where the last durable line begins. */
  lastLineAt = 0
  listener: ((events: ReadonlyArray<LoggedEvent>) => void) | undefined
  /** Called after every flush that became durable. */
  afterFlush: () => void = () => {}

  constructor(journal: DiskFile, state: LibraryState, length: number) {
    this.journal = journal
    this.state = state
    this.length = length
  }

  get isBroken(): boolean {
    return this.failure !== undefined
  }

  commit(transaction: Transaction): Effect.Effect<Committed, StoreError> {
    return Effect.callback<Committed, StoreError>((resume) => {
      const refusal =
        this.failure ?? (this.closed ? broken(this.journal.path, "write", "the library is closed") : undefined)
      if (refusal !== undefined) return resume(Effect.fail(refusal))
      const waiting: Waiting = { transaction, resume }
      this.queue.push(waiting)
      this.wakeUp()
      return Effect.suspend(() => this.cancel(waiting))
    })
  }

  /** Writes until it is closed and nothing waits any more. */
  readonly run: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    for (;;) {
      yield* this.work
      if (this.queue.length === 0) return
      yield* Effect.yieldNow
      yield* this.flush(this.prepare())
    }
  })

  /** No commit is taken any more; `run` ends after those that wait. */
  close(): void {
    this.closed = true
    this.wakeUp()
  }

  /** Makes one entry durable before anything else is written. */
  readonly open = (entry: Entry): Effect.Effect<void, StoreError> =>
    Effect.suspend(() => {
      const flush = this.emptyFlush()
      this.place(flush, [entry])
      return Effect.asVoid(this.write(flush))
    })

  private readonly work = Effect.callback<void>((resume) => {
    if (this.queue.length > 0 || this.closed) return resume(Effect.void)
    this.wake = () => resume(Effect.void)
  })

  private wakeUp(): void {
    const wake = this.wake
    this.wake = undefined
    wake?.()
  }

  /** A commit that nobody began is withdrawn; one under way is let finish, and its caller forgotten. */
  private cancel(waiting: Waiting): Effect.Effect<void> {
    const place = this.queue.indexOf(waiting)
    if (place >= 0) this.queue.splice(place, 1)
    return Effect.void
  }

  private emptyFlush(): Flush {
    return { callers: [], placed: [], events: [], texts: [], end: this.length, last: this.state.lastPosition }
  }

  private prepare(): Flush {
    const flush = this.emptyFlush()
    let taken = 0
    while (taken < this.queue.length && flush.end - this.length < flushBytesMax)
      this.encode(flush, this.queue[taken++]!)
    this.queue.splice(0, taken)
    return flush
  }

  /** What cannot be written as JSON is its caller's bug, and nobody else's problem. */
  private encode(flush: Flush, waiting: Waiting): void {
    const { transaction } = waiting
    const events = transaction.events ?? []
    const before = { end: flush.end, last: flush.last, placed: flush.placed.length, texts: flush.texts.length }
    try {
      this.place(flush, this.admitted(flush, entriesOf(transaction, flush.last + 1)))
    } catch (cause) {
      flush.placed.length = before.placed
      flush.texts.length = before.texts
      flush.end = before.end
      return waiting.resume(Exit.die(cause))
    }
    events.forEach((event, place) => flush.events.push({ position: before.last + 1 + place, event }))
    flush.last += events.length
    const first = events.length === 0 ? 0 : before.last + 1
    flush.callers.push({ waiting, committed: { first, last: events.length === 0 ? 0 : flush.last } })
  }

  /** A person who was stated again since somebody looked stays: the journal does not even say that anybody tried. */
  private admitted(flush: Flush, entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> {
    const isStated = ({ id, asOf }: ForgottenPerson) =>
      this.state.personStatedAt(id) >= asOf ||
      flush.placed.some(({ entry }) => "person" in entry && !("forgotten" in entry.person) && entry.person.id === id)
    return entries.filter((entry) => !("person" in entry && "forgotten" in entry.person && isStated(entry.person)))
  }

  private place(flush: Flush, entries: ReadonlyArray<Entry>): void {
    entries.forEach((entry, place) => {
      const mark = { startsFlush: flush.texts.length === 0, endsTransaction: place === entries.length - 1 }
      const text = encodeLine(JSON.stringify(entry), mark, flush.end)
      const length = Buffer.byteLength(text)
      flush.texts.push(text)
      flush.placed.push({ entry, location: { at: flush.end, length: length - 1 } })
      flush.end += length
    })
  }

  private flush(flush: Flush): Effect.Effect<void> {
    return Effect.exit(this.write(flush)).pipe(
      Effect.map((exit) => {
        for (const { waiting, committed } of flush.callers) {
          waiting.resume(Exit.isSuccess(exit) ? Exit.succeed(committed) : (exit as Exit.Exit<never, StoreError>))
        }
      })
    )
  }

  private readonly write = Effect.fnUntraced({ self: this }, function* (flush: Flush) {
    if (this.failure !== undefined) return yield* this.failure
    if (this.mustTruncate) yield* this.takeBack
    if (flush.texts.length > 0) {
      const bytes = Buffer.from(flush.texts.join(""))
      yield* this.journal.append(bytes).pipe(
        Effect.tapError(() => Effect.ignore(this.takeBack)),
        Effect.mapError(fromDisk)
      )
      yield* Effect.mapError(this.journal.sync, (error) => this.breakDown(error))
    }
    this.length = flush.end
    this.lastLineAt = flush.placed.at(-1)?.location.at ?? this.lastLineAt
    for (const { entry, location } of flush.placed) this.state.apply(entry, location)
    if (flush.events.length > 0) this.listener?.(flush.events)
    this.afterFlush()
  })

  /** Cuts what a failed write left. Retried before the next write until it works. */
  private readonly takeBack: Effect.Effect<void, StoreError> = Effect.gen({ self: this }, function* () {
    this.mustTruncate = true
    yield* Effect.mapError(this.journal.truncate(this.length), fromDisk)
    yield* Effect.mapError(this.journal.sync, (error) => this.breakDown(error))
    this.mustTruncate = false
  })

  private breakDown(error: DiskError): StoreError {
    this.failure = broken(
      this.journal.path,
      "sync",
      `${error.detail}. What was written last may not be on the disk; open the library again to see what is`
    )
    return this.failure
  }
}
