/** From a movie's position to the number of its leaf in the chart, and from two leaves to the edge between them. Pure. */
import { isAtLeast, knownLevel } from "../../domain/level.ts"
import type { Lifecycle } from "../../domain/movie.ts"
import { movieChart } from "../chart/chart-model.ts"
import { goneLeaf } from "../wire/frame.ts"

export const leafCount = movieChart.leaves.length
export const edgeCount = movieChart.edges.length

const numbers: Record<string, Record<string, number>> = {}
for (const [number, { activity, state }] of movieChart.leaves.entries()) {
  numbers[state] = { ...numbers[state], [activity]: number }
}

/** The leaf of a machine's value, such as `{ basic: "resting" }`. */
export const leafOfValue = (value: unknown): number => {
  const position = value as Record<string, string>
  for (const state in position) return numbers[state]?.[position[state]!] ?? goneLeaf
  return goneLeaf
}

/** The leaf that a record tells: who wants more than it knows is at it, or waits to try again. A refresh does not show. */
export const leafOfLifecycle = ({ kept, retryAt, state, wanted }: Lifecycle): number => {
  const isBehind = !isAtLeast(knownLevel(state, kept), wanted)
  const activity = retryAt !== null ? "waiting" : isBehind ? "enriching" : "resting"
  return numbers[state]?.[activity] ?? numbers[state]?.["resting"] ?? goneLeaf
}

const width = goneLeaf + 1
const edges = new Int16Array(width * width).fill(-1)
for (const [number, { moves }] of movieChart.edges.entries()) {
  for (const move of moves) edges[Math.floor(move / leafCount) * width + (move % leafCount)] = number
}

/** The edge that a move goes along, or -1: births, and what the chart does not draw. */
export const edgeOf = (from: number, to: number): number => edges[from * width + to]!

/** The place of a leaf's state among the five. */
export const stateOfLeaf: ReadonlyArray<number> = movieChart.leaves.map(({ state }) => movieChart.states.indexOf(state))
