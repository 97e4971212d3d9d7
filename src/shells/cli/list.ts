/** `reelstate list`: the movies of a library, a line each. */
import { Clock, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { lifecycleStates } from "../../domain/level.ts"
import { dayMs } from "../../domain/time.ts"
import type { Thresholds } from "../../services/housekeeping/thresholds.ts"
import { popularityAt } from "../../services/statistics/popularity.ts"
import { type MovieColumns, Store } from "../../services/store.ts"
import { type ListedMovie, type MovieOrder, movieOrders } from "../http/movie-list.ts"
import { listLines } from "../terminal/list-lines.ts"
import { looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const compare: Record<MovieOrder, (a: ListedMovie, b: ListedMovie) => number> = {
  known: () => 0,
  title: (a, b) => (a.title ?? "").localeCompare(b.title ?? "", "en"),
  used: (a, b) => (b.lastAccess ?? 0) - (a.lastAccess ?? 0),
  popular: (a, b) => b.popularity - a.popularity,
  size: (a, b) => b.bytes - a.bytes
}

const flags = {
  library: libraryFlag,
  state: Flag.Literals("state", lifecycleStates).pipe(Flag.withDescription("Only movies in this state"), Flag.optional),
  sort: Flag.Literals("sort", movieOrders).pipe(
    Flag.withDescription("The order: since when it is known, title, last use, popularity, or size on disk"),
    Flag.withDefault("known" as const)
  ),
  limit: Flag.Int("limit").pipe(Flag.withDescription("At most so many"), Flag.withDefault(40)),
  json: jsonFlag
}

const listedOf = Effect.fnUntraced(function* (columns: MovieColumns, now: number, thresholds: Thresholds) {
  const store = yield* Store
  const movie = yield* store.movie(columns.id)
  const { id, lifecycle, statistics } = columns
  const listed: ListedMovie = {
    id,
    title: movie?.identity.title ?? null,
    year: movie?.identity.year ?? null,
    state: lifecycle.state,
    pinned: lifecycle.pinned,
    viewCount: statistics.viewCount,
    lastAccess: statistics.lastAccess,
    popularity: popularityAt(statistics, now, thresholds.halfLifeDays * dayMs),
    bytes: columns.recordBytes + columns.smallImageBytes + columns.hdImageBytes
  }
  return listed
})

export const list = Command.make(
  "list",
  flags,
  Effect.fnUntraced(function* ({ json, library, limit, sort, state }) {
    const found = yield* looking({ directory: library, what: "reelstate list" }, ({ thresholds }) =>
      Effect.gen(function* () {
        const store = yield* Store
        const now = yield* Clock.currentTimeMillis
        const wanted = [...store.all()].filter(
          ({ lifecycle }) => Option.isNone(state) || lifecycle.state === state.value
        )
        const movies = yield* Effect.forEach(wanted, (columns) => listedOf(columns, now, thresholds))
        return { movies: movies.toSorted(compare[sort]), now }
      })
    )
    const movies = found.movies.slice(0, Math.max(0, limit))
    if (json) return yield* printJson({ total: found.movies.length, movies })
    yield* printLines(listLines(movies, found.movies.length, found.now, paint))
  })
).pipe(
  Command.withDescription("List the movies of a library"),
  Command.withExamples([
    { command: "reelstate list --sort popular --limit 10", description: "The ten most popular" },
    { command: "reelstate list --state downgraded --json", description: "What was forgotten, for a program" }
  ])
)
