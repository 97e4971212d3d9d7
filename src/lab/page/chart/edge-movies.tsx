/** The last movies that went along an edge, once somebody asks. */
import { signal } from "@preact/signals"
import { onMove } from "../state/feed.ts"
import { edgeOf } from "../state/chart-index.ts"
import { select } from "../state/selection.ts"
import { drawnEdges } from "./geometry.ts"

const moviesKept = 20
const lastMovies: ReadonlyArray<Array<number>> = drawnEdges.map(() => [])
const opened = signal<{ readonly edge: number; readonly movies: ReadonlyArray<number> } | null>(null)

export const startEdgeMovies = (): void => {
  onMove((movie, from, to) => {
    const movies = lastMovies[edgeOf(from, to) ?? -1]
    if (movies === undefined) return
    if (movies.length >= moviesKept) movies.shift()
    movies.push(movie)
  })
}

export const openEdge = (edge: number): void => {
  opened.value = { edge, movies: lastMovies[edge]!.toReversed() }
}

const close = () => void (opened.value = null)

export const EdgeMovies = () => {
  if (opened.value === null) return null
  const { edge, movies } = opened.value
  const { from, to, words } = drawnEdges[edge]!
  return (
    <div class="edge-movies" role="dialog" aria-label={`The last movies from ${from} to ${to}`}>
      <p>
        <strong>
          {from} → {to}
        </strong>{" "}
        {words.join(", ")}
        <button type="button" class="icon" onClick={close} aria-label="Close">
          ×
        </button>
      </p>
      {movies.length === 0 && <p class="hint">No movie went this way since the page is open.</p>}
      <ul>
        {movies.map((movie, place) => (
          <li key={`${movie} ${place}`}>
            <button type="button" class="link" onClick={() => select(movie)}>
              {movie}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
