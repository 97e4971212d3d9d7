/** What a movie is now (or was then): poster, state, size, use, and why it is there. */
import type { MovieTold } from "../../wire/messages.ts"
import { shownAt } from "../state/lab-state.ts"
import { bytes, count, fromNow, leafName, moment, stateLetters, stateOf, tidy, titleOf } from "../words.ts"

const Poster = ({ told }: { readonly told: MovieTold }) => {
  if (told.poster !== null)
    return <img class="poster" src={told.poster.replace(/^\//, "")} alt={`Poster of ${titleOf(told)}`} />
  return (
    <div class="poster none" aria-label="No poster">
      {titleOf(told).slice(0, 1)}
    </div>
  )
}

export const StateChip = ({ leaf }: { readonly leaf: number }) => (
  <span class={`state-chip ${stateOf(leaf)}`}>
    <i aria-hidden="true">{stateLetters[stateOf(leaf)]}</i>
    {leafName(leaf)}
  </span>
)

export const MovieNow = ({ told }: { readonly told: MovieTold }) => (
  <div class="movie-now">
    <Poster told={told} />
    <div>
      <h3>
        {titleOf(told)} {told.year !== null && <span class="hint">{told.year}</span>}
      </h3>
      <p>
        <StateChip leaf={told.leaf} /> {told.pinned && <span class="chip">pinned</span>}
      </p>
      <p class="hint">
        no. {told.number} · <code>{told.id}</code>
      </p>
      <p class="hint">
        <b>{bytes(told.recordBytes)}</b> record · <b>{bytes(told.imageBytes)}</b> images
      </p>
      <p class="hint">
        seen <b>{count(told.viewCount)}</b> times · popularity <b>{told.popularity.toFixed(1)}</b>
      </p>
    </div>
  </div>
)

export const Why = ({ told }: { readonly told: MovieTold }) => (
  <div class={`why ${stateOf(told.leaf)}`} aria-label="Why it is so">
    <h4>{tidy(told.why.headline)}</h4>
    <ol>
      {told.why.lines.map((line) => (
        <li key={line}>{tidy(line)}</li>
      ))}
    </ol>
  </div>
)

export const Deadlines = ({ told }: { readonly told: MovieTold }) => {
  if (told.deadlines.length === 0) return null
  return (
    <>
      <h4>What comes by itself</h4>
      <ul class="deadlines">
        {told.deadlines.map(({ at, outcome, what }) => (
          <li key={`${what} ${at}`}>
            <b title={moment(at)}>{fromNow(at, shownAt.value)}</b> {what}
            <span class="hint"> {outcome}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
