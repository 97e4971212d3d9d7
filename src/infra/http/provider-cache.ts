/**
 * The answers of one provider on the disk: a few append-only files, the oldest of which is thrown away when there is too much
 * or it is too old. Nothing in it is precious: it is not synced, a torn end is cut, a body whose sum is wrong is forgotten.
 * In memory are the heads only. Files are named `000001.answers`; no other file is ever removed.
 */
import { Clock, Effect, Exit, Scope } from "effect"
import { providerTermMs } from "../../domain/terms.ts"
import { dayMs } from "../../domain/time.ts"
import { type Disk, DiskError, type DiskFile } from "../disk/disk.ts"
import { type CacheEntry, type CacheHead, entryBytes, entryOf, headBytesMax, headIn } from "./cache-entry.ts"
import type { CachePolicy } from "./http-settings.ts"

interface Segment {
  readonly number: number
  readonly file: DiskFile
  readonly scope: Scope.Closeable
  /** When its first answer was fetched. */
  startedAt: number
  entries: number
}

interface Place {
  readonly segment: Segment
  readonly head: CacheHead
  readonly bodyAt: number
}

/** The bounds are kept by throwing away one of so many parts. */
const segmentsMax = 8
/** A segment takes answers for so long, so that throwing away the too old ones takes few others with them. */
const segmentSpanMs = 7 * dayMs

const fileName = (number: number): string => `${String(number).padStart(6, "0")}.answers`
/** The number of a file of the cache, or undefined when it is none of ours. */
export const numberIn = (name: string): number | undefined => {
  const match = /^(\d{6})\.answers$/.exec(name)
  return match === null ? undefined : Number(match[1])
}

/** What is a link may lead anywhere, to a film as well: nothing is opened, cut or removed through one (SAFE-1). */
export const refuseLink = Effect.fnUntraced(function* (
  disk: Disk["Service"],
  path: string,
  wanted: "file" | "directory"
): Effect.fn.Return<void, DiskError> {
  const kind = yield* disk.kindOf(path)
  if (kind === "absent" || kind === wanted) return
  return yield* new DiskError({
    operation: "open",
    path,
    code: "EINVAL",
    detail: `it is a ${kind}, not a ${wanted} of the cache`
  })
})

export class ProviderCache {
  readonly #places = new Map<string, Place>()
  #segments: Array<Segment> = []
  readonly #disk: Disk["Service"]
  readonly #directory: string
  readonly #policy: CachePolicy
  readonly #scope: Scope.Scope

  constructor(disk: Disk["Service"], scope: Scope.Scope, directory: string, policy: CachePolicy) {
    this.#disk = disk
    this.#scope = scope
    this.#directory = directory
    this.#policy = policy
  }

