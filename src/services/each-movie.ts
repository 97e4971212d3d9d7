/** Looking at the whole library without holding everybody else up. */
import { Effect } from "effect"
import type { MovieColumns, Store } from "./store.ts"

const moviesPerTurn = 1_000

/** Visits every movie in the order of creation, and gives way after every thousand. */
export const forEachMovie = Effect.fnUntraced(function* (
  store: Store["Service"],
  visit: (columns: MovieColumns) => void
) {
  let visited = 0
  for (const columns of store.all()) {
    visit(columns)
    if (++visited % moviesPerTurn === 0) yield* Effect.yieldNow
  }
})
