/**
 * What one provider was heard to say: a pack that grows at its end while it is used. A line that a crash has torn is cut when it
 * is opened. Of two lines under one key the later counts; in peace the pack is rewritten with one line for each key, in the
 * order of the keys, so that the same answers give the same bytes in whatever order they came. In memory are keys and offsets.
 */
import { Clock, Effect, Exit, Scope, Semaphore } from "effect"
import { providerTermMs } from "../../domain/terms.ts"
import { dayMs } from "../../domain/time.ts"
import type { ProviderName } from "../../services/data-provider.ts"
import { Disk, type DiskError, type DiskFile, directoryOf, replaceFile } from "../disk/disk.ts"
import { linesOf } from "../json-store/lines.ts"
import { isSameAnswer, lineBytes, parseRecorded, type RecordedLine } from "./recorded-line.ts"

interface Place {
  readonly at: number
  readonly length: number
  readonly recordedAt: number
}

export interface RecordingStatus {
  readonly answers: number
  readonly bytes: number
  /** Lines written since it was opened. */
  readonly written: number
  /** What was wrong with the file when it was opened. */
  readonly repairs: ReadonlyArray<string>
}

export interface Recording {
  /** The last line under this key that may still be used. */
  readonly find: (key: string, now: number) => RecordedLine | undefined
  /** Writes the line down, unless the same was heard lately. */
  readonly write: (line: RecordedLine) => Effect.Effect<void, DiskError>
  /** Throws away everything that was written down. */
  readonly purge: Effect.Effect<void, DiskError>
  /** Every key that something was written down under, in no order. */
  readonly keys: () => Iterable<string>
  readonly status: () => RecordingStatus
}

/** What is heard again unchanged is written again only after so long, to say that it still holds. */
const renewAfterMs = 30 * dayMs
/** Larger packs are put in order only when a quarter of them is out of date: a rewrite costs their whole length. */
const alwaysOrderedBytes = 64 * 1024 * 1024
const outdatedShare = 0.25

/** Pictures come from TMDB too. */
const isUnderTerm = (provider: ProviderName): boolean => provider === "tmdb" || provider === "images"

class Pack {
  readonly places = new Map<string, Place>()
  readonly repairs: Array<string> = []
  liveBytes = 0
  written = 0
  isOrdered = true
  #lastKey = ""
  readonly file: DiskFile

  constructor(file: DiskFile) {
    this.file = file
  }

  add(key: string, place: Place): void {
    const known = this.places.get(key)
    this.liveBytes += place.length - (known?.length ?? 0)
    if (known !== undefined || key <= this.#lastKey) this.isOrdered = false
    this.#lastKey = key
    this.places.set(key, place)
  }

  /** Reads where everything is; the number of bytes that are whole lines. */
  index(): number {
    let end = 0
    let damaged = 0
    for (const { at, bytes } of linesOf(this.file, 0, this.file.size())) {
      end = at + bytes.length + 1
      const line = bytes.length === 0 ? undefined : parseRecorded(bytes)
      if (line === undefined) damaged += 1
      else this.add(line.key, { at, length: end - at, recordedAt: line.recordedAt })
    }
    if (damaged > 0) {
      this.isOrdered = false
      this.repairs.push(`${damaged} damaged lines were passed over`)
    }
    return end
  }

  forget(key: string): void {
    this.liveBytes -= this.places.get(key)?.length ?? 0
    this.places.delete(key)
    this.isOrdered = false
  }

  *ordered(): Generator<Uint8Array> {
    for (const key of [...this.places.keys()].toSorted()) {
      const { at, length } = this.places.get(key)!
      yield this.file.readAt(at, length)
    }
  }

  get isWorthOrdering(): boolean {
    const size = this.file.size()
    if (this.isOrdered) return false
    return size <= alwaysOrderedBytes || size - this.liveBytes > size * outdatedShare
  }
}

const nothing: Recording = {
  find: () => undefined,
  write: () => Effect.void,
  purge: Effect.void,
  keys: () => [],
  status: () => ({ answers: 0, bytes: 0, written: 0, repairs: [] })
}

/**
 * Opens, repairs and orders the pack at this path. Who only reads creates none. When the Scope closes it is put in order.
 */
export const openRecording = Effect.fnUntraced(function* (provider: ProviderName, path: string, writes: boolean) {
  const disk = yield* Disk
  if (!writes && (yield* disk.kindOf(path)) === "absent") return nothing
  const outer = yield* Effect.scope
  const one = yield* Semaphore.make(1)
  const isTooOld = (recordedAt: number, now: number) => isUnderTerm(provider) && now - recordedAt >= providerTermMs

  const opened = Effect.gen(function* () {
    const scope = yield* Scope.fork(outer)
    const pack = new Pack(yield* Scope.provide(disk.open(path), scope))
    const end = pack.index()
    const torn = pack.file.size() - end
    if (torn > 0) {
      yield* pack.file.truncate(end)
      pack.repairs.push(`the last ${torn} bytes were torn and were cut off`)
    }
    return { pack, scope }
  })
  const inOrder = Effect.fnUntraced(function* (before: { readonly pack: Pack; readonly scope: Scope.Closeable }) {
    const now = yield* Clock.currentTimeMillis
    const { pack } = before
    for (const [key, { recordedAt }] of pack.places) if (isTooOld(recordedAt, now)) pack.forget(key)
    if (!pack.isWorthOrdering) return before
    yield* Effect.provideService(replaceFile(path, pack.ordered()), Disk, disk)
    const after = yield* opened
    after.pack.repairs.unshift(...pack.repairs)
    yield* Scope.close(before.scope, Exit.void)
    return after
  })

  yield* disk.makeDirectory(directoryOf(path))
  let state = yield* Effect.flatMap(opened, inOrder)
  yield* Effect.addFinalizer(() => Effect.ignore(Effect.andThen(state.pack.file.sync, inOrder(state))))

  const find = (key: string, now: number): RecordedLine | undefined => {
    const place = state.pack.places.get(key)
    if (place === undefined || isTooOld(place.recordedAt, now)) return undefined
    return parseRecorded(state.pack.file.readAt(place.at, place.length))
  }
  const write = (line: RecordedLine) =>
    one.withPermits(1)(
      Effect.gen(function* () {
        const { pack } = state
        const known = find(line.key, line.recordedAt)
        const isKnown = known !== undefined && isSameAnswer(known, line)
        if (isKnown && line.recordedAt - known.recordedAt < renewAfterMs) return
        const bytes = lineBytes(line)
        const at = pack.file.size()
        yield* pack.file.append(bytes).pipe(Effect.tapError(() => Effect.ignore(pack.file.truncate(at))))
        pack.written += 1
        pack.add(line.key, { at, length: bytes.length, recordedAt: line.recordedAt })
      })
    )
  const status = (): RecordingStatus => {
    const { file, places, repairs, written } = state.pack
    return { answers: places.size, bytes: file.size(), written, repairs }
  }
  const purge = one.withPermits(1)(
    Effect.gen(function* () {
      const { pack } = state
      yield* pack.file.truncate(0)
      yield* pack.file.sync
      for (const key of pack.places.keys()) pack.forget(key)
    })
  )
  const recording: Recording = { find, write, purge, keys: () => state.pack.places.keys(), status }
  return recording
})
