/** Turns what the stream says into what the page knows. A hole in the frames throws: the stream is opened anew. */
import { batch } from "@preact/signals"
import { type Frame, frameOf, gaugeNames } from "../../wire/frame.ts"
import type { EventsTold, News, PastPoint, Whole } from "../../wire/messages.ts"
import { bytesOf } from "./base64.ts"
import { stateTotals } from "./chart-index.ts"
import { about, figures, live, news, ordered, pastChanged, settings, toldEvents, untoldEvents } from "./lab-state.ts"
import { applyMoves, populationOf } from "./population.ts"
import { addPoint } from "./past.ts"

type FrameListener = (frame: Frame) => void
type MoveListener = (movie: number, from: number, to: number) => void

const frameListeners = new Set<FrameListener>()
const moveListeners = new Set<MoveListener>()

/** Hears every frame, after the population has moved; also once after the whole came. Returns how to stop. */
export const onFrame = (listener: FrameListener): (() => void) => {
  frameListeners.add(listener)
  return () => void frameListeners.delete(listener)
}

export const onMove = (listener: MoveListener): (() => void) => {
  moveListeners.add(listener)
  return () => void moveListeners.delete(listener)
}

const eventsKept = 400
const figuresEveryMs = 250
const pointEveryMs = 500
const bearings = { figuresAt: 0, pointAt: 0 }

const hearWhole = (whole: Whole) => {
  const { leaves, past, ...rest } = whole
  const isSame = about.peek()?.seed === rest.seed && about.peek()?.kind === rest.kind
  live.population = populationOf(bytesOf(leaves), isSame ? live.population : undefined)
  live.past = [...past]
  live.lastFrame = null
  batch(() => {
    about.value = rest
    figures.value = null
    news.value = null
    ordered.value = {}
    pastChanged.value += 1
  })
}

const pointOf = ({ at, counts, gauges, position }: Frame): PastPoint => ({
  at,
  position,
  gauges: gaugeNames.map((name) => gauges[name]),
  states: stateTotals(counts),
  faults: settings.peek()?.faults ?? []
})

const hearFrame = (frame: Frame, now: number) => {
  const before = live.lastFrame?.sequence ?? about.peek()?.sequence
  if (before === undefined || frame.sequence > before + 1) throw new Error("Frames are missing.")
  if (frame.sequence <= before && live.lastFrame !== null) return
  live.lastFrame = frame
  const listeners = [...moveListeners]
  applyMoves(live.population, frame.moves, frame.at, (movie, from, to) => {
    for (const listener of listeners) listener(movie, from, to)
  })
  for (const listener of frameListeners) listener(frame)
  if (now - bearings.figuresAt >= figuresEveryMs || figures.peek() === null) {
    bearings.figuresAt = now
    figures.value = frame
  }
  if (now - bearings.pointAt >= pointEveryMs) {
    bearings.pointAt = now
    live.past = addPoint(live.past, pointOf(frame))
    pastChanged.value += 1
  }
}

const hearNews = (told: News) => {
  batch(() => {
    news.value = told
    ordered.value = {}
  })
}

const hearEvents = ({ events, more }: EventsTold) => {
  batch(() => {
    toldEvents.value = [...events.toReversed(), ...toldEvents.peek()].slice(0, eventsKept)
    untoldEvents.value += more
  })
}

/** One message of the stream; `now` is the page's own time in milliseconds. */
export const hear = (event: string, data: string, now: number): void => {
  if (event === "frame") hearFrame(frameOf(bytesOf(data)), now)
  if (event === "whole") hearWhole(JSON.parse(data) as Whole)
  if (event === "news") hearNews(JSON.parse(data) as News)
  if (event === "events") hearEvents(JSON.parse(data) as EventsTold)
}
