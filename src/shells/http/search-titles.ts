/** The search of those who bring none: titles that are, begin with, or hold the words; small libraries only. */
import { Effect } from "effect"
import { comparableTitle } from "../../domain/text.ts"
import { Store } from "../../services/store.ts"
import { recordsReadMax } from "./movie-list.ts"
import { Problem } from "./problem.ts"
import type { Found } from "./settings.ts"

const turnOf = 200

/** 3 for the very title, 2 for its beginning, 1 for a part of it, 0 for none. Pure. */
const scoreOf = (title: string, wanted: string): number => {
  if (wanted === "" || !title.includes(wanted)) return 0
  if (title === wanted) return 3
  return title.startsWith(wanted) ? 2 : 1
}

export const searchTitles = Effect.fnUntraced(function* (query: string, limit: number) {
  const store = yield* Store
  if (store.status().movies > recordsReadMax) {
    const detail = `Without an index of titles ${recordsReadMax} movies are looked through at most.`
    return yield* new Problem({ kind: "bad-parameter", detail })
  }
  const wanted = comparableTitle(query)
  const found: Array<Found> = []
  let seen = 0
  for (const { id } of store.all()) {
    if (++seen % turnOf === 0) yield* Effect.yieldNow
    const movie = yield* store.movie(id)
    const { title = null, year = null } = movie?.identity ?? {}
    const score = title === null ? 0 : scoreOf(comparableTitle(title), wanted)
    if (score > 0) found.push({ movie: id, title, year, score })
  }
  return found.toSorted((a, b) => b.score - a.score).slice(0, limit) as ReadonlyArray<Found>
})
