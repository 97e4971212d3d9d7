/** What happened at one provider's door, in numbers that tests and `status` read. */
import type { ProviderName } from "../../services/data-provider.ts"
import type { FaultKind } from "./faults/all-faults.ts"
import { RateWindow } from "./rate-window.ts"

export interface ProviderTally {
  /** All that came in, refused ones too. */
  readonly requests: number
  /** The most that came in within any one second. */
  readonly busiestSecond: number
  /** Being answered now, and the most at any time. */
  readonly concurrent: number
  readonly concurrentMax: number
  /** Every 429 that was given, and those of them that the stand-in's own rate limit gave. */
  readonly tooMany: number
  readonly limited: number
  readonly notModified: number
  /** The asker went away before the answer was through. */
  readonly abandoned: number
  /** Replies by status; `reset` for connections that were reset. */
  readonly statuses: Readonly<Record<string, number>>
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
}

export interface TallyKeeper {
  /** Notes an arrival. False when it is one too many for the limit a second; such an arrival uses up none of it. */
  readonly arrived: (nowMs: number, limit: number) => boolean
  /** Milliseconds until the limit lets the next one in. */
  readonly waitMs: (nowMs: number, limit: number) => number
  readonly gaveFault: (kind: FaultKind) => void
  /** The reply that is being sent: its status, or `reset` where there is none. */
  readonly replied: (status: number | "reset") => void
  readonly left: (abandoned: boolean) => void
  readonly read: () => ProviderTally
  /** Back to zero, but for what is being answered now. */
  readonly reset: () => void
}

const noCounts = () => ({ requests: 0, busiestSecond: 0, concurrentMax: 0, limited: 0, abandoned: 0 })
const counted = (counts: Record<string, number>, name: string) => void (counts[name] = (counts[name] ?? 0) + 1)

export const makeTally = (): TallyKeeper => {
  const arrivals = new RateWindow()
  const admitted = new RateWindow()
  let counts = noCounts()
  let statuses: Record<string, number> = {}
  let faults: Record<string, number> = {}
  let concurrent = 0
  return {
    arrived: (nowMs, limit) => {
      counts.requests += 1
      concurrent += 1
      counts.concurrentMax = Math.max(counts.concurrentMax, concurrent)
      counts.busiestSecond = Math.max(counts.busiestSecond, arrivals.note(nowMs))
      const fits = admitted.count(nowMs) < limit
      if (fits) admitted.note(nowMs)
      else counts.limited += 1
      return fits
    },
    waitMs: (nowMs, limit) => admitted.waitMs(nowMs, limit),
    gaveFault: (kind) => counted(faults, kind),
    replied: (status) => counted(statuses, String(status)),
    left: (abandoned) => {
      concurrent -= 1
      if (abandoned) counts.abandoned += 1
    },
    read: () => ({
      ...counts,
      concurrent,
      tooMany: statuses["429"] ?? 0,
      notModified: statuses["304"] ?? 0,
      statuses: { ...statuses },
      faults: { ...faults }
    }),
    reset: () => {
      counts = { ...noCounts(), concurrentMax: concurrent }
      statuses = {}
      faults = {}
    }
  }
}

export type Tallies = Readonly<Record<ProviderName, TallyKeeper>>

export const makeTallies = (): Tallies => ({
  tmdb: makeTally(),
  imdb: makeTally(),
  wikidata: makeTally(),
  wikipedia: makeTally(),
  images: makeTally()
})
