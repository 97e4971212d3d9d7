/**
 * Which movies have something to record, and how many calls that costs at most. What was recorded is not asked again, so a run
 * that was stopped goes on where it was.
 */
import { Effect } from "effect"
import { aliasValue, type MovieId, type MovieRef } from "../../domain/identity.ts"
import { isAtLeast, knownLevel, type Level, rankOf } from "../../domain/level.ts"
import type { Movie } from "../../domain/movie.ts"
import { HybridReport } from "../../infra/hybrid/hybrid-provider.ts"
import { Store } from "../../services/store.ts"

export interface RecordAsked {
  /** Undefined: every movie of the library. */
  readonly movies: ReadonlyArray<MovieRef> | undefined
  readonly level: Level
  /** Also what was recorded before. */
  readonly again: boolean
}

export interface RecordItem {
  readonly ref: MovieRef
  /** An advance for who knows less than the level, a refresh for who knows it and was not recorded. */
  readonly task: "advance" | "refresh"
  readonly callsMax: number
}

export interface RecordPlan {
  readonly items: ReadonlyArray<RecordItem>
  /** Movies of which nothing is to be asked: they know the level, and are recorded. */
  readonly recorded: number
}

/** The TMDB ids whose details were recorded. */
const recordedIds = (keys: Iterable<string>): ReadonlySet<string> =>
  new Set([...keys].flatMap((key) => /^tmdb \/movie\/(\d+)(?:\?|$)/.exec(key)?.[1] ?? []))

/** A search may need a second one, without the year. */
const callsToIdentify = (movie: Movie | undefined): number => {
  const aliases = movie?.identity.aliases ?? []
  if (aliasValue(aliases, "tmdb") !== undefined) return 0
  return aliasValue(aliases, "imdb") === undefined ? 2 : 1
}

/**
 * Every level may ask TMDB anew; basic takes the poster, medium the rating of IMDb, deep two large pictures, the entity and the
 * summary. Retries of a request that fails come on top.
 */
const callsOfLevels = [0, 2, 2, 5] as const

const callsMaxOf = (movie: Movie | undefined, known: Level, level: Level): number => {
  const from = known === level || rankOf(known) > rankOf(level) ? 0 : rankOf(known)
  const to = Math.max(rankOf(known), rankOf(level))
  return callsOfLevels.slice(from + 1, to + 1).reduce((sum: number, calls) => sum + calls, callsToIdentify(movie))
}

const itemFor = (
  ref: MovieRef,
  movie: Movie | undefined,
  { again, level }: RecordAsked,
  ids: ReadonlySet<string>
): RecordItem | undefined => {
  const known = movie === undefined ? "initial" : knownLevel(movie.lifecycle.state, movie.lifecycle.kept)
  const callsMax = callsMaxOf(movie, known, level)
  if (!isAtLeast(known, level)) return { ref, task: "advance", callsMax }
  const id = movie === undefined ? undefined : aliasValue(movie.identity.aliases, "tmdb")
  const isRecorded = !again && id !== undefined && ids.has(id)
  return isRecorded || known === "initial" ? undefined : { ref, task: "refresh", callsMax }
}

const unnamed = (ref: MovieRef): number => (ref.startsWith("imdb:") ? 1 : ref.startsWith("tmdb:") ? 0 : 2)

/** Reads the records of all movies that are meant. */
export const planRecording = Effect.fnUntraced(function* (asked: RecordAsked) {
  const store = yield* Store
  const ids = recordedIds((yield* HybridReport).recorded("tmdb"))
  const items: Array<RecordItem> = []
  let recorded = 0
  for (const ref of asked.movies ?? [...store.all()].map(({ id }): MovieId => id)) {
    const id = yield* store.resolve(ref)
    const movie = id === undefined ? undefined : yield* store.movie(id)
    const item = itemFor(id ?? ref, movie, asked, ids)
    if (item === undefined) recorded += 1
    else items.push(movie === undefined ? { ...item, callsMax: item.callsMax - 2 + unnamed(ref) } : item)
  }
  return { items, recorded } satisfies RecordPlan as RecordPlan
})
