/**
 * Pages of movies in several orders. A page begins after what a cursor says, not at a number, so that movies which come and
 * go between two pages make none appear twice. What is kept while all movies stream by is bounded by the page.
 */
import { Clock, Effect } from "effect"
import { isMovieId, type MovieId } from "../../domain/identity.ts"
import type { LifecycleState } from "../../domain/level.ts"
import type { Movie } from "../../domain/movie.ts"
import { comparableTitle } from "../../domain/text.ts"
import { dayMs } from "../../domain/time.ts"
import type { Thresholds } from "../../services/housekeeping/thresholds.ts"
import { popularityAt } from "../../services/statistics/popularity.ts"
import { type MovieColumns, Store } from "../../services/store.ts"
import { Problem } from "./problem.ts"

export const movieOrders = ["known", "title", "used", "popular", "size"] as const
export type MovieOrder = (typeof movieOrders)[number]

export interface ListAsked {
  readonly cursor: string | undefined
  readonly limit: number
  readonly sort: MovieOrder
  readonly only: {
    readonly state?: LifecycleState
    readonly pinned?: "true" | "false"
    readonly year?: number
  }
}

/** A movie in short. Times are epoch milliseconds. */
export interface ListedMovie {
  readonly id: MovieId
  readonly title: string | null
  readonly year: number | null
  readonly state: LifecycleState
  readonly pinned: boolean
  readonly viewCount: number
  readonly lastAccess: number | null
  readonly popularity: number
  readonly bytes: number
}

/** Reading every record is for small libraries; larger ones have the search. */
export const recordsReadMax = 20_000
const turnOf = 200

type Key = number | string
interface Place {
  readonly id: MovieId
  readonly key: Key
}
/** Where a page begins: in which order, at which moment (for what fades with time), and after which movie. */
interface Cursor extends Place {
  readonly sort: MovieOrder
  readonly now: number
}

const bytesOf = ({ hdImageBytes, recordBytes, smallImageBytes }: MovieColumns) =>
  recordBytes + smallImageBytes + hdImageBytes

const isBefore = (a: Place, b: Place): boolean => (a.key === b.key ? a.id < b.id : a.key < b.key)
const inOrder = (a: Place, b: Place): number => (isBefore(a, b) ? -1 : 1)

const encoded = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url")

const badCursor = new Problem({
  kind: "bad-parameter",
  detail: "The cursor is none that a page of this order has given. Leave it out to begin at the start."
})

const decoded = (text: string, sort: MovieOrder): Cursor | undefined => {
  try {
    const cursor = JSON.parse(Buffer.from(text, "base64url").toString()) as Partial<Cursor>
    const keyType = sort === "title" ? "string" : "number"
    const isWhole = typeof cursor.key === keyType && Number.isFinite(cursor.now) && isMovieId(String(cursor.id))
    return isWhole && cursor.sort === sort ? (cursor as Cursor) : undefined
  } catch {
    return undefined
  }
}

/** Ascending keys: what comes first has the smallest. */
const keyOf = (sort: MovieOrder, columns: MovieColumns, now: number, halfLifeMs: number, movie?: Movie): Key => {
  if (sort === "known") return columns.createdAt
  if (sort === "used") return -(columns.statistics.lastAccess ?? 0)
  if (sort === "popular") return -popularityAt(columns.statistics, now, halfLifeMs)
  return sort === "size" ? -bytesOf(columns) : comparableTitle(movie?.identity.title ?? "").slice(0, 300)
}

const listedOf = (columns: MovieColumns, movie: Movie, now: number, halfLifeMs: number): ListedMovie => ({
  id: columns.id,
  title: movie.identity.title,
  year: movie.identity.year,
  state: columns.lifecycle.state,
  pinned: columns.lifecycle.pinned,
  viewCount: columns.statistics.viewCount,
  lastAccess: columns.statistics.lastAccess,
  popularity: popularityAt(columns.statistics, now, halfLifeMs),
  bytes: bytesOf(columns)
})

const isWanted = ({ pinned, state }: ListAsked["only"], { lifecycle }: MovieColumns): boolean =>
  (state === undefined || lifecycle.state === state) &&
  (pinned === undefined || lifecycle.pinned === (pinned === "true"))

/** The first so many places after the cursor, in order. */
const firstPlaces = Effect.fnUntraced(function* (
  asked: ListAsked,
  after: Cursor | undefined,
  now: number,
  halfLifeMs: number
) {
  const store = yield* Store
  const { limit, only, sort } = asked
  const readsRecords = sort === "title" || only.year !== undefined
  if (readsRecords && store.status().movies > recordsReadMax) {
    const detail = `By title or year ${recordsReadMax} movies are looked through at most. Use GET /v1/search.`
    return yield* new Problem({ kind: "bad-parameter", detail })
  }
  let best: Array<Place> = []
  const prune = () => void (best = best.sort(inOrder).slice(0, limit + 1))
  let seen = 0
  for (const columns of store.all()) {
    if (++seen % turnOf === 0) yield* Effect.yieldNow
    if (!isWanted(only, columns)) continue
    const movie = readsRecords ? yield* store.movie(columns.id) : undefined
    if (only.year !== undefined && movie?.identity.year !== only.year) continue
    const place = { id: columns.id, key: keyOf(sort, columns, now, halfLifeMs, movie) }
    if (after === undefined || isBefore(after, place)) best.push(place)
    if (best.length > 2 * limit + 64) prune()
  }
  prune()
  return best
})

export const listMovies = Effect.fnUntraced(function* (asked: ListAsked, { halfLifeDays }: Thresholds) {
  const store = yield* Store
  const { limit, sort } = asked
  const after = asked.cursor === undefined ? undefined : decoded(asked.cursor, sort)
  if (asked.cursor !== undefined && after === undefined) return yield* badCursor
  const now = after?.now ?? (yield* Clock.currentTimeMillis)
  const halfLifeMs = halfLifeDays * dayMs
  const places = yield* firstPlaces(asked, after, now, halfLifeMs)
  const movies: Array<ListedMovie> = []
  for (const { id } of places.slice(0, limit)) {
    const [movie, columns] = [yield* store.movie(id), store.columns(id)]
    // One that was forgotten meanwhile is left out.
    if (movie !== undefined && columns !== undefined) movies.push(listedOf(columns, movie, now, halfLifeMs))
  }
  const last = places[limit - 1]
  return { movies, next: places.length > limit && last ? encoded({ ...last, sort, now }) : null }
})
