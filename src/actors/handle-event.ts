/**
 * One event of the log, for every movie that it concerns: the movie is found or born, its record changes where no decision
 * is needed, and its actor hears the rest.
 */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import { isMovieId, type MovieId } from "../domain/identity.ts"
import type { LoggedEvent } from "../services/store.ts"
import { identityAfter } from "./births.ts"
import type { Drafts } from "./drafts.ts"
import { findOrCreate, namesFor } from "./find-movies.ts"
import { type CycleTools, follow, type Step } from "./follow.ts"
import { matchMovie, mergeOnWord } from "./match-movie.ts"
import { purge } from "./purge-movie.ts"
import { mayBecome, ownAliases } from "./movie-names.ts"
import * as changes from "./record-changes.ts"
import { laneOf, type Target, targetsOf } from "./routing.ts"
import { splitMovie } from "./split-movie.ts"

const deliverTo = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  target: Target,
  { event, position }: LoggedEvent
) {
  const { shard } = tools
  if (target.hears === undefined) return
  const delivery = shard.deliver(drafts, id, target.hears, laneOf(event))
  if (delivery.facts.length > 0 || delivery.crash !== undefined) {
    yield* follow(tools, drafts, id, delivery, event, position)
  }
})

const isAboutIdentity: ReadonlySet<Event["type"]> = new Set([
  "VideoFileDetected",
  "VideoMoved",
  "VideoRemoved",
  "MoviePinned",
  "MovieUnpinned"
])

type Letters = ReadonlyArray<LoggedEvent>
const nobody: Letters = []

/** Changes of the record that need no decision by the machine: identity, edits, forgetting. */
export const changeRecord = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  target: Target,
  event: Event
) {
  const { shard, store } = tools
  if (event.type === "MovieForgotten") {
    changes.forgetMovie(drafts, id)
    shard.sickBay.discharge(drafts, store, id)
    shard.sickBay.recovered(id)
    shard.remove(id)
    return nobody
  }
  if (event.type === "ProviderPurged") {
    yield* purge(tools, drafts, id, event)
    return nobody
  }
  if (event.type === "MovieMatched") return yield* matchMovie(tools, drafts, id, event)
  if (event.type === "MoviesMerged") return yield* mergeOnWord(tools, drafts, id, event)
  if (event.type === "MovieSplit") {
    yield* splitMovie(tools, drafts, id, event)
    return nobody
  }
  // Found by one alias, it goes by all of them from now on.
  const isNamed = (target.hint?.aliases ?? []).length > 0
  if (event.type !== "MovieEdited" && !isAboutIdentity.has(event.type) && !isNamed) return nobody
  const movie = yield* drafts.movie(id)
  if (movie === undefined) return nobody
  if (event.type === "MovieEdited") {
    changes.edit(drafts, movie, event)
    return nobody
  }
  const names = yield* ownAliases(drafts, movie, namesFor(movie, target.hint))
  const identity = identityAfter(movie.identity, event, names)
  if (identity !== undefined && (yield* mayBecome(tools, id, movie.identity, identity, event))) {
    drafts.setIdentity(id, identity)
  }
  return nobody
})

/** Who decides which film a movie is must be heard though the movie is ill: the illness may come from the wrong film. */
const isForPatients: ReadonlySet<Event["type"]> = new Set([
  "MovieForgotten",
  "ProviderPurged",
  "MovieMatched",
  "MoviesMerged",
  "MovieSplit"
])

const handleFor = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  target: Target,
  logged: LoggedEvent
) {
  const { event, position } = logged
  if (tools.shard.sickBay.patient(id) !== undefined && !isForPatients.has(event.type)) {
    tools.shard.sickBay.keep(drafts, id, position, event)
    return nobody
  }
  const letters = yield* changeRecord(tools, drafts, id, target, event)
  yield* deliverTo(tools, drafts, id, target, logged)
  return letters
})

const handleTarget = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  target: Target,
  logged: LoggedEvent
) {
  const { event } = logged
  const direct = isMovieId(target.ref) && drafts.knows(target.ref) ? target.ref : undefined
  if (direct !== undefined && (target.hint?.aliases ?? []).length === 0) {
    return yield* handleFor(tools, drafts, direct, target, logged)
  }
  if (target.isExact === true) return nobody
  const { id, letters } = yield* findOrCreate(tools, drafts, target, event)
  if (id === undefined) return letters
  return [...letters, ...(yield* handleFor(tools, drafts, id, target, logged))]
})

/** What waited for a movie that became one with another is for that one now. */
export const handOver = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, letters: Letters) {
  for (const letter of letters) {
    for (const target of yield* targetsIn(tools, letter.event)) {
      const id = target.isExact === true ? undefined : yield* drafts.resolve(target.ref)
      if (id !== undefined) yield* handleFor(tools, drafts, id, target, letter)
    }
  }
})

/** Which movies an event is for. An undo is for every movie of its plan, and each hears what it was before. */
export const targetsIn = Effect.fnUntraced(function* ({ store }: CycleTools, event: Event) {
  if (event.type !== "HousekeepingRequested" || event.mode !== "undo" || event.plan === undefined) {
    return targetsOf(event)
  }
  const { at, plan } = event
  // What was purged since, or ran out, stays away.
  const entries = (yield* store.bin(plan)).filter(
    (entry) => (store.lifecycle(entry.movie)?.downgradedAt ?? 0) <= entry.at
  )
  return entries.map(({ movie, lifecycle }): Target => {
    return { ref: movie, isExact: true, hears: { type: "HousekeepingUndone", at, before: lifecycle, plan } }
  })
})

/**
 * Most events go to one movie that is known and well, and change nothing. For those no Effect is made: the delivery is
 * returned, or undefined when the event needs more care.
 */
const deliverAtOnce = ({ shard }: CycleTools, drafts: Drafts, { event }: LoggedEvent) => {
  if (event.type !== "MovieRequested" || event.aliases !== undefined || !isMovieId(event.movie)) return undefined
  const { at, level = "basic", movie, type } = event
  if (!drafts.knows(movie) || shard.sickBay.patient(movie) !== undefined) return undefined
  return { movie, delivery: shard.deliver(drafts, movie, { type, at, level }, "person") }
}

/** Undefined when everything was done at once. */
export const handleEvent = (tools: CycleTools, drafts: Drafts, logged: LoggedEvent): Step | undefined => {
  const done = deliverAtOnce(tools, drafts, logged)
  if (done === undefined) return handleWithCare(tools, drafts, logged)
  const { delivery, movie } = done
  if (delivery.facts.length === 0 && delivery.crash === undefined) return undefined
  return follow(tools, drafts, movie, delivery, logged.event, logged.position)
}

const handleWithCare = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, logged: LoggedEvent) {
  for (const target of yield* targetsIn(tools, logged.event)) {
    const letters = yield* handleTarget(tools, drafts, target, logged)
    if (letters.length > 0) yield* handOver(tools, drafts, letters)
  }
})
