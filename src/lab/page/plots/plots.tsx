/** The plots: one past, one crosshair, the same fault bands behind all of them. */
import { computed, effect, signal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import uPlot from "uplot"
import type { PastPoint } from "../../wire/messages.ts"
import { Choice } from "../parts/choice.tsx"
import { Panel } from "../parts/panel.tsx"
import { isPast, live, pastChanged, pastPoint, scrubbed, shownAt } from "../state/lab-state.ts"
import { paintChanged } from "../state/theme.ts"
import { moment } from "../words.ts"
import { optionsFor } from "./plot-options.ts"
import { ownPart, type PlotPlan, plotPlans } from "./plot-series.ts"

const pointedAt = signal<number | null>(null)

type Window = "lately" | "all"
const windows: ReadonlyArray<readonly [Window, string]> = [
  ["lately", "lately"],
  ["all", "the whole past"]
]
const chosenWindow = signal<Window>("lately")
/** Two minutes of looking, at two points a second. */
const latelyPoints = 240

/** Where the shown points begin: lately is not enough for a moment that is longer ago. */
const firstShown = (): number => {
  const first = Math.max(0, live.past.length - latelyPoints)
  const isBefore = scrubbed.peek() !== null && scrubbed.peek()! < (live.past[first]?.position ?? 0)
  return chosenWindow.value === "all" || isBefore ? 0 : first
}

/** The point that the numbers beside the titles are of: under the crosshair, of the looked-at moment, or the newest. */
const toldPoint = computed((): PastPoint | undefined => {
  void pastChanged.value
  if (pointedAt.value !== null) return live.past[firstShown() + pointedAt.value]
  return pastPoint.value ?? live.past.at(-1)
})

const dataOf = (plan: PlotPlan): uPlot.AlignedData => {
  const shown = live.past.slice(firstShown())
  const columns = plan.series.map(({ value }) => shown.map(value))
  return [shown.map(({ at }) => at / 1_000), ...columns]
}

/** Seen at most this often: a line that moves by less than a pixel needs no more. */
const drawEveryMs = 500

const startPlot = (box: HTMLElement, plan: PlotPlan) => {
  const sizeNow = () => ({ width: Math.max(80, box.clientWidth), height: Math.max(60, box.clientHeight) })
  const plot = new uPlot(
    optionsFor(plan, sizeNow(), (index) => (pointedAt.value = index)),
    dataOf(plan),
    box
  )
  let drawnAt = 0
  let drawnFor: { readonly window: Window; readonly isPast: boolean } = { window: "lately", isPast: false }
  const follow = effect(() => {
    void [pastChanged.value]
    const now = performance.now()
    const isChosen = drawnFor.window !== chosenWindow.value || drawnFor.isPast !== isPast.value
    if (!isChosen && (document.hidden || now - drawnAt < drawEveryMs)) return
    drawnFor = { window: chosenWindow.value, isPast: isPast.value }
    drawnAt = now
    plot.setData(dataOf(plan))
  })
  const redraw = effect(() => {
    void [paintChanged.value, scrubbed.value, shownAt.value]
    if (scrubbed.value !== null || drawnAt !== 0) plot.redraw(false)
  })
  const sized = new ResizeObserver(() => plot.setSize(sizeNow()))
  sized.observe(box)
  return () => {
    follow()
    redraw()
    sized.disconnect()
    plot.destroy()
  }
}

const Figures = ({ plan }: { readonly plan: PlotPlan }) => {
  const point = toldPoint.value
  if (point === undefined) return null
  const parts = plan.series.flatMap(({ dashed, name, paint }, place) => {
    const value = ownPart(plan, place, point)
    return value === null ? [] : [{ name, paint, dashed, words: plan.tell(value) }]
  })
  return (
    <span class="plot-figures">
      {parts.toReversed().map(({ dashed, name, paint, words }) => (
        <span key={name} class={`key-${paint}`}>
          <i class={dashed === true ? "dash" : "dot"} />
          {name} <b>{words}</b>
        </span>
      ))}
    </span>
  )
}

const Plot = ({ plan }: { readonly plan: PlotPlan }) => {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => startPlot(box.current!, plan), [plan])
  return (
    <figure class="plot">
      <figcaption>
        <h3>{plan.title}</h3>
        <Figures plan={plan} />
      </figcaption>
      <div class="plot-box" ref={box} aria-hidden="true" />
    </figure>
  )
}

const When = () => {
  const point = pointedAt.value === null ? undefined : toldPoint.value
  return (
    <span class="row">
      <span class="hint">{point === undefined ? "point at a plot to read all of them" : moment(point.at)}</span>
      <Choice label="How much of the past" options={windows} value={chosenWindow} />
    </span>
  )
}

export const Plots = () => (
  <Panel id="plots" title="Plots" beside={<When />}>
    <div class="plots">
      {plotPlans.map((plan) => (
        <Plot plan={plan} key={plan.id} />
      ))}
    </div>
  </Panel>
)
