/**
 * What others would have kept of the same requests in as many bytes: LRU, and somebody who knew the future (the farthest
 * next use goes first, Belady 1966, by bytes). Lines to compare with; an absolute share alone says nothing.
 */
import { type Level, rankOf } from "../../domain/level.ts"

/** Somebody asked for so much of a movie; it takes so many bytes to keep. */
export interface Access {
  readonly movie: string
  readonly level: Level
  readonly bytes: number
}

interface Kept {
  readonly rank: number
  readonly bytes: number
}

export class LruReference {
  readonly #kept = new Map<string, Kept>()
  #held = 0

  /** Whether all that was asked was kept; from now on it is. */
  access({ bytes, level, movie }: Access, budget: number): boolean {
    const known = this.#kept.get(movie)
    const rank = rankOf(level)
    const isHit = known !== undefined && known.rank >= rank
    this.#kept.delete(movie)
    const next = isHit ? known : { rank, bytes }
    this.#kept.set(movie, next)
    this.#held += next.bytes - (known?.bytes ?? 0)
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#held <= budget || oldest === movie) break
      this.#kept.delete(oldest)
      this.#held -= freed
    }
    return isHit
  }
}

/** The share that LRU answers at once, beginning with nothing, of the second half: the first fills what is kept. */
export const lruShare = (accesses: ReadonlyArray<Access>, budget: number, accessesMin = 200): number | null => {
  if (accesses.length < accessesMin) return null
  const lru = new LruReference()
  const half = Math.floor(accesses.length / 2)
  const hits = accesses.map((access) => lru.access(access, budget)).slice(half)
  return hits.filter(Boolean).length / hits.length
}

/** For each access the place of the next one to the same movie. */
const nextUses = (accesses: ReadonlyArray<Access>): ReadonlyArray<number> => {
  const later = new Map<string, number>()
  const next = Array.from<number>({ length: accesses.length })
  for (let place = accesses.length - 1; place >= 0; place--) {
    const { movie } = accesses[place]!
    next[place] = later.get(movie) ?? Infinity
    later.set(movie, place)
  }
  return next
}

interface Waiting extends Kept {
  readonly movie: string
  readonly next: number
}

/** The kept movie that is needed last. Few are kept beside ten thousand, and it is looked for only when room is needed. */
const farthest = (kept: ReadonlyMap<string, Waiting>, but: string): Waiting | undefined => {
  let found: Waiting | undefined
  for (const each of kept.values()) {
    if (each.movie !== but && (found === undefined || each.next > found.next)) found = each
  }
  return found
}

/**
 * The share of accesses that who knows the future answers at once, of the second half: the first fills what is kept. Null
 * for fewer than `accessesMin`.
 */
export const clairvoyantShare = (accesses: ReadonlyArray<Access>, budget: number, accessesMin = 200): number | null => {
  if (accesses.length < accessesMin) return null
  const next = nextUses(accesses)
  const kept = new Map<string, Waiting>()
  const half = Math.floor(accesses.length / 2)
  let [held, hits] = [0, 0]
  for (const [place, { bytes, level, movie }] of accesses.entries()) {
    const known = kept.get(movie)
    const isHit = known !== undefined && known.rank >= rankOf(level)
    if (isHit && place >= half) hits++
    const entry = isHit ? { ...known, next: next[place]! } : { movie, rank: rankOf(level), bytes, next: next[place]! }
    kept.set(movie, entry)
    held += entry.bytes - (known?.bytes ?? 0)
    while (held > budget) {
      const last = farthest(kept, entry.next === Infinity ? "" : movie)
      if (last === undefined) break
      kept.delete(last.movie)
      held -= last.bytes
    }
  }
  return hits / (accesses.length - half)
}
