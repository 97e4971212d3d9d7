/** The chart that is drawn is the machine that runs. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { chartHash, type ChartLayout } from "../../../src/lab/chart/chart-layout.ts"
import { movieChart } from "../../../src/lab/chart/chart-model.ts"
import { lifecycleStates } from "../../../src/domain/level.ts"

const layout = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../src/lab/chart/movie-chart.json"), "utf8")
) as ChartLayout

it("the layout is of this machine; when it is stale, run `node scripts/chart-layout.ts`", () => {
  expect(layout.hash).toBe(chartHash())
  expect(layout.states.map(({ id }) => id)).toEqual(movieChart.states)
  expect(layout.leaves.map(({ id }) => id)).toEqual(movieChart.leaves.map(({ id }) => id))
  expect(layout.edges.map(({ id }) => id).toSorted()).toEqual(movieChart.edges.map(({ id }) => id).toSorted())
})

it("the states are the five, and every move belongs to at most one edge", () => {
  expect(movieChart.states).toEqual(lifecycleStates)
  const moves = movieChart.edges.flatMap((edge) => edge.moves)
  expect(new Set(moves).size).toBe(moves.length)
  expect(movieChart.edges.find(({ id }) => id === "deep>downgraded")?.label).toBe("forget · deadline")
})

it("nothing lies outside, and no two leaves lie on each other", () => {
  for (const { height, width, x, y } of [...layout.states, ...layout.leaves]) {
    expect(Math.min(x, y, layout.width - x - width, layout.height - y - height)).toBeGreaterThanOrEqual(0)
  }
  for (const [at, one] of layout.leaves.entries()) {
    for (const other of layout.leaves.slice(at + 1)) {
      const isApart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y
      expect(isApart, `${one.id} and ${other.id}`).toBe(true)
    }
  }
})
