/** The statechart of one movie: where it is, and which way it came. Small, so states are letters and leaves are dots. */
import { computed } from "@preact/signals"
import type { MovieTold } from "../../wire/messages.ts"
import { drawnEdges, drawnLeaves, drawnStates, layout } from "../chart/geometry.ts"
import { pathOf } from "../chart/edge-paths.ts"
import { edgeOf } from "../state/chart-index.ts"
import { movie } from "../state/lab-state.ts"
import { leafName, stateLetters } from "../words.ts"

/** The leaves it went through, the newest first. */
const trailOf = ({ history, leaf }: MovieTold): ReadonlyArray<number> => {
  const moves = history
    .flatMap(({ events }) => events)
    .toSorted((a, b) => b.position - a.position)
    .flatMap((event) => (event.leaf === null ? [] : [event.leaf]))
  return moves[0] === leaf ? moves : [leaf, ...moves]
}

const trail = computed(() => {
  const leaves = movie.value === null ? [] : trailOf(movie.value)
  const edges = leaves.slice(0, -1).map((to, place) => edgeOf(leaves[place + 1]!, to))
  return { leaves: new Set(leaves), edges, last: edges[0] }
})

export const OwnChart = ({ told }: { readonly told: MovieTold }) => {
  const { edges, last, leaves } = trail.value
  return (
    <svg
      class="own-chart"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={`Its own statechart: it is in ${leafName(told.leaf)} and has been in ${leaves.size} places`}
    >
      {drawnStates.map(({ height, id, width, x, y }) => (
        <g class={`state ${id}`} key={id}>
          <rect class="state-box" x={x} y={y} width={width} height={height} rx="7" />
          <text class="own-letter" x={x + 14} y={y + 30}>
            {stateLetters[id]}
          </text>
        </g>
      ))}
      {drawnEdges.map(({ id, points }, edge) => (
        <path
          key={id}
          d={pathOf(points)}
          class={`own-edge${edges.includes(edge) ? " been" : ""}${edge === last ? " last" : ""}`}
        />
      ))}
      {drawnLeaves.map(({ height, id, state, width, x, y }, leaf) => (
        <rect
          key={id}
          class={`own-leaf ${state}${leaves.has(leaf) ? " been" : ""}${leaf === told.leaf ? " here" : ""}`}
          x={x}
          y={y}
          width={width}
          height={height}
          rx="9"
        />
      ))}
    </svg>
  )
}
