/** Everything that answers "why is this movie as it is, and what happens next": from the history, not from a guess. */
import { Effect } from "effect"
import type { Event } from "../../domain/event.ts"
import { knownLevel } from "../../domain/level.ts"
import type { Movie } from "../../domain/movie.ts"
import { dayMs } from "../../domain/time.ts"
import { defaultMovieSettings } from "../../machines/movie-context.ts"
import { type Explanation, explainMovie } from "../../services/housekeeping/explain.ts"
import { foundingRules } from "../../services/housekeeping/rules.ts"
import type { Thresholds } from "../../services/housekeeping/thresholds.ts"
import { type LoggedEvent, Store } from "../../services/store.ts"
import { worldNow } from "./world-now.ts"

/** Something that will happen at a moment (epoch milliseconds), unless something else happens before. */
export interface Deadline {
  readonly what: string
  readonly at: number
  readonly outcome: string
}

export interface WhyFacts {
  readonly movie: Movie
  readonly now: number
  /** The event that brought the movie to its state. */
  readonly broughtBy: LoggedEvent | undefined
  /** What caused that, the nearest cause first, up to the first cause. */
  readonly causes: ReadonlyArray<LoggedEvent>
  readonly deadlines: ReadonlyArray<Deadline>
  readonly explanation: Explanation
  /** How many events there are of it, at most `lifeMax`; and the newest of them. */
  readonly events: number
  readonly history: ReadonlyArray<LoggedEvent>
}

/** No cause is farther from its effect than so many events; how far a cause is looked for. */
const causeDistanceMax = 5_000
const causesMax = 20
/** So many events of one movie are looked through for the one that brought it where it is. */
const lifeMax = 20_000

/** Did this event change the movie's state? */
const isMove = (event: Event): boolean => {
  if (event.type === "MovieEnriched") return event.task === "advance"
  if (event.type === "MovieDowngraded") return !event.imagesOnly
  return event.type === "MovieCreated" || event.type === "MovieRestored"
}

/** The causes of an event, from the journal before it. */
const causesOf = Effect.fnUntraced(function* (effect: LoggedEvent) {
  const store = yield* Store
  const from = Math.max(1, effect.position - causeDistanceMax)
  const before = yield* store.read(from, effect.position - from)
  const byId = new Map(before.map((logged) => [logged.event.id, logged]))
  const causes: Array<LoggedEvent> = []
  for (let { causedBy } = effect.event; causedBy !== null && causes.length < causesMax;) {
    const cause = byId.get(causedBy)
    if (cause === undefined) break
    causes.push(cause)
    causedBy = cause.event.causedBy
  }
  return causes as ReadonlyArray<LoggedEvent>
})

const ageRule = ({ lifecycle, statistics, identity }: Movie, thresholds: Thresholds): ReadonlyArray<Deadline> => {
  const level = knownLevel(lifecycle.state, lifecycle.kept)
  if (lifecycle.pinned || level === "initial" || level === "basic") return []
  const at = (statistics.lastAccess ?? identity.createdAt) + thresholds.idleDaysMax * dayMs
  return [{ what: "age rule", at, outcome: "keeps only basic, if nobody uses it before" }]
}

const refreshed =
  "TMDB is asked again, if the movie was used within 180 days or is pinned; otherwise only a summary stays"
const missingTried = "what is missing is tried again, if the movie is in use; otherwise when somebody asks"

/** What the record waits for, the nearest first; what is over is left out. Pure. */
export const deadlinesOf = (movie: Movie, now: number, thresholds: Thresholds): ReadonlyArray<Deadline> => {
  const { downgradedAt, gapAt, playingUntil, refreshAt, retryAt, wanted } = movie.lifecycle
  const { refreshLeadMs } = defaultMovieSettings
  const one = (what: string, at: number | null, outcome: string): ReadonlyArray<Deadline> =>
    at === null || at < now ? [] : [{ what, at, outcome }]
  const later = (at: number | null, byMs: number) => (at === null ? null : at + byMs)
  return [
    ...one("retry", retryAt, `${wanted} is tried again`),
    ...one("gap", gapAt, missingTried),
    ...one("refresh", refreshAt, refreshed),
    ...one("provider limit", later(refreshAt, refreshLeadMs), "what TMDB said goes, if no refresh has worked"),
    ...one("grace", later(downgradedAt, thresholds.graceDays * dayMs), "from then on it may be downgraded again"),
    ...one("playing", playingUntil, "from then on it counts as no longer playing"),
    ...ageRule(movie, thresholds)
  ].toSorted((a, b) => a.at - b.at)
}

export const whyFacts = Effect.fnUntraced(function* (movie: Movie, thresholds: Thresholds, historyMax: number) {
  const store = yield* Store
  const world = yield* worldNow
  const life = yield* store.history(movie.id, lifeMax)
  const broughtBy = life.findLast(({ event }) => isMove(event))
  const facts: WhyFacts = {
    movie,
    now: world.now,
    broughtBy,
    causes: broughtBy === undefined ? [] : yield* causesOf(broughtBy),
    deadlines: deadlinesOf(movie, world.now, thresholds),
    explanation: explainMovie(store.columns(movie.id)!, world, { thresholds, rules: foundingRules }),
    events: life.length,
    history: life.slice(-historyMax)
  }
  return facts
})
