/** How the plots look: axes, colours, fault bands behind the lines and the looked-at moment before them. */
import uPlot from "uplot"
import { live, scrubbed, shownAt } from "../state/lab-state.ts"
import { faultBandsOf } from "../state/past.ts"
import { channels, paint } from "../state/theme.ts"
import { faultWords, timeOfDay } from "../words.ts"
import type { FaultName } from "../../wire/messages.ts"
import type { PlotPlan, SeriesPlan } from "./plot-series.ts"

const family = '"Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
const font = `11px ${family}`

const clear = (name: string, share: number): string => `rgb(${channels(paint(name)).join(" ")} / ${share})`

const seriesOf = ({ dashed, fill, name, paint: colour }: SeriesPlan): uPlot.Series => ({
  label: name,
  stroke: () => paint(colour),
  width: 1.4,
  spanGaps: true,
  points: { show: false },
  ...(dashed === true && { dash: [4, 3] }),
  ...(fill !== undefined && { fill: () => (fill > 0.5 ? paint(`${colour}-fill`) : clear(colour, fill)) })
})

const bandName = (faults: ReadonlyArray<string>): string =>
  faults.map((fault) => faultWords[fault as FaultName]?.[0] ?? fault).join(", ")

const drawBands = (plot: uPlot) => {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const { faults, from, to } of faultBandsOf(live.past)) {
    const left = plot.valToPos(from.at / 1_000, "x", true)
    const right = to === undefined ? bbox.left + bbox.width : plot.valToPos(to.at / 1_000, "x", true)
    if (right < bbox.left) continue
    ctx.fillStyle = clear("fault", 0.16)
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height)
    ctx.fillStyle = clear("fault", 0.75)
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), 3)
    ctx.fillRect(left, bbox.top, 1, bbox.height)
    if (to !== undefined) ctx.fillRect(right - 1, bbox.top, 1, bbox.height)
    tellBand(plot, bandName(faults), Math.max(left, bbox.left), right)
  }
  ctx.restore()
}

/** The name of what is broken, when there is room for it. */
const tellBand = ({ bbox, ctx }: uPlot, name: string, left: number, right: number) => {
  ctx.font = `${10 * devicePixelRatio}px ${family}`
  ctx.fillStyle = paint("fault-words")
  ctx.textAlign = "left"
  ctx.textBaseline = "top"
  if (ctx.measureText(name).width + 8 < right - left) ctx.fillText(name, left + 4, bbox.top + 5)
}

const drawMoment = (plot: uPlot) => {
  if (scrubbed.peek() === null) return
  const { ctx, bbox } = plot
  const x = plot.valToPos(shownAt.peek() / 1_000, "x", true)
  if (x < bbox.left || x > bbox.left + bbox.width) return
  ctx.fillStyle = paint("accent")
  ctx.fillRect(x - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height)
}

const axis = { stroke: () => paint("faint"), font, ticks: { show: false } } as const
const grid = { stroke: () => paint("rule"), width: 1 } as const

/** Seconds, when all that is shown fits in a quarter of an hour; days, when it does not fit in two. */
const timeWords = ({ scales }: uPlot, seconds: ReadonlyArray<number>): ReadonlyArray<string> => {
  const span = (scales["x"]?.max ?? 0) - (scales["x"]?.min ?? 0)
  return seconds.map((each) => {
    if (span > 2 * 86_400) return new Date(each * 1_000).toISOString().slice(5, 10)
    return timeOfDay(each * 1_000).slice(0, span < 900 ? 8 : 5)
  })
}

const shortWords = (plan: PlotPlan, value: number): string =>
  plan.id === "states" || plan.id === "calls" || plan.id === "events"
    ? new Intl.NumberFormat("en-US", { notation: "compact" }).format(value)
    : plan.tell(value).replace(/\.0(?= )/, "")

const rangeOf = (plan: PlotPlan): uPlot.Scale.Range => {
  if (plan.isLogarithmic === true) return (_, low, high) => uPlot.rangeLog(low ?? 1, high ?? 10, 10, false)
  const [low, high] = plan.shows ?? [0, 1]
  return (_, __, most) => [low, Math.max(high, (most ?? high) * (plan.id === "share" ? 1 : 1.06))]
}

// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- uPlot has numbers for its kinds of scales, and no names at run time
const logarithmic: Pick<uPlot.Scale, "distr"> = { distr: 3 }

const sync = uPlot.sync("lab")

/** Everything uPlot wants to know; `pointed` hears which point the crosshair is on, null for none. */
export const optionsFor = (
  plan: PlotPlan,
  size: { readonly width: number; readonly height: number },
  pointed: (index: number | null) => void
): uPlot.Options => ({
  ...size,
  padding: [6, 16, 0, 0],
  legend: { show: false },
  tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
  cursor: { sync: { key: sync.key }, drag: { x: false, y: false }, points: { size: 5 }, y: false },
  scales: {
    x: { time: true },
    y: { ...(plan.isLogarithmic === true && logarithmic), range: rangeOf(plan) }
  },
  axes: [
    { ...axis, grid, size: 20, gap: 3, space: 56, values: (plot, splits) => [...timeWords(plot, splits)] },
    {
      ...axis,
      grid,
      size: 46,
      gap: 4,
      space: 24,
      values: (_, splits) => splits.map((each) => (each === null ? "" : shortWords(plan, each)))
    }
  ],
  series: [{}, ...plan.series.map(seriesOf)],
  hooks: {
    drawClear: [drawBands],
    draw: [drawMoment],
    setCursor: [({ cursor }) => pointed(cursor.idx ?? null)]
  }
})
