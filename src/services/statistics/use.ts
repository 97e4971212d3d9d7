/** What counts as a use of a movie, what it is worth, and how it changes the movie's statistics. Pure. */
import { type Event } from "../../domain/event.ts"
import type { MovieRef } from "../../domain/identity.ts"
import type { Statistics } from "../../domain/movie.ts"
import { dayMs } from "../../domain/time.ts"
import { decayed } from "./popularity.ts"

export interface StatisticsSettings {
  /** After this long a use is worth half as much. */
  readonly halfLifeMs: number
  readonly weights: { readonly [kind in UseKind]: number }
}

export type UseKind = "play" | "view" | "request" | "searchHit" | "shown"

export const defaultStatisticsSettings: StatisticsSettings = {
  halfLifeMs: 30 * dayMs,
  weights: { play: 5, view: 1, request: 0.5, searchHit: 0.2, shown: 0.05 }
}

/** One use of one movie. */
export interface Use {
  readonly kind: UseKind
  readonly at: number
  /** The same session was counted as a view of this movie already: playing and opening are one view. */
  readonly viewed: boolean
  /** The same session did exactly this before: it moves lastAccess and counts as nothing else. */
  readonly repeated: boolean
}

/** A use as an event states it, before anybody knows which movie it leads to. */
export interface UseClaim {
  readonly kind: UseKind
  readonly at: number
  readonly session: string | null
  /** The names the event gives the movie, the best first. */
  readonly refs: ReadonlyArray<MovieRef>
}

const kinds = {
  PlaybackStarted: "play",
  MovieViewed: "view",
  MovieRequested: "request",
  RelatedMovieRequested: "request",
  SearchHit: "searchHit",
  RecommendationShown: "shown"
} as const

type UseEvent = Extract<Event, { readonly type: keyof typeof kinds }>

const isUse = (event: Event): event is UseEvent => Object.hasOwn(kinds, event.type)

/** The use that an event speaks of, or undefined when it speaks of something else. */
export const useClaimOf = (event: Event): UseClaim | undefined => {
  if (!isUse(event) || (event.type === "MovieViewed" && event.kind === "marked")) return undefined
  const aliases = "aliases" in event && event.aliases !== undefined ? event.aliases : []
  const session = "session" in event && event.session !== undefined ? event.session : null
  return { kind: kinds[event.type], at: event.at, session, refs: [event.movie, ...aliases] }
}

/** A view is somebody opening or playing the movie; whoever asks twice in one session looks once. */
export const countsAsView = (kind: UseKind): boolean => kind === "play" || kind === "view"

/** It came up in a search or a recommendation, and nobody wanted it. */
export const isNeverOpened = ({ searchHits, shown, viewCount }: Statistics): boolean =>
  viewCount === 0 && searchHits + shown > 0

/** Being shown in a list is nothing that anybody did. */
const isAccess = (kind: UseKind): boolean => kind !== "shown"

const latest = (known: number | null, at: number): number => (known === null ? at : Math.max(known, at))

const scored = (statistics: Statistics, at: number, weight: number, halfLifeMs: number) => {
  const scoredAt = latest(statistics.scoredAt, at)
  const before = statistics.scoredAt === null ? 0 : scoredAt - statistics.scoredAt
  const popularityScore =
    decayed(statistics.popularityScore, before, halfLifeMs) + decayed(weight, scoredAt - at, halfLifeMs)
  return { scoredAt, popularityScore }
}

/** The statistics after one more use. Uses may come in any order: only the last bits of the score can differ. */
export const recordUse = (statistics: Statistics, use: Use, settings: StatisticsSettings): Statistics => {
  const { kind } = use
  const one = (counted: boolean) => (counted && !use.repeated ? 1 : 0)
  return {
    viewCount: statistics.viewCount + one(countsAsView(kind) && !use.viewed),
    lastAccess: isAccess(kind) ? latest(statistics.lastAccess, use.at) : statistics.lastAccess,
    ...scored(statistics, use.at, use.repeated ? 0 : settings.weights[kind], settings.halfLifeMs),
    searchHits: statistics.searchHits + one(kind === "searchHit"),
    shown: statistics.shown + one(kind === "shown"),
    plays: statistics.plays + one(kind === "play")
  }
}
