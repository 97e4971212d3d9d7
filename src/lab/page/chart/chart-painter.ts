/** Keeps the drawn chart true: counts, bars, rates and widths, written straight into the SVG, and only what changed. */
import { effect } from "@preact/signals"
import { framesPerSecond, isPast, leafFilter, live, selected, shownCounts, pastMoment } from "../state/lab-state.ts"
import { edgeOf, stateTotals } from "../state/chart-index.ts"
import { onFrame, onMove } from "../state/feed.ts"
import { paintChanged, wantsStillness } from "../state/theme.ts"
import { count, leafName, rate } from "../words.ts"
import { makeEdgeRates } from "./edge-rates.ts"
import { drawnEdges, drawnLeaves, drawnStates } from "./geometry.ts"
import { makeParticles } from "./particles.ts"

const countsEveryMs = 100
const ratesEveryMs = 400
const barWidth = 98

const all = (root: Element, selector: string): ReadonlyArray<Element> => [...root.querySelectorAll(selector)]

/** Writes text and attributes, each only when it differs from what was written last. */
const makeWriter = () => {
  const written = new Map<Element, Map<string, string>>()
  return (element: Element | undefined, name: string, value: string) => {
    if (element === undefined) return
    const known = written.get(element) ?? new Map<string, string>()
    if (known.get(name) === value) return
    written.set(element, known.set(name, value))
    if (name === "text") element.textContent = value
    else element.setAttribute(name, value)
  }
}

type Writer = ReturnType<typeof makeWriter>

const makeCounts = (svg: SVGSVGElement, write: Writer) => {
  const numbers = all(svg, "[data-leaf-count]")
  const bars = all(svg, "[data-leaf-bar]")
  const buttons = all(svg, "[data-leaf]")
  const totals = all(svg, "[data-state-count]")
  return (counts: ArrayLike<number>, isSpoken: boolean) => {
    let most = 1
    for (let leaf = 0; leaf < counts.length; leaf++) most = Math.max(most, counts[leaf]!)
    for (let leaf = 0; leaf < drawnLeaves.length; leaf++) {
      const value = counts[leaf] ?? 0
      write(numbers[leaf], "text", count(value))
      // By the root: what is rare is seen beside what is common.
      const width = value === 0 ? 0 : Math.max(2, barWidth * Math.sqrt(value / most))
      write(bars[leaf], "width", width.toFixed(0))
      if (isSpoken) write(buttons[leaf], "aria-label", `${leafName(leaf)}, ${count(value)} movies`)
    }
    const sums = stateTotals(counts)
    for (let state = 0; state < drawnStates.length; state++) write(totals[state], "text", count(sums[state]!))
  }
}

const makeRates = (svg: SVGSVGElement, write: Writer) => {
  const lines = all(svg, "[data-edge-line]")
  const words = all(svg, "[data-edge-rate]")
  const groups = all(svg, "[data-edge]")
  return (rates: Float64Array) => {
    for (let edge = 0; edge < drawnEdges.length; edge++) {
      const value = rates[edge]!
      const isMoving = value >= 0.02
      write(words[edge], "text", isMoving ? `${rate(value)}/s` : "")
      write(lines[edge], "stroke-width", isMoving ? Math.min(6, 1.4 + Math.sqrt(value) / 5).toFixed(1) : "1.2")
      write(groups[edge], "data-moving", isMoving ? "yes" : "no")
    }
  }
}

const makeLights = (svg: SVGSVGElement, write: Writer) => {
  const buttons = all(svg, "[data-leaf]")
  const groups = all(svg, "[data-edge]")
  const state: { edge: number | undefined; number: number | null } = { edge: undefined, number: null }
  const show = () => {
    const number = selected.peek()
    if (state.number !== number) Object.assign(state, { edge: undefined, number })
    const population = isPast.peek() ? pastMoment.peek()?.population : live.population
    const leaf = number === null ? undefined : population?.leaves[number]
    for (const [place, button] of buttons.entries()) {
      write(button, "data-lit", place === leaf ? "yes" : "no")
      write(button, "aria-pressed", String(place === leafFilter.peek()))
      write(button, "data-dim", leafFilter.peek() !== null && place !== leafFilter.peek() ? "yes" : "no")
    }
    for (const [place, group] of groups.entries()) write(group, "data-lit", place === state.edge ? "yes" : "no")
  }
  const moved = (movie: number, from: number, to: number) => {
    if (movie !== selected.peek() || isPast.peek()) return
    state.edge = edgeOf(from, to)
    show()
  }
  return { show, moved }
}

/** Pictures a second, and the particles in each. */
const startPictures = (paintPicture: (elapsedMs: number) => void) => {
  let [before, drawn, since, handle] = [performance.now(), 0, performance.now(), 0]
  const next = (now: number) => {
    paintPicture(Math.min(now - before, 100))
    before = now
    drawn += 1
    if (now - since >= 1_000) {
      framesPerSecond.value = Math.round((drawn * 1_000) / (now - since))
      drawn = 0
      since = now
    }
    handle = requestAnimationFrame(next)
  }
  handle = requestAnimationFrame(next)
  return () => cancelAnimationFrame(handle)
}

/** Starts keeping it true; returns how to stop. */
export const startChart = (svg: SVGSVGElement, canvas: HTMLCanvasElement): (() => void) => {
  const write = makeWriter()
  const [showCounts, showRates, lights] = [makeCounts(svg, write), makeRates(svg, write), makeLights(svg, write)]
  const rates = makeEdgeRates(drawnEdges.length)
  const particles = makeParticles(canvas)
  let [countedAt, ratedAt, spokenAt] = [0, 0, 0]

  const heard = onFrame((frame) => {
    const now = performance.now()
    rates.add(frame.edges, now)
    if (isPast.peek() || now - countedAt < countsEveryMs) return
    countedAt = now
    if (now - spokenAt > 2_000) spokenAt = now
    showCounts(frame.counts, spokenAt === now)
    lights.show()
  })
  const moved = onMove(lights.moved)
  const follow = effect(() => {
    void [selected.value, leafFilter.value, paintChanged.value]
    if (isPast.value) {
      particles.clear()
      rates.clear()
      showRates(rates.perSecond)
    }
    if (shownCounts.value !== null) showCounts(shownCounts.value, true)
    lights.show()
  })
  const stopPictures = startPictures((elapsedMs) => {
    const now = performance.now()
    if (isPast.peek()) return
    if (now - ratedAt > ratesEveryMs) {
      ratedAt = now
      rates.fade(now)
      showRates(rates.perSecond)
    }
    if (!wantsStillness()) particles.draw(rates.perSecond, elapsedMs)
  })
  return () => [heard, moved, follow, stopPictures].forEach((stop) => stop())
}
