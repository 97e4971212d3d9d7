/**
 * Uses that named a movie which is not there yet: whoever plays an unknown movie makes it known, and that play counts.
 * They wait until the movie exists, at most `windowEvents` positions of the log, and are then given up and counted.
 */
import { windowEvents } from "./recent-sessions.ts"
import type { UseClaim } from "./use.ts"

/** A use and where it stands in the log. */
export interface LoggedUse {
  readonly position: number
  readonly claim: UseClaim
}

export interface WaitingUses {
  readonly add: (use: LoggedUse) => void
  readonly remove: (use: LoggedUse) => void
  /** Gives up what is older than the window; returns how many. */
  readonly expire: (position: number) => number
  /** Oldest first. */
  readonly all: () => ReadonlyArray<LoggedUse>
  readonly size: () => number
}

export const makeWaitingUses = (): WaitingUses => {
  const waiting = new Map<number, LoggedUse>()
  const expire = (position: number): number => {
    const before = waiting.size
    for (const use of waiting.values()) {
      if (use.position > position - windowEvents) break
      waiting.delete(use.position)
    }
    return before - waiting.size
  }
  return {
    add: (use) => void waiting.set(use.position, use),
    remove: (use) => void waiting.delete(use.position),
    expire,
    all: () => [...waiting.values()],
    size: () => waiting.size
  }
}
