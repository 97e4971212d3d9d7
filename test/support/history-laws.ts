/** What a journal must never say, read as a whole from outside: for any movie, what happened and in which order. */
import type { Event } from "../../src/domain/event.ts"
import type { MovieId } from "../../src/domain/identity.ts"
import { dayMs } from "../../src/domain/time.ts"
import { isAtLeast, knownLevel, type Level, rankOf } from "../../src/domain/level.ts"

/** A movie's level over time, as the facts tell it. */
export interface Course {
  readonly at: number
  /** The place in the history. */
  readonly place: number
  readonly level: Level
}

const factMovie = (event: Event): MovieId | undefined => {
  switch (event.type) {
    case "MovieCreated":
    case "MovieEnriched":
    case "MovieDowngraded":
    case "MovieRestored":
      return event.movie
    default:
      return undefined
  }
}

/** The courses of all movies; throws a sentence when a climb is not one level after another (LIFE-2). */
export const coursesOf = (history: ReadonlyArray<Event>): ReadonlyMap<MovieId, ReadonlyArray<Course>> => {
  const courses = new Map<MovieId, Array<Course>>()
  for (const [place, event] of history.entries()) {
    const movie = factMovie(event)
    if (movie === undefined) continue
    const course = courses.get(movie) ?? []
    courses.set(movie, course)
    const level = course.at(-1)?.level ?? "initial"
    course.push({ at: event.at, place, level: levelAfter(event, level) })
  }
  return courses
}

const levelAfter = (event: Event, level: Level): Level => {
  if (event.type === "MovieEnriched") {
    const climbed = rankOf(event.level) - rankOf(level)
    if (climbed !== (event.task === "advance" ? 1 : 0)) {
      throw new Error(`LIFE-2: from ${level}, ${event.task} led to ${event.level}`)
    }
    return event.level
  }
  if (event.type === "MovieDowngraded") return event.imagesOnly ? level : knownLevel("downgraded", event.kept)
  // What was restored stands in the record; only deep, medium, basic or a summary of it can have been lowered.
  if (event.type === "MovieRestored") return event.to === "downgraded" ? "basic" : event.to
  return "initial"
}

/** Was the level known at this place in the history, or at any later one? */
export const isReached = (course: ReadonlyArray<Course>, place: number, level: Level): boolean => {
  const after = course.findIndex((moment) => moment.place > place)
  const from = after === -1 ? course.length - 1 : Math.max(0, after - 1)
  return course.slice(from).some((moment) => isAtLeast(moment.level, level))
}

/** Every fact names an event that stands before it, and the first cause of that one. */
export const unexplained = (history: ReadonlyArray<Event>): ReadonlyArray<string> => {
  const firstCauses = new Map<string, string>()
  return history.flatMap((event) => {
    const { id, causedBy, firstCause, type } = event
    firstCauses.set(id, firstCause)
    if (causedBy === null) return firstCause === id ? [] : [`${type} ${id} has no cause, and a first cause`]
    if (!firstCauses.has(causedBy)) return [`${type} ${id} is caused by ${causedBy}, which comes later or never`]
    return firstCauses.get(causedBy) === firstCause ? [] : [`${type} ${id} names another first cause`]
  })
}

export interface Demand {
  readonly movie: MovieId
  readonly level: Level
  readonly place: number
  readonly type: Event["type"]
}

const asked = (event: Event): ReadonlyArray<{ readonly ref: string; readonly level: Level }> => {
  switch (event.type) {
    case "MovieRequested":
      return [{ ref: event.movie, level: event.level ?? "basic" }]
    case "RelatedMovieRequested":
      return [{ ref: event.movie, level: event.level ?? "initial" }]
    case "EnrichmentRequested":
      return [{ ref: event.movie, level: event.level }]
    case "PlaybackStarted":
      return [{ ref: event.movie, level: "medium" }]
    case "BulkEnrichRequested":
      return event.movies.map((ref) => ({ ref, level: event.level }))
    case "RecommendationTriggered":
      return event.movies.map(({ movie }) => ({ ref: movie, level: "basic" as const }))
    default:
      return []
  }
}

/** Everything that was asked, by whom the movie is once it is created. */
export const demandsIn = (history: ReadonlyArray<Event>): ReadonlyArray<Demand> => {
  const ids = new Map<string, MovieId>()
  for (const event of history) {
    if (event.type !== "MovieCreated") continue
    ids.set(event.movie, event.movie)
    for (const alias of event.aliases) ids.set(alias, event.movie)
  }
  return history.flatMap((event, place) =>
    asked(event).flatMap(({ ref, level }) => {
      const movie = ids.get(ref)
      if (movie === undefined) throw new Error(`LIFE-3: ${event.type} asked for ${ref}, and it never came to be`)
      return [{ movie, level, place, type: event.type }]
    })
  )
}

const graceMs = 30 * dayMs

/** Downgrades that LIFE-5 forbids. What happened before a downgrade is what stood before its cause. */
export const wrongDowngrades = (history: ReadonlyArray<Event>): ReadonlyArray<string> => {
  const places = new Map(history.map((event, place) => [event.id, place]))
  const aliases = new Map<string, string>()
  for (const event of history)
    if (event.type === "MovieCreated") event.aliases.forEach((alias) => aliases.set(alias, event.movie))
  const born = new Map(
    history.flatMap((event) =>
      event.type === "MovieCreated" ? [[event.movie, places.get(event.causedBy ?? "")] as const] : []
    )
  )
  /** Nobody can pin what nobody knows yet. */
  const isPinned = (movie: MovieId, before: number) => {
    const last = history
      .slice(born.get(movie) ?? 0, before)
      .findLast(
        (event) =>
          (event.type === "MoviePinned" || event.type === "MovieUnpinned") &&
          (aliases.get(event.movie) ?? event.movie) === movie
      )
    return last?.type === "MoviePinned"
  }
  const lowered = new Map<MovieId, number>()
  return history.flatMap((event) => {
    if (event.type === "MovieRestored") lowered.delete(event.movie)
    if (event.type !== "MovieDowngraded") return []
    const before = lowered.get(event.movie)
    lowered.set(event.movie, event.at)
    // The provider's terms outrank pins and pauses: docs/decisions/0010.
    if (event.rule === "provider-limit") return []
    const wrong: Array<string> = []
    if (event.evidence.length === 0 || event.evidence.some(({ value }) => value === null))
      wrong.push("on what is not known")
    if (isPinned(event.movie, places.get(event.causedBy ?? "") ?? 0)) wrong.push("although it is pinned")
    if (before !== undefined && event.at - before < graceMs) wrong.push("twice in its grace period")
    return wrong.map((how) => `${event.movie} was lowered ${how}`)
  })
}
