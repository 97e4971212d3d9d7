/**
 * What the lab's server and its page say to each other besides frames: JSON, over server-sent events downwards and POST
 * upwards. Types only; server and page share this file.
 */
import type { Event, EventInput } from "../../domain/event.ts"
import type { MovieId } from "../../domain/identity.ts"
import type { LifecycleState } from "../../domain/level.ts"

/** Virtual seconds a real second: 0 stands still, null goes as fast as it can. */
export type Speed = number | null
export const speeds: ReadonlyArray<Speed> = [0, 1, 60, 3_600, null]

export const faultNames = ["tmdbDown", "tmdbSlow", "tmdbLimited", "wikipediaDown", "diskFull", "diskSlow"] as const
export type FaultName = (typeof faultNames)[number]

/** Faults of a moment. */
export const shockNames = ["crash", "clockJump"] as const
export type ShockName = (typeof shockNames)[number]

/**
 * The first message of a stream (event `whole`), and whenever frames were missed: everything there is. A movie's number is
 * its place in the order of creation.
 */
export interface Whole {
  /** A simulated world obeys speed, faults and load; a real library only what its token allows. */
  readonly kind: "world" | "library"
  readonly allow: "read" | "write"
  /** Of the chart that leaves and edges are counted by. */
  readonly chart: string
  readonly sequence: number
  readonly at: number
  readonly position: number
  readonly seed: string | null
  readonly policy: string
  readonly settings: WorldSettings
  readonly movies: number
  /** The leaf of every movie, one byte each, base64. */
  readonly leaves: string
  /** The oldest position of which a moment can be shown. */
  readonly firstPosition: number
  /** The address of the bridge to Stately's inspector, when there is one. */
  readonly inspector?: string
  /** The policies that a world can be branched under. */
  readonly policies?: ReadonlyArray<string>
  /** What the plots show: the past, one point for every few frames, oldest first. */
  readonly past: ReadonlyArray<PastPoint>
}

export interface WorldSettings {
  readonly speed: Speed
  /** People's actions a virtual day. */
  readonly actionsPerDay: number
  /** How much more the favourites are asked for than the rest: the exponent of the ranks. */
  readonly skew: number
  readonly imageBytesMax: number
  readonly faults: ReadonlyArray<FaultName>
}

export interface PastPoint {
  readonly at: number
  readonly position: number
  /** In the order of gaugeNames. */
  readonly gauges: ReadonlyArray<number | null>
  /** Movies in each of the five states. */
  readonly states: ReadonlyArray<number>
  readonly faults: ReadonlyArray<FaultName>
}

/** Event `news`, about once a second: what changes rarely. */
export interface News {
  readonly at: number
  readonly settings: WorldSettings
  readonly invariants: ReadonlyArray<InvariantTold>
  readonly providers: ReadonlyArray<{ readonly name: string; readonly state: string; readonly detail: string }>
  /** What a person should know: the disk is full, the world fell behind. */
  readonly notices: ReadonlyArray<string>
}

export interface InvariantTold {
  /** A promise of the design, such as LIFE-1. */
  readonly id: string
  readonly sentence: string
  readonly holds: boolean
  readonly checked: number
  readonly detail: string | null
}

/** Event `events`: a sample of what just happened, at most twenty a second; how many more there were. */
export interface EventsTold {
  readonly events: ReadonlyArray<{ readonly position: number; readonly event: Event; readonly words: string }>
  readonly more: number
}

export type Target =
  | { readonly movie: MovieId | number }
  | { readonly state: LifecycleState }
  | { readonly sample: number }

/** POST /lab/commands. Each is an event or a setting that journal and seed reproduce. */
export type LabCommand =
  | { readonly type: "speed"; readonly speed: Speed }
  | { readonly type: "step" }
  | { readonly type: "fault"; readonly fault: FaultName; readonly on: boolean }
  | { readonly type: "shock"; readonly shock: ShockName }
  | { readonly type: "load"; readonly actionsPerDay?: number; readonly skew?: number; readonly imageBytesMax?: number }
  /** The event without its movie, sent to every movie of the target, at most 500. */
  | {
      readonly type: "inject"
      readonly event: Omit<EventInput, "movie"> & { readonly type: string }
      readonly to: Target
    }
  /** How to bring about what is on screen: answers with the command line, and changes nothing. */
  | { readonly type: "moment"; readonly position: number }
  /** Another world from this moment on, under another policy; answers with where it is. */
  | { readonly type: "branch"; readonly position: number; readonly policy: string }

export interface CommandAnswer {
  readonly done: boolean
  /** A sentence for a person. */
  readonly sentence: string
  /** How to bring it about again on a command line, or where to go (an address), or null. */
  readonly command: string | null
}

/** GET /lab/moment?position=: the population as it was. */
export interface Moment {
  readonly position: number
  readonly at: number
  readonly leaves: string
}

/** GET /lab/movies/<number or reference>?position=: one movie, now or then. */
export interface MovieTold {
  readonly number: number
  readonly id: MovieId
  readonly title: string | null
  readonly year: number | null
  readonly leaf: number
  readonly pinned: boolean
  readonly recordBytes: number
  readonly imageBytes: number
  readonly viewCount: number
  readonly popularity: number
  readonly poster: string | null
  /** Why it is where it is: a headline, then rule, inputs against thresholds, rank, bytes. */
  readonly why: { readonly headline: string; readonly lines: ReadonlyArray<string> }
  readonly deadlines: ReadonlyArray<{ readonly what: string; readonly at: number; readonly outcome: string }>
  /** Newest first, grouped by their first cause. */
  readonly history: ReadonlyArray<{
    readonly cause: string
    readonly at: number
    readonly events: ReadonlyArray<{
      readonly position: number
      readonly at: number
      readonly type: string
      readonly words: string
      /** The leaf it led to, when it moved the movie. */
      readonly leaf: number | null
    }>
  }>
  readonly fields: ReadonlyArray<{
    readonly field: string
    readonly value: string
    readonly source: string
    readonly fetchedAt: number
    readonly canUndo: boolean
  }>
}
