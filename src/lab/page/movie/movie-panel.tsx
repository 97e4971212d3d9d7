/** One movie: what it is, why, what comes next, what happened to it, what can be done. */
import { live, movie, movieProblem, selected } from "../state/lab-state.ts"
import { select } from "../state/selection.ts"
import { MovieActions } from "./movie-actions.tsx"
import { MovieFields } from "./movie-fields.tsx"
import { MovieHistory } from "./movie-history.tsx"
import { Deadlines, MovieNow, Why } from "./movie-now.tsx"
import { OwnChart } from "./own-chart.tsx"

/** The movie that moved last: something is happening there. */
const selectBusy = () => {
  const { movedAt, size } = live.population
  let busiest = 0
  for (let each = 1; each < size; each++) if (movedAt[each]! > movedAt[busiest]!) busiest = each
  if (size > 0) select(busiest)
}

const Nobody = () => (
  <div class="empty">
    <p>No movie is selected.</p>
    <p class="hint">Click a cell, search, or take one that is busy.</p>
    <button type="button" onClick={selectBusy}>
      Show a busy movie
    </button>
  </div>
)

export const MoviePanel = () => {
  const told = movie.value
  if (selected.value === null) return <Nobody />
  if (movieProblem.value !== null) {
    return (
      <div class="empty">
        <p class="problem">{movieProblem.value}</p>
        <button type="button" onClick={() => select(null)}>
          Let it be
        </button>
      </div>
    )
  }
  if (told === null) return <p class="loading">Movie {selected.value} is being read …</p>
  return (
    <article class="movie" aria-live="off">
      <MovieNow told={told} />
      <MovieActions told={told} />
      <Why told={told} />
      <OwnChart told={told} />
      <Deadlines told={told} />
      <MovieHistory told={told} />
      <MovieFields told={told} />
    </article>
  )
}
