/** The statechart of the machine, with every movie in it. Drawn once; the painter keeps it true. */
import { useEffect, useRef } from "preact/hooks"
import { about, isPast, leafFilter } from "../state/lab-state.ts"
import { Panel } from "../parts/panel.tsx"
import { leafName, stateLetters } from "../words.ts"
import { startChart } from "./chart-painter.ts"
import { EdgeMovies, openEdge } from "./edge-movies.tsx"
import { pathOf } from "./edge-paths.ts"
import { drawnEdges, drawnLeaves, drawnStates, edgeState, layout } from "./geometry.ts"

const toggleLeaf = (leaf: number): void => {
  leafFilter.value = leafFilter.peek() === leaf ? null : leaf
}

/** What presses a button that is a drawing. */
const onPress = (act: () => void) => ({
  onClick: act,
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    act()
  }
})

const arrow = { markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" } as const

const Arrow = () => (
  <defs>
    <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" {...arrow}>
      <path d="M0 0.5L8 4L0 7.5z" class="arrow" />
    </marker>
  </defs>
)

const States = () => (
  <>
    {drawnStates.map(({ height, id, width, x, y }) => (
      <g class={`state ${id}`} key={id}>
        <rect class="state-box" x={x} y={y} width={width} height={height} rx="7" />
        <rect class="state-edge" x={x} y={y} width="4" height={height} rx="2" />
        <rect class="state-letter-box" x={x + 13} y={y + 9} width="18" height="18" rx="4" />
        <text class="state-letter" x={x + 22} y={y + 22.5} text-anchor="middle" aria-hidden="true">
          {stateLetters[id]}
        </text>
        <text class="state-name" x={x + 38} y={y + 23.5}>
          {id}
        </text>
        <text class="state-count" x={x + width - 12} y={y + 23.5} text-anchor="end" data-state-count />
      </g>
    ))}
  </>
)

const lineHeight = 12.5

const Edges = () => (
  <>
    {drawnEdges.map(({ from, id, points, to, words, wordsAt: [x, y] }, place) => (
      <g class={`edge ${edgeState(to)}`} key={id} data-edge onClick={() => openEdge(place)}>
        <title>{`${from} to ${to}. Click for the last movies that went this way.`}</title>
        <path class="edge-reach" d={pathOf(points)} />
        <path class="edge-line" d={pathOf(points)} data-edge-line marker-end="url(#arrow)" />
        {words.map((word, line) => (
          <text class="edge-word" x={x} y={y + 10 + line * lineHeight} key={word}>
            {word}
          </text>
        ))}
        <text class="edge-rate" x={x} y={y + 10 + words.length * lineHeight} data-edge-rate />
      </g>
    ))}
  </>
)

const Leaves = () => (
  <>
    {drawnLeaves.map(({ activity, height, id, state, width, x, y }, leaf) => (
      <g
        class={`leaf ${state} ${activity}`}
        key={id}
        data-leaf
        tabindex={0}
        role="button"
        {...onPress(() => toggleLeaf(leaf))}
      >
        <rect class="leaf-box" x={x} y={y} width={width} height={height} rx="6" />
        <text class="leaf-name" x={x + 10} y={y + 19}>
          {activity}
        </text>
        <text class="leaf-count" x={x + width - 10} y={y + 19} text-anchor="end" data-leaf-count />
        <rect class="leaf-rail" x={x + 10} y={y + 29} width="98" height="6" rx="3" />
        <rect class="leaf-bar" x={x + 10} y={y + 29} width="0" height="6" rx="3" data-leaf-bar />
      </g>
    ))}
  </>
)

const FilterNote = () => {
  if (leafFilter.value !== null) {
    return (
      <button type="button" class="chip" onClick={() => (leafFilter.value = null)}>
        only {leafName(leafFilter.value)} <span aria-hidden="true">×</span>
        <span class="sr"> show all again</span>
      </button>
    )
  }
  return <span class="hint">{isPast.value ? "as it was then" : "click a state to see only its movies"}</span>
}

const isOtherChart = () => about.value !== null && about.value.chart !== layout.hash

export const Statechart = () => {
  const svg = useRef<SVGSVGElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => startChart(svg.current!, canvas.current!), [])
  return (
    <Panel id="chart" title="Statechart" beside={<FilterNote />}>
      {isOtherChart() && (
        <p class="problem">This page was built for another machine than the one that runs. Reload it.</p>
      )}
      <div class="chart-scroll" tabIndex={-1}>
        <div class="chart-box">
          <svg
            ref={svg}
            viewBox={`0 0 ${layout.width} ${layout.height}`}
            role="group"
            aria-label="Movies in each state of the machine"
          >
            <Arrow />
            <States />
            <Edges />
            <Leaves />
          </svg>
          <canvas ref={canvas} aria-hidden="true" />
        </div>
      </div>
      <EdgeMovies />
    </Panel>
  )
}
