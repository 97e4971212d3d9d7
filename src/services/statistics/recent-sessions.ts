/**
 * Which sessions used which movie lately. "Lately" is counted in log positions and refreshed by every sighting, so that
 * the memory is a function of the last `windowEvents` events: bounded, and the same after a restart. Media servers use
 * their session names again, so a sighting that is a day apart from the last is another session.
 */
import type { MovieId } from "../../domain/identity.ts"
import { dayMs } from "../../domain/time.ts"
import { countsAsView, type UseClaim } from "./use.ts"

/** How far back in the log the tracker looks, for sessions and for uses whose movie is yet to be created. */
export const windowEvents = 8_192

/** A sighting of a session, asked and noted in one step. */
export interface Sighting {
  readonly viewed: boolean
  readonly repeated: boolean
}

export interface RecentSessions {
  readonly see: (claim: UseClaim, movie: MovieId, position: number) => Sighting
  readonly size: () => number
}

/** A session may be so long without a sign of life. */
const sessionGapMs = dayMs

/** A use without a session is one of its own. */
const firstSighting: Sighting = { viewed: false, repeated: false }

export const makeRecentSessions = (): RecentSessions => {
  // Ordered by the position of the last sighting: noting removes and appends.
  const seen = new Map<string, { readonly position: number; readonly at: number }>()

  const forgetUpTo = (position: number) => {
    for (const [key, last] of seen) {
      if (last.position > position) return
      seen.delete(key)
    }
  }

  const note = (key: string, position: number, at: number): boolean => {
    const last = seen.get(key)
    const isSame = last !== undefined && Math.abs(at - last.at) <= sessionGapMs
    seen.delete(key)
    seen.set(key, { position, at: isSame ? Math.max(at, last.at) : at })
    return isSame
  }

  const see = ({ at, kind, session }: UseClaim, movie: MovieId, position: number): Sighting => {
    if (session === null) return firstSighting
    forgetUpTo(position - windowEvents)
    const repeated = note(`${movie} ${kind} ${session}`, position, at)
    const viewed = countsAsView(kind) && note(`${movie} any ${session}`, position, at)
    return { repeated, viewed }
  }

  return { see, size: () => seen.size }
}
