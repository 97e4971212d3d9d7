/** The results of an experiment as a table for each budget. Pure. */
import type { Estimate } from "../../lab/experiment/confidence.ts"
import type { Result } from "../../lab/experiment/experiment.ts"
import { bytes, count, duration } from "./format.ts"
import type { Paint } from "./style.ts"
import { table } from "./table.ts"

const heads = ["policy", "hits", "bytes held", "calls", "learnt again", "waited", "regret"]

const percents = ({ mean, within }: Estimate): string =>
  `${(100 * mean).toFixed(1)}${within === null ? "" : ` ± ${(100 * within).toFixed(1)}`} %`

const cells = ({ figures, policy, regret }: Result): ReadonlyArray<string> => [
  policy,
  percents(figures.hitShare),
  bytes(figures.meanBytes.mean),
  count(figures.providerCalls.mean),
  count(figures.regenerations.mean),
  duration(figures.waitedMs.mean),
  percents(regret)
]

export const resultLines = (results: ReadonlyArray<Result>, paint: Paint): ReadonlyArray<string> =>
  [...new Set(results.map(({ budget }) => budget))].flatMap((budget) => {
    const rows = results.filter((result) => result.budget === budget)
    const sorted = rows.toSorted((a, b) => a.figures.waitedMs.mean - b.figures.waitedMs.mean)
    const [head = "", ...lines] = table([heads, ...sorted.map(cells)], ["left", "right"])
    return [
      paint("bold", `Budget ${Number((100 * budget).toFixed(2))} % of all bytes`),
      paint("dim", head),
      ...lines,
      ""
    ]
  })
