/** The report: one HTML file with nothing from elsewhere, plots as SVG, in light and dark. Everything that is text is escaped. */
import type { Result } from "./experiment.ts"
import { escaped, linePlot, type Series } from "./line-plot.ts"

const style = `:root{color-scheme:light dark;--ink:#1d2530;--paper:#fff;--line:#c9d1da}
@media(prefers-color-scheme:dark){:root{--ink:#e4e9ef;--paper:#14181e;--line:#3a444f}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:right}
td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}svg text{fill:var(--ink);font-size:12px}
svg .axis{stroke:var(--line)}code{overflow-wrap:anywhere}`

const seriesOf = (results: ReadonlyArray<Result>, point: (result: Result) => readonly [number, number]) =>
  [...new Set(results.map(({ policy }) => policy))].map((policy): Series => ({
    name: policy,
    points: results.filter((result) => result.policy === policy).map(point)
  }))

const percent = (value: number) => `${(100 * value).toFixed(1)} %`
const off = (within: number | null) => (within === null ? "" : ` ± ${(100 * within).toFixed(1)}`)

const row = ({ budget, figures, policy, regret }: Result): string =>
  `<tr>${[
    policy,
    percent(budget),
    percent(figures.hitShare.mean) + off(figures.hitShare.within),
    (figures.meanBytes.mean / 1e6).toFixed(1),
    figures.providerCalls.mean.toFixed(0),
    figures.regenerations.mean.toFixed(0),
    (figures.waitedMs.mean / 3_600_000).toFixed(2),
    percent(regret.mean) + off(regret.within)
  ]
    .map((cell) => `<td>${escaped(cell)}</td>`)
    .join("")}</tr>`

const heads = ["policy", "budget", "hits", "MB held", "provider calls", "learnt again", "hours waited", "regret"]

/** `command` is the one that made it. */
export const reportPage = (results: ReadonlyArray<Result>, command: string): string => {
  const misses = seriesOf(results, ({ budget, figures }) => [100 * budget, 100 * (1 - figures.hitShare.mean)])
  const waiting = seriesOf(results, ({ figures }) => [figures.meanBytes.mean / 1e6, figures.waitedMs.mean / 3_600_000])
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>reelstate experiment</title><style>${style}</style><h1>What would another policy have done?</h1>
<p>Made by <code>${escaped(command)}</code>. Means over seeds; ± is half of the 95 % confidence interval. Regret is what people waited
more than with the clairvoyant, which knows the future; with unequal sizes it is a heuristic.</p>
<h2>Misses by budget</h2>${linePlot(misses, { x: "budget, % of all bytes", y: "misses, % of uses" })}
<h2>Bytes against waiting</h2><p>Down and to the left is better; what has nothing there is on the Pareto front.</p>
${linePlot(waiting, { x: "MB held, mean over time", y: "hours waited" })}
<h2>Figures</h2><table><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr>
${results.map(row).join("\n")}</table></html>
`
}
