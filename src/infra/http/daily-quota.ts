/**
 * A provider's quota of requests in a day of UTC. It must hold over restarts and kills, so the file says how many may have
 * been used: it is written ahead, a few requests at a time, and corrected when the program ends in peace.
 */
import { Clock, Effect, Semaphore } from "effect"
import { dayMs } from "../../domain/time.ts"
import type { Lane, ProviderName } from "../../services/data-provider.ts"
import { Disk, type DiskError, directoryOf, replaceFile } from "../disk/disk.ts"

interface Used {
  readonly day: number
  readonly count: number
}

/** What only a waiting person may use of a day, as a share of it. */
const personsShare = 0.1
/** The file runs ahead of the count by at most so many; a kill loses at most these. */
const aheadMax = 20

const dayOf = (now: number): number => Math.floor(now / dayMs)

const parse = (bytes: Uint8Array | undefined): Used | undefined => {
  try {
    const { count, day } = JSON.parse(Buffer.from(bytes ?? []).toString("utf8")) as Partial<Used>
    const isSound = Number.isSafeInteger(day) && Number.isSafeInteger(count) && count! >= 0
    return isSound ? { day: day!, count: count! } : undefined
  } catch {
    return undefined
  }
}

export interface DailyQuota {
  /** Uses one request of today; false when none is left for this lane. */
  readonly take: (lane: Lane) => Effect.Effect<boolean>
  /** Whether one is left for this lane. */
  readonly hasLeft: (lane: Lane, now: number) => boolean
  readonly status: (now: number) => { readonly limit: number; readonly used: number; readonly resetsAt: number }
}

/** When the day of this moment ends, epoch milliseconds. */
export const dayEndsAt = (now: number): number => (dayOf(now) + 1) * dayMs

/** The quota of one provider, kept in `<directory>/<provider>.quota`. Without a disk that can be written it holds for this run. */
export const makeDailyQuota = Effect.fnUntraced(function* (provider: ProviderName, limit: number, directory: string) {
  const disk = yield* Disk
  const path = `${directory}/${provider}.quota`
  const one = yield* Semaphore.make(1)
  const start = parse(yield* Effect.orElseSucceed(disk.read(path), () => undefined))
  const state = { day: start?.day ?? -1, used: start?.count ?? 0, written: start?.count ?? 0 }

  const usedOn = (now: number): number => (dayOf(now) <= state.day ? state.used : 0)
  const hasLeft = (lane: Lane, now: number): boolean =>
    usedOn(now) < (lane === "person" ? limit : Math.max(limit - Math.ceil(limit * personsShare), 1))

  const write = (count: number): Effect.Effect<void, DiskError> =>
    Effect.gen(function* () {
      yield* disk.makeDirectory(directoryOf(path))
      const line = `${JSON.stringify({ day: state.day, count })}\n`
      yield* Effect.provideService(replaceFile(path, [Buffer.from(line)]), Disk, disk)
      state.written = count
    })
  const warned = (writing: Effect.Effect<void, DiskError>): Effect.Effect<void> =>
    Effect.catch(writing, (error) =>
      Effect.logWarning(`The quota of ${provider} could not be written down: ${error.message}`)
    )

  const take = (lane: Lane) =>
    one.withPermits(1)(
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        if (!hasLeft(lane, now)) return false
        // A clock that was set back must not give a day twice.
        if (dayOf(now) > state.day) Object.assign(state, { day: dayOf(now), used: 0, written: 0 })
        state.used += 1
        if (state.used > state.written) yield* warned(write(Math.min(state.used + aheadMax - 1, limit)))
        return true
      })
    )
  yield* Effect.addFinalizer(() => (state.written > state.used ? warned(write(state.used)) : Effect.void))

  const quota: DailyQuota = {
    take,
    hasLeft,
    status: (now) => ({ limit, used: usedOn(now), resetsAt: dayEndsAt(now) })
  }
  return quota
})
