/** What happened to one movie, grouped by first causes, with the leaf that each event led to. Pure. */
import type { Event } from "../../domain/event.ts"
import type { LifecycleState } from "../../domain/level.ts"
import { movieChart } from "../../lab/chart/chart-model.ts"
import type { MovieTold } from "../../lab/wire/messages.ts"
import type { LoggedEvent } from "../../services/store.ts"
import { eventWords } from "../terminal/event-words.ts"

const leafNumber = (state: string, activity: string): number | null => {
  const number = movieChart.leaves.findIndex((leaf) => leaf.state === state && leaf.activity === activity)
  return number < 0 ? null : number
}

interface Place {
  readonly state: LifecycleState
  readonly activity: string
}

/** Where the movie is after an event that moves movies; undefined for those that do not. */
const placeAfter = (before: LifecycleState, event: Event): Place | undefined => {
  switch (event.type) {
    case "MovieCreated":
      return { state: "initial", activity: "resting" }
    case "MovieEnriched":
      return { state: event.task === "advance" ? event.level : event.from, activity: "resting" }
    case "MovieDowngraded":
      return { state: event.imagesOnly ? event.from : "downgraded", activity: "resting" }
    case "MovieRestored":
      return { state: event.to, activity: "resting" }
    case "EnrichmentFailed":
      return { state: before, activity: "waiting" }
    case "EnrichmentRequested":
      return "origin" in event ? { state: before, activity: "enriching" } : undefined
    default:
      return undefined
  }
}

type Told = MovieTold["history"][number]["events"][number]

const groupsMax = 200

/** Newest first; within a group newest first as well. `events` are oldest first. */
export const lifeHistory = (events: ReadonlyArray<LoggedEvent>): MovieTold["history"] => {
  let state: LifecycleState = "initial"
  const groups = new Map<string, Array<Told>>()
  for (const { event, position } of events) {
    const place = placeAfter(state, event)
    state = place?.state ?? state
    const leaf = place === undefined ? null : leafNumber(place.state, place.activity)
    const group = groups.get(event.firstCause) ?? []
    group.unshift({ position, at: event.at, type: event.type, words: eventWords(event), leaf })
    groups.set(event.firstCause, group)
  }
  return [...groups]
    .map(([cause, told]) => ({ cause, at: told.at(-1)!.at, events: told }))
    .toSorted((a, b) => b.events[0]!.position - a.events[0]!.position)
    .slice(0, groupsMax)
}
