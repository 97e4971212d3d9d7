/** Look-ups into the chart: which edge a move belongs to, which leaves a state has. */
import { movieChart } from "../../chart/chart-model.ts"

const edges = new Map(movieChart.edges.flatMap((edge, place) => edge.moves.map((move) => [move, place] as const)))

export const leafCount = movieChart.leaves.length

/** The number of the edge, or undefined when the chart has no such move. */
export const edgeOf = (from: number, to: number): number | undefined => edges.get(from * leafCount + to)

const states = new Map(movieChart.states.map((state, place) => [state, place]))

/** The number of the state that a leaf is in. */
export const stateNumbers: ReadonlyArray<number> = movieChart.leaves.map(({ state }) => states.get(state)!)

/** Movies in each of the five states, from movies per leaf. */
export const stateTotals = (counts: ArrayLike<number>): ReadonlyArray<number> => {
  const totals = movieChart.states.map(() => 0)
  for (const [leaf, state] of stateNumbers.entries()) totals[state]! += counts[leaf] ?? 0
  return totals
}
