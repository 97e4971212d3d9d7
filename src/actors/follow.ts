/**
 * What follows from a delivery: facts are stamped, stated and done to the record; a crash sends the movie to the sick bay.
 * Everything goes into the drafts; the caller commits.
 */
import { Effect } from "effect"
import type { Event, EventBody } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import type { Lifecycle } from "../domain/movie.ts"
import type { MovieFact } from "../machines/movie-events.ts"
import type { EventBus } from "../services/event-bus.ts"
import type { Store, StoreError } from "../services/store.ts"
import type { Drafts } from "./drafts.ts"
import { noteUnmatched } from "./movie-names.ts"
import * as changes from "./record-changes.ts"
import type { Delivery, Shard } from "./shard.ts"

export interface CycleTools {
  readonly shard: Shard
  readonly store: Store["Service"]
  readonly bus: EventBus["Service"]
  /** After this long a use is worth half as much: needed to put the statistics of two movies together. */
  readonly halfLifeMs: number
  /** What this turn holds until it is committed. */
  readonly holds: { statistics: boolean }
}

/** A part of a turn that needs to read or to give way. */
export type Step = Effect.Effect<void, StoreError>

/** The event that a movie's work goes back to, so that what it causes can name it. */
export const causeFor = ({ shard, bus }: CycleTools, drafts: Drafts, id: MovieId): Event => {
  const known = shard.causes.get(id)
  if (known !== undefined) return known
  const level = drafts.lifecycle(id)?.wanted ?? "initial"
  const resumed = { type: "EnrichmentRequested", movie: id, level, reason: "resumed", origin: "movie" } as const
  const event = bus.stamp(resumed, undefined)
  drafts.events.push(event)
  shard.causes.set(id, event)
  return event
}

export const emit = ({ bus }: CycleTools, drafts: Drafts, body: EventBody, cause: Event | undefined): Event => {
  const event = bus.stamp(body, cause)
  drafts.events.push(event)
  return event
}

const applyFact = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  fact: MovieFact,
  lifecycle: Lifecycle | undefined,
  cause: Event | undefined
) {
  const { shard, store } = tools
  const losesOrRegains = fact.type === "MovieDowngraded" || fact.type === "MovieRestored"
  const movie = losesOrRegains ? yield* drafts.movie(fact.movie) : undefined
  const event = emit(tools, drafts, fact, cause)
  if (fact.type === "EnrichmentRequested") shard.causes.set(fact.movie, event)
  if (fact.type === "MatchNeeded" || (fact.type === "EnrichmentFailed" && fact.reason === "Unmatched")) {
    yield* noteUnmatched(drafts, fact, event.at)
  }
  if (fact.type === "MovieDowngraded" && movie !== undefined && lifecycle !== undefined) {
    yield* changes.forget(drafts, fact, { ...movie, lifecycle }, event.at)
  }
  if (fact.type === "MovieRestored" && movie !== undefined) {
    const entry = (yield* store.bin(fact.plan)).find((each) => each.movie === fact.movie)
    if (entry !== undefined) changes.restore(drafts, entry, movie.knowledge, event.at)
  }
})

/** What a delivery brought about: facts are stated, a crash sends the movie to the sick bay with its event. */
export const follow = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  delivery: Delivery,
  cause: Event | undefined,
  position: number | undefined
) {
  if (delivery.crash === undefined) {
    for (const fact of delivery.facts) yield* applyFact(tools, drafts, fact, delivery.before, cause)
    return
  }
  crash(tools, drafts, id, delivery.crash, cause ?? causeFor(tools, drafts, id), position)
})

export const crash = (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  reason: string,
  cause: Event,
  position: number | undefined
) => {
  const { shard } = tools
  shard.remove(id)
  const { crashes, retryAt } = shard.sickBay.crashed(drafts, id, position, cause, reason, cause.at)
  if (retryAt !== null) return shard.deadlines.push(retryAt, id)
  emit(tools, drafts, { type: "MovieQuarantined", movie: id, crashes, reason }, cause)
}
