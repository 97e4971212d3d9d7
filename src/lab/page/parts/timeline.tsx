/** The whole journal as a slider: drag it, and everything on the page shows that moment. */
import { effect, signal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { about, canControl, connection, figures, isPast, live, mayWrite, pastChanged } from "../state/lab-state.ts"
import { scrubbed, shownAt, shownPosition } from "../state/lab-state.ts"
import { faultBandsOf } from "../state/past.ts"
import { command } from "../state/requests.ts"
import { goLive, goTo, reach } from "../state/scrubbing.ts"
import { channels, paint, paintChanged } from "../state/theme.ts"
import { count, moment } from "../words.ts"

const policy = signal<string | null>(null)

/** Half the width of a slider's thumb: its middle never reaches the ends. */
const thumb = 8

const drawTicks = (canvas: HTMLCanvasElement) => {
  const { clientHeight: height, clientWidth: width } = canvas
  const ratio = Math.min(devicePixelRatio, 2)
  Object.assign(canvas, { width: width * ratio, height: height * ratio })
  const context = canvas.getContext("2d")!
  context.scale(ratio, ratio)
  const [first, last] = reach()
  const x = (position: number) => thumb + ((position - first) / Math.max(1, last - first)) * (width - 2 * thumb)
  const fault = channels(paint("fault")).join(" ")
  for (const { from, to } of faultBandsOf(live.past)) {
    const [left, right] = [Math.max(thumb, x(from.position)), to === undefined ? width - thumb : x(to.position)]
    if (right < thumb) continue
    context.fillStyle = `rgb(${fault} / 0.4)`
    context.fillRect(left, 6, Math.max(2, right - left), height - 12)
    context.fillStyle = `rgb(${fault})`
    context.fillRect(left, 2, 2, height - 4)
  }
}

const Ticks = () => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(
    () =>
      effect(() => {
        void [pastChanged.value, paintChanged.value]
        if (canvas.current !== null) drawTicks(canvas.current)
      }),
    []
  )
  return <canvas ref={canvas} aria-hidden="true" />
}

const Slider = () => {
  void figures.value
  const [first, last] = reach()
  return (
    <div class="timeline-rail">
      <Ticks />
      <input
        id="timeline"
        type="range"
        min={first}
        max={Math.max(last, first + 1)}
        value={scrubbed.value ?? Math.max(last, first + 1)}
        disabled={connection.value.is !== "open"}
        aria-label="Moment in the journal"
        aria-valuetext={`${moment(shownAt.value)}, position ${shownPosition.value}`}
        onInput={(event) => goTo(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}

/** Under another policy than the one that was: that is what a branch is for. */
const chosen = () => policy.value ?? about.value?.policies?.find((each) => each !== about.value?.policy) ?? ""

const branch = () => command({ type: "branch", position: shownPosition.peek(), policy: chosen() })

const Branch = () => {
  const policies = about.value?.policies ?? []
  if (!isPast.value || policies.length === 0) return null
  return (
    <div class="row">
      <select
        aria-label="Policy of the other world"
        value={chosen()}
        onChange={(event) => (policy.value = event.currentTarget.value)}
      >
        {policies.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <button type="button" disabled={!mayWrite.value} onClick={() => void branch()}>
        Branch here
      </button>
    </div>
  )
}

export const Timeline = () => (
  <section class="timeline" aria-label="Timeline">
    <button type="button" id="live" class={isPast.value ? "primary" : ""} aria-pressed={!isPast.value} onClick={goLive}>
      Live
    </button>
    <Slider />
    <p class="timeline-words">
      <time>{shownAt.value === 0 ? "" : moment(shownAt.value)}</time>
      <span class="hint">
        {" "}
        {count(shownPosition.value)}{" "}
        {isPast.value && !canControl.value ? `of ${count(about.value === null ? 0 : reach()[1])}` : ""}
      </span>
    </p>
    <Branch />
  </section>
)
