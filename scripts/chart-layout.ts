/**
 * Lays out the chart of the machine and writes src/lab/chart/movie-chart.json, which the lab page draws. Run it when the machine
 * has changed; a test fails until then. First each state's leaves, downwards; then the states, in their order, to the right.
 */
import elkjs, { type ElkEdgeSection, type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { chartHash, type ChartLayout, type Point } from "../src/lab/chart/chart-layout.ts"
import { type ChartEdge, movieChart } from "../src/lab/chart/chart-model.ts"

const elk = new elkjs.default()
const leafSize = { width: 118, height: 44 }
const labelLine = { character: 6.4, height: 12 }

/** A word a line, and a last one for the rate. */
const labelSize = (text: string) => {
  const words = text.split(" · ")
  const longest = Math.max(5, ...words.map(({ length }) => length))
  return { text, width: labelLine.character * longest + 6, height: labelLine.height * (words.length + 1) }
}

const edgeOf = ({ from, id, label, to }: ChartEdge): ElkExtendedEdge => ({
  id,
  sources: [from],
  targets: [to],
  labels: [labelSize(label)]
})

const isInside = ({ from }: ChartEdge) => from.includes(".")

const inside = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=38,left=12,bottom=14,right=14]",
  "elk.spacing.nodeNode": "26",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "14",
  "elk.spacing.edgeLabel": "3",
  "elk.layered.spacing.nodeNodeBetweenLayers": "22",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.edgeLabels.inline": "false"
}

const outside = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=12,left=12,bottom=12,right=12]",
  "elk.partitioning.activate": "true",
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.spacing.nodeNode": "30",
  "elk.spacing.edgeEdge": "20",
  "elk.spacing.edgeNode": "22",
  "elk.layered.spacing.nodeNodeBetweenLayers": "22",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "16",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX"
}

const layoutState = (state: string): Promise<ElkNode> =>
  elk.layout({
    id: state,
    layoutOptions: inside,
    children: movieChart.leaves.filter((leaf) => leaf.state === state).map(({ id }) => ({ id, ...leafSize })),
    edges: movieChart.edges.filter((edge) => isInside(edge) && edge.from.startsWith(`${state}.`)).map(edgeOf)
  })

const round = (value: number) => Math.round(value * 2) / 2

const pointsOf = (section: ElkEdgeSection, by: Point): ReadonlyArray<Point> =>
  [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => [
    round(x + by[0]),
    round(y + by[1])
  ])

const edgesIn = (node: ElkNode, by: Point): ChartLayout["edges"] =>
  (node.edges ?? []).map((edge) => {
    const [label] = edge.labels ?? []
    return {
      id: edge.id,
      points: pointsOf(edge.sections![0]!, by),
      label: [round((label?.x ?? 0) + by[0]), round((label?.y ?? 0) + by[1])] as Point
    }
  })

const boxOf = ({ height = 0, id, width = 0, x = 0, y = 0 }: ElkNode, by: Point) => ({
  id,
  x: round(x + by[0]),
  y: round(y + by[1]),
  width: round(width),
  height: round(height)
})

const states = await Promise.all(movieChart.states.map(layoutState))
const whole: ElkNode = await elk.layout({
  id: "movie",
  layoutOptions: outside,
  children: states.map(({ height = 0, id, width = 0 }, at) => ({
    id,
    width,
    height,
    layoutOptions: { "elk.partitioning.partition": String(at) }
  })),
  edges: movieChart.edges.filter((edge) => !isInside(edge)).map(edgeOf)
})

const places = new Map(whole.children!.map(({ id, x = 0, y = 0 }) => [id, [x, y] as Point]))
const layout: ChartLayout = {
  hash: chartHash(),
  width: round(whole.width ?? 0),
  height: round(whole.height ?? 0),
  states: whole.children!.map((node) => boxOf(node, [0, 0])),
  leaves: states.flatMap(({ children = [], id }) => children.map((leaf) => boxOf(leaf, places.get(id)!))),
  edges: [...states.flatMap((state) => edgesIn(state, places.get(state.id)!)), ...edgesIn(whole, [0, 0])]
}
writeFileSync(join(import.meta.dirname, "../src/lab/chart/movie-chart.json"), `${JSON.stringify(layout)}\n`)
console.log(`${layout.edges.length} edges, ${layout.width} x ${layout.height}`)
