/**
 * Which sessions viewed which movie lately. "Lately" is counted in log positions and refreshed by every sighting, so that
 * the memory is a function of the last `windowEvents` events: bounded, and the same after a restart.
 */
import type { MovieId } from "../../domain/identity.ts"
import { countsAsView, type UseKind } from "./use.ts"

/** How far back in the log the tracker looks, for sessions and for uses whose movie is yet to be created. */
export const windowEvents = 8_192

/** A sighting of a session, asked and noted in one step. */
export interface Sighting {
  readonly viewed: boolean
  readonly repeated: boolean
}

export interface RecentSessions {
  readonly see: (session: string, movie: MovieId, kind: UseKind, position: number) => Sighting
  readonly size: () => number
}

export const makeRecentSessions = (): RecentSessions => {
  // Ordered by the position of the last sighting: noting removes and appends.
  const seen = new Map<string, number>()

  const forgetBefore = (position: number) => {
    for (const [key, last] of seen) {
      if (last > position) return
      seen.delete(key)
    }
  }

  const note = (key: string, position: number): boolean => {
    const known = seen.delete(key)
    seen.set(key, position)
    return known
  }

  const see = (session: string, movie: MovieId, kind: UseKind, position: number): Sighting => {
    forgetBefore(position - windowEvents)
    const repeated = note(`${movie} ${kind} ${session}`, position)
    const viewed = countsAsView(kind) && note(`${movie} any ${session}`, position)
    return { repeated, viewed }
  }

  return { see, size: () => seen.size }
}
