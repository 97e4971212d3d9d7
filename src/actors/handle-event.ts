/**
 * One event of the log, for every movie that it concerns: the movie is found or born, its record changes where no decision
 * is needed, and its actor hears the rest.
 */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import { type Alias, isMovieId, type MovieId } from "../domain/identity.ts"
import type { Movie } from "../domain/movie.ts"
import type { LoggedEvent } from "../services/store.ts"
import { aliasesOf, canBeBorn, createMovie, findMovie, identityAfter } from "./births.ts"
import type { Drafts } from "./drafts.ts"
import { type CycleTools, emit, follow, type Step } from "./follow.ts"
import * as changes from "./record-changes.ts"
import { laneOf, type Target, targetsOf } from "./routing.ts"

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

/** An alias leads to one movie: what leads to another is not this one's. */
const ownAliases = (drafts: Drafts, { id, identity }: Movie, aliases: ReadonlyArray<Alias>) =>
  Effect.filter(aliases, (alias) => {
    if (identity.aliases.includes(alias)) return Effect.succeed(true)
    return Effect.map(drafts.resolve(alias), (owner) => owner === undefined || owner === id)
  })

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
    return shard.remove(id)
  }
  // Found by one alias, it goes by all of them from now on.
  const aliases = target.hint?.aliases === undefined ? [] : aliasesOf(target.hint)
  if (event.type !== "MovieEdited" && !isAboutIdentity.has(event.type) && aliases.length === 0) return
  const movie = yield* drafts.movie(id)
  if (movie === undefined) return
  if (event.type === "MovieEdited") return changes.edit(drafts, movie, event)
  const identity = identityAfter(movie.identity, event, yield* ownAliases(drafts, movie, aliases))
  if (identity !== undefined) drafts.setIdentity(id, identity)
})

const findOrCreate = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, target: Target, event: Event) {
  const known = target.hint === undefined ? yield* drafts.resolve(target.ref) : yield* findMovie(drafts, target.hint)
  if (known !== undefined || !canBeBorn(target.hint)) return known
  const { id, identity } = yield* createMovie(drafts, target.hint, event)
  const { aliases, title, year } = identity
  emit(tools, drafts, { type: "MovieCreated", movie: id, aliases, title, year }, event)
  return id
})

const handleTarget = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  target: Target,
  logged: LoggedEvent
) {
  const { event, position } = logged
  const direct = isMovieId(target.ref) && drafts.knows(target.ref) ? target.ref : undefined
  const id = direct ?? (yield* findOrCreate(tools, drafts, target, event))
  if (id === undefined) return
  if (tools.shard.sickBay.patient(id) !== undefined && event.type !== "MovieForgotten") {
    tools.shard.sickBay.keep(drafts, id, position, event)
    return
  }
  yield* changeRecord(tools, drafts, id, target, event)
  yield* deliverTo(tools, drafts, id, target, logged)
})

/** Which movies an event is for. An undo is for every movie of its plan, and each hears what it was before. */
export const targetsIn = Effect.fnUntraced(function* ({ store }: CycleTools, event: Event) {
  if (event.type !== "HousekeepingRequested" || event.mode !== "undo" || event.plan === undefined) {
    return targetsOf(event)
  }
  const { at, plan } = event
  return (yield* store.bin(plan)).map(({ movie, lifecycle }): Target => {
    return { ref: movie, hears: { type: "HousekeepingUndone", at, before: lifecycle, plan } }
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
  for (const target of yield* targetsIn(tools, logged.event)) yield* handleTarget(tools, drafts, target, logged)
})
