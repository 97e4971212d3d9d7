/** The laid-out chart, with what the model says of every piece. */
import type { ChartLayout } from "../../chart/chart-layout.ts"
import { movieChart } from "../../chart/chart-model.ts"
import layoutJson from "../../chart/movie-chart.json" with { type: "json" }

export const layout = layoutJson as unknown as ChartLayout

const places = new Map(layout.edges.map((edge) => [edge.id, edge]))

/** In the order of the model, which is the order on the wire. */
export const drawnEdges = movieChart.edges.map(({ from, id, label, to }) => {
  const { label: wordsAt, points } = places.get(id)!
  return { id, from, to, words: label.split(" · "), wordsAt, points }
})
export const drawnLeaves = movieChart.leaves.map((leaf, place) => ({ ...leaf, ...layout.leaves[place]! }))
export const drawnStates = layout.states

/** The state whose colour an edge has: where it leads to. */
export const edgeState = (to: string): string => to.split(".")[0]!
