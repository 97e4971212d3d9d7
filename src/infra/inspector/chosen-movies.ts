/** Which movies a client wants to see: by name, by state, or a sample that is the same after every restart. Pure. */
import type { MovieId } from "../../domain/identity.ts"

/** What a client asked for when it connected. */
export interface Wanted {
  /** Followed as they enter it: `deep`, or `deep.enriching`. */
  readonly state: string | undefined
  /** So many movies, whichever; the same ones every time. */
  readonly sample: number
  /** So many past steps of every movie, from memory and from the journal. */
  readonly history: number
  /** The most movies at a time. */
  readonly moviesMax: number
  /** The most messages a second. */
  readonly messagesPerSecondMax: number
}

export const defaultWanted: Wanted = {
  state: undefined,
  sample: 0,
  history: 0,
  moviesMax: 100,
  messagesPerSecondMax: 500
}

/** What a client may ask for at most. */
export const wantedMax = { movies: 500, history: 200, messagesPerSecond: 5_000 } as const

/** `{ deep: "resting" }` is `deep.resting`. */
export const pathOf = (value: unknown): string => {
  if (typeof value === "string") return value
  const [entry] = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>)
  return entry === undefined ? "" : `${entry[0]}.${pathOf(entry[1])}`
}

export const isIn = (state: string, value: unknown): boolean => {
  const path = pathOf(value)
  return path === state || path.startsWith(`${state}.`)
}

/** FNV-1a with a last stirring, so that ids that follow each other do not stand together. */
const hashOf = (id: string): number => {
  let hash = 0x811c9dc5
  for (let place = 0; place < id.length; place++) hash = Math.imul(hash ^ id.charCodeAt(place), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** The `count` movies whose ids hash lowest. */
export const sampleOf = (ids: Iterable<MovieId>, count: number): ReadonlyArray<MovieId> => {
  if (count <= 0) return []
  const lowest: Array<{ readonly id: MovieId; readonly hash: number }> = []
  for (const id of ids) {
    const hash = hashOf(id)
    if (lowest.length === count && hash >= lowest.at(-1)!.hash) continue
    const place = lowest.findIndex((each) => each.hash > hash)
    lowest.splice(place < 0 ? lowest.length : place, 0, { id, hash })
    if (lowest.length > count) lowest.pop()
  }
  return lowest.map(({ id }) => id)
}

/** What a client that names no movies sees at first. */
export const chosenIn = (
  values: () => Iterable<readonly [MovieId, unknown]>,
  { moviesMax, sample, state }: Wanted
): ReadonlyArray<MovieId> => {
  if (state === undefined && sample === 0) return []
  const fitting: Array<MovieId> = []
  for (const [id, value] of values()) {
    if (state !== undefined && !isIn(state, value)) continue
    fitting.push(id)
    // Which of them are the sample shows only when all were seen.
    if (sample === 0 && fitting.length >= moviesMax) break
  }
  return sample > 0 ? sampleOf(fitting, Math.min(sample, moviesMax)) : fitting
}