  get entries(): number {
    return this.#places.size
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { file }) => sum + file.size(), 0)
  }

  /** The newest answer under this key, if it is whole and not too old. */
  find(key: string, now: number): CacheEntry | undefined {
    const place = this.#places.get(key)
    if (place === undefined) return undefined
    const { bodyAt, head, segment } = place
    const isTooOld = this.#isTooOld(head.fetchedAt, now)
    const entry = isTooOld ? undefined : entryOf(head, segment.file.readAt(bodyAt, head.bytes))
    if (entry === undefined) this.#places.delete(key)
    return entry
  }

  /** Reads the heads of all files. */
  open(): Effect.Effect<void, DiskError> {
    return Effect.gen({ self: this }, function* () {
      const numbers = (yield* this.#disk.list(this.#directory)).flatMap((name) => numberIn(name) ?? [])
      for (const number of numbers) yield* this.#readSegment(yield* this.#openSegment(number))
      yield* this.dropOld(yield* Clock.currentTimeMillis)
      // Written under other bounds, perhaps.
      const isOver = () => this.#segments.length > segmentsMax || this.bytes > this.#policy.bytesMax
      while (isOver()) yield* this.dropOldest()
    })
  }

  /** Adds an answer; afterwards all bounds hold. An answer that would fill a whole part of the cache is not kept. */
  keep(entry: CacheEntry): Effect.Effect<void, DiskError> {
    return Effect.gen({ self: this }, function* () {
      const record = entryBytes(entry)
      const partBytes = Math.floor(this.#policy.bytesMax / segmentsMax)
      if (record === undefined || record.bytes.length > partBytes) return
      yield* this.dropOld(entry.fetchedAt)
      const segment = yield* this.#segmentFor(record.bytes.length, entry.fetchedAt)
      const start = segment.file.size()
      yield* segment.file.append(record.bytes).pipe(Effect.tapError(() => Effect.ignore(segment.file.truncate(start))))
      this.#add({ segment, head: record.head, bodyAt: start + record.bodyAt })
    })
  }

  /** Throws away the oldest part. */
  dropOldest(): Effect.Effect<void, DiskError> {
    return Effect.suspend(() => {
      const [oldest] = this.#segments
      return oldest === undefined ? Effect.void : this.#drop(oldest)
    })
  }

  /** Throws away every part in which something is older than may be kept. */
  dropOld(now: number): Effect.Effect<void, DiskError> {
    return Effect.suspend(() =>
      Effect.forEach(
        this.#segments.filter(({ startedAt }) => this.#isTooOld(startedAt, now)),
        (segment) => this.#drop(segment),
        { discard: true }
      )
    )
  }

  /** Throws away everything. */
  purge(): Effect.Effect<void, DiskError> {
    return Effect.suspend(() => Effect.forEach([...this.#segments], (each) => this.#drop(each), { discard: true }))
  }

  #isTooOld(fetchedAt: number, now: number): boolean {
    return now - fetchedAt >= Math.min(this.#policy.keptMaxMs, providerTermMs)
  }

  #add(place: Place): void {
    const { head, segment } = place
    if (segment.entries === 0) segment.startedAt = head.fetchedAt
    segment.entries += 1
    segment.startedAt = Math.min(segment.startedAt, head.fetchedAt)
    this.#places.set(head.key, place)
  }

  #segmentFor(bytes: number, now: number) {
    return Effect.gen({ self: this }, function* () {
      const newest = this.#segments.at(-1)
      const { bytesMax, entriesMax } = this.#policy
      const hasRoom =
        newest !== undefined &&
        newest.file.size() + bytes <= Math.floor(bytesMax / segmentsMax) &&
        newest.entries < Math.max(Math.floor(entriesMax / segmentsMax), 1) &&
        (newest.entries === 0 || now - newest.startedAt < segmentSpanMs)
      if (hasRoom) return newest
      while (this.#segments.length >= segmentsMax) yield* this.dropOldest()
      yield* this.#disk.makeDirectory(this.#directory)
      return yield* this.#openSegment((newest?.number ?? 0) + 1)
    })
  }

  #openSegment(number: number) {
    return Effect.gen({ self: this }, function* () {
      yield* refuseLink(this.#disk, `${this.#directory}/${fileName(number)}`, "file")
      const scope = yield* Scope.fork(this.#scope)
      const file = yield* Scope.provide(this.#disk.open(`${this.#directory}/${fileName(number)}`), scope)
      const segment: Segment = { number, file, scope, startedAt: 0, entries: 0 }
      this.#segments.push(segment)
      return segment
    })
  }

  #readSegment(segment: Segment): Effect.Effect<void, DiskError> {
    const { file } = segment
    let at = 0
    while (at < file.size()) {
      const found = headIn(file.readAt(at, headBytesMax))
      const end = found === undefined ? Number.POSITIVE_INFINITY : at + found.bodyAt + found.head.bytes + 1
      if (found === undefined || end > file.size()) return file.truncate(at)
      this.#add({ segment, head: found.head, bodyAt: at + found.bodyAt })
      at = end
    }
    return Effect.void
  }

  #drop(segment: Segment): Effect.Effect<void, DiskError> {
    return Effect.gen({ self: this }, function* () {
      this.#segments = this.#segments.filter((each) => each !== segment)
      for (const [key, place] of this.#places) if (place.segment === segment) this.#places.delete(key)
      yield* Scope.close(segment.scope, Exit.void)
      yield* this.#disk.unlink(`${this.#directory}/${fileName(segment.number)}`)
    })
  }
}
