/**
 * Which deliveries speak of the same happening. An occasion lasts as long as signs of it keep coming; its begin is part of
 * the ids of its events, so that whatever is delivered twice has one id. Bounded: the occasions longest silent are forgotten.
 */
import { minuteMs } from "../../domain/time.ts"
import type { OccasionClaim } from "./inbox.ts"

/** A session may be so long without a sign of life: a film that is paused over dinner is one session. */
export const sessionGapMs = 6 * 60 * minuteMs
/** The same word about anything else within so long is the same word again. */
export const repeatGapMs = 10 * minuteMs
/** A player that is told to start this soon after the end is only tidying up. */
const strayMs = 30 * minuteMs
const occasionsMax = 10_000

export interface Occasion {
  readonly key: string
  readonly startedAt: number
  readonly lastAt: number
  readonly endedAt: number | null
}

export interface Occasions {
  /** The occasion of a claim at this moment, and whether it is a stray start. Remembers it. */
  readonly see: (claim: OccasionClaim, at: number) => { readonly occasion: Occasion; readonly isStray: boolean }
  /** Puts back what was known before a restart. */
  readonly remember: (occasion: Occasion) => void
  readonly size: () => number
}

export const makeOccasions = (): Occasions => {
  // Ordered by the last sign: remembering removes and appends.
  const known = new Map<string, Occasion>()

  const remember = (occasion: Occasion) => {
    known.delete(occasion.key)
    known.set(occasion.key, occasion)
    if (known.size <= occasionsMax) return
    for (const oldest of known.keys()) {
      known.delete(oldest)
      return
    }
  }

  const see = ({ gapMs, key, phase }: OccasionClaim, at: number) => {
    const before = known.get(key)
    const endedAt = before?.endedAt ?? null
    const sinceEnd = endedAt === null ? null : at - endedAt
    const isAgain = phase === "start" && sinceEnd !== null && sinceEnd > strayMs
    if (before === undefined || isAgain || at - before.lastAt > gapMs) {
      const occasion = { key, startedAt: at, lastAt: at, endedAt: phase === "end" ? at : null }
      remember(occasion)
      return { occasion, isStray: false }
    }
    const lastAt = Math.max(before.lastAt, at)
    const occasion = { ...before, lastAt, endedAt: before.endedAt ?? (phase === "end" ? at : null) }
    remember(occasion)
    return { occasion, isStray: phase === "start" && sinceEnd !== null && sinceEnd >= 0 }
  }

  return { see, remember, size: () => known.size }
}
