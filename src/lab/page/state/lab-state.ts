/**
 * What the page knows, in one place. Text follows signals, some four times a second at most; what moves faster (chart, grid)
 * listens to frames and reads the population.
 */
import { computed, signal } from "@preact/signals"
import type { Frame, Gauges } from "../../wire/frame.ts"
import type { EventsTold, Moment, MovieTold, News, PastPoint, Whole, WorldSettings } from "../../wire/messages.ts"
import { emptyPopulation, type Population } from "./population.ts"
import { pointAt } from "./past.ts"

export type Connection =
  | { readonly is: "connecting" | "open" }
  /** It was there, or never was; the page tries again by itself. */
  | { readonly is: "lost"; readonly why: string; readonly retryMs: number }
  | { readonly is: "resting" }

export type About = Omit<Whole, "leaves" | "past">

export interface Figures {
  readonly at: number
  readonly position: number
  readonly gauges: Gauges
  readonly counts: Uint32Array
}

export interface PastMoment extends Moment {
  readonly population: Population
  readonly counts: Uint32Array
}

export const connection = signal<Connection>({ is: "connecting" })
export const about = signal<About | null>(null)
export const figures = signal<Figures | null>(null)
export const news = signal<News | null>(null)
/** Bytes of the stream that came in the last second, and pictures drawn. */
export const bytesPerSecond = signal(0)
export const framesPerSecond = signal(0)

/** Changes in place; what shows it listens to frames, or to `pastChanged`. */
export const live: { population: Population; past: Array<PastPoint>; lastFrame: Frame | null } = {
  population: emptyPopulation(),
  past: [],
  lastFrame: null
}
export const pastChanged = signal(0)

export interface ToldEvent {
  readonly position: number
  readonly event: EventsTold["events"][number]["event"]
  readonly words: string
}
export const toldEvents = signal<ReadonlyArray<ToldEvent>>([])
export const untoldEvents = signal(0)

export const selected = signal<number | null>(null)
export const movie = signal<MovieTold | null>(null)
export const movieProblem = signal<string | null>(null)
/** Leaves that the grid and the list are narrowed to; null shows all. */
export const leafFilter = signal<number | null>(null)

export type GridOrder = "heat" | "state" | "age"
export type GridColour = "state" | "staleness"
export const gridOrder = signal<GridOrder>("state")
export const gridColour = signal<GridColour>("state")

/** The position that is looked at; null is now. */
export const scrubbed = signal<number | null>(null)
/** The population at that position, once it is here. */
export const pastMoment = signal<PastMoment | null>(null)

/** What was ordered and done, until the news say so too. */
export const ordered = signal<Partial<WorldSettings>>({})

export const settings = computed((): WorldSettings | null => {
  const told = news.value?.settings ?? about.value?.settings
  return told === undefined ? null : { ...told, ...ordered.value }
})
export const isPast = computed(() => scrubbed.value !== null)
export const mode = computed(() => {
  if (isPast.value) return "past"
  return settings.value?.speed === 0 ? "paused" : "live"
})
export const mayWrite = computed(() => about.value?.allow === "write")
export const isWorld = computed(() => about.value?.kind === "world")
/** Controls act on now, on a world that can be reached. */
export const canControl = computed(() => mayWrite.value && !isPast.value && connection.value.is === "open")

/** The point of the past that is looked at. */
export const pastPoint = computed(() => {
  void pastChanged.value
  return scrubbed.value === null ? undefined : pointAt(live.past, scrubbed.value)
})

/** The time on screen: now, or of the moment that is looked at. */
export const shownAt = computed(() => {
  if (scrubbed.value === null) return figures.value?.at ?? about.value?.at ?? 0
  return pastMoment.value?.position === scrubbed.value ? pastMoment.value.at : (pastPoint.value?.at ?? 0)
})
export const shownPosition = computed(() => scrubbed.value ?? figures.value?.position ?? about.value?.position ?? 0)
export const shownFaults = computed(() =>
  scrubbed.value === null ? (settings.value?.faults ?? []) : (pastPoint.value?.faults ?? [])
)
export const shownCounts = computed(
  () => (scrubbed.value === null ? figures.value?.counts : pastMoment.value?.counts) ?? null
)
