/**
 * Which movies an event is for, and what each of them hears. Pure. An event that may create a movie says so;
 * what is known of it already travels along as a hint (LIFE-9: nothing is fetched to be born).
 */
import type { Event, EventOf, Hint } from "../domain/event.ts"
import { aliasOf, type MovieRef } from "../domain/identity.ts"
import type { Level } from "../domain/level.ts"
import type { MovieEvent } from "../machines/movie-events.ts"
import { fileHint, ignoredBecause } from "../services/identity/file-hint.ts"
import type { Lane } from "../services/data-provider.ts"

export interface Target {
  readonly ref: MovieRef
  /** What to create the movie from when nobody knows it; absent when an unknown movie is passed over. */
  readonly hint?: Hint
  readonly hears?: MovieEvent
  /** Only the movie of this very id, and not one that it was merged into: what is planned for one is not for the other. */
  readonly isExact?: true
}

/** The level that a playback asks for: who watches a film wants its cast. */
const playbackLevel: Level = "medium"
const recommendationLevel: Level = "basic"

const none: ReadonlyArray<Target> = []

const hinted = (hint: Hint, hears?: MovieEvent): Target =>
  hears === undefined ? { ref: hint.movie, hint } : { ref: hint.movie, hint, hears }

/** Of an extra or an episode no movie is born; one that is known already hears of its file. */
const fileTarget = (event: EventOf<"VideoFileDetected">): Target =>
  ignoredBecause(event) === undefined ? hinted(fileHint(event)) : { ref: aliasOf("file", event.path) }

const housekeepingTargets = (event: EventOf<"HousekeepingRequested">): ReadonlyArray<Target> => {
  const { at, items, mode, plan = null, type } = event
  if (mode !== "apply" || items === undefined) return none
  return items.map((item) => ({ ref: item.movie, isExact: true, hears: { type, at, item, plan } }))
}

/** The targets of an event, in order. Events that concern no movie's lifecycle have none. */
export const targetsOf = (event: Event): ReadonlyArray<Target> => {
  const { at } = event
  switch (event.type) {
    case "MovieRequested":
      return [hinted(event, { type: event.type, at, level: event.level ?? "basic" })]
    case "RelatedMovieRequested":
      return [hinted(event, { type: event.type, at, level: event.level ?? "initial" })]
    case "PlaybackStarted":
      return [hinted(event, { type: event.type, at, level: playbackLevel })]
    case "RecommendationTriggered":
      return event.movies.map((hint) => hinted(hint, { type: event.type, at, level: recommendationLevel }))
    case "DiscoverMoviesFetched":
    case "TrendingMoviesFetched":
    case "BulkImportRequested":
      return event.movies.map((hint) => hinted(hint))
    case "BulkEnrichRequested":
      return event.movies.map((ref) => hinted({ movie: ref }, { type: event.type, at, level: event.level }))
    case "EnrichmentRequested":
      return "origin" in event ? none : [hinted({ movie: event.movie }, { type: event.type, at, level: event.level })]
    case "VideoFileDetected":
      return [fileTarget(event)]
    case "VideoRemoved":
    case "VideoMoved":
      return [{ ref: aliasOf("file", event.path) }]
    case "ProviderRefreshRequested":
      return event.movie === undefined ? none : [{ ref: event.movie, hears: { type: event.type, at } }]
    case "MoviePinned":
    case "MovieUnpinned":
      return [{ ref: event.movie, hears: { type: event.type, at } }]
    case "MovieEdited":
    case "MovieForgotten":
    case "MovieMatched":
    case "MovieSplit":
      return [{ ref: event.movie }]
    case "MoviesMerged":
      return "origin" in event ? none : [{ ref: event.movie }]
    case "ProviderPurged":
      return event.movies.map((ref) => ({ ref, isExact: true }))
    case "HousekeepingRequested":
      return housekeepingTargets(event)
    default:
      return none
  }
}

const personal: ReadonlySet<Event["type"]> = new Set([
  "MovieRequested",
  "RelatedMovieRequested",
  "PlaybackStarted",
  "EnrichmentRequested",
  "MovieMatched"
])

/** Who waits for the work that an event starts. */
export const laneOf = (event: Event | undefined): Lane => {
  if (event === undefined) return "housekeeping"
  return personal.has(event.type) ? "person" : "background"
}
