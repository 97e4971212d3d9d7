/**
 * One turn of a shard: what has arrived since the last (events, ends of work, deadlines, turns at the desk) becomes drafts.
 * The same code runs live and in simulations; the caller commits.
 */
import { Cause, Effect, Exit } from "effect"
import type { Event, EventBody } from "../domain/event.ts"
import { isMovieId, type MovieId } from "../domain/identity.ts"
import type { Lifecycle } from "../domain/movie.ts"
import type { MovieFact, Settlement } from "../machines/movie-events.ts"
import type { Lane } from "../services/data-provider.ts"
import type { EventBus } from "../services/event-bus.ts"
import type { LoggedEvent, Store, StoreError } from "../services/store.ts"
import { createMovie, canBeBorn, findMovie, identityAfter } from "./births.ts"
import type { Drafts } from "./drafts.ts"
import { settled } from "./enrich-work.ts"
import * as changes from "./record-changes.ts"
import { laneOf, type Target, targetsOf } from "./routing.ts"
import type { Delivery, Shard } from "./shard.ts"
import type { FinishedWork } from "./work-desk.ts"

export interface CycleTools {
  readonly shard: Shard
  readonly store: Store["Service"]
  readonly bus: EventBus["Service"]
}

type Step = Effect.Effect<void, StoreError>

/** The event that a movie's work goes back to, so that what it causes can name it. */
const causeFor = ({ shard, bus }: CycleTools, drafts: Drafts, id: MovieId): Event => {
  const known = shard.causes.get(id)
  if (known !== undefined) return known
  const level = drafts.lifecycle(id)?.wanted ?? "initial"
  const resumed = { type: "EnrichmentRequested", movie: id, level, reason: "resumed", origin: "movie" } as const
  const event = bus.stamp(resumed, undefined)
  drafts.events.push(event)
  shard.causes.set(id, event)
  return event
}

const emit = ({ bus }: CycleTools, drafts: Drafts, body: EventBody, cause: Event | undefined): Event => {
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
  const movie = fact.type === "MovieDowngraded" ? yield* drafts.movie(fact.movie) : undefined
  const event = emit(tools, drafts, fact, cause)
  if (fact.type === "EnrichmentRequested") shard.causes.set(fact.movie, event)
  if (fact.type === "MovieDowngraded" && movie !== undefined && lifecycle !== undefined) {
    yield* changes.forget(drafts, store, fact, { ...movie, lifecycle }, event.at)
  }
  if (fact.type === "MovieRestored") {
    const entry = (yield* store.bin(fact.plan)).find(({ movie }) => movie === fact.movie)
    if (entry !== undefined) changes.restore(drafts, store, entry, event.at)
  }
})

/** What a delivery brought about: facts are stated, a crash sends the movie to the sick bay with its event. */
const follow = Effect.fnUntraced(function* (
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

const crash = (
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

/** Changes of the record that need no decision by the machine: identity, edits, forgetting. */
const changeRecord = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  target: Target,
  event: Event
) {
  const { shard, store } = tools
  if (event.type === "MovieForgotten") {
    changes.forgetMovie(drafts, store, id)
    return shard.remove(id)
  }
  const aliases = target.hint?.aliases ?? []
  if (event.type !== "MovieEdited" && !isAboutIdentity.has(event.type) && aliases.length === 0) return
  const movie = yield* drafts.movie(id)
  if (movie === undefined) return
  if (event.type === "MovieEdited") return changes.edit(drafts, movie, event)
  const identity = identityAfter(movie.identity, event, aliases)
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

/** Undo: every movie of the plan hears what it was before. */
const handleUndo = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, plan: string, logged: LoggedEvent) {
  for (const entry of yield* tools.store.bin(plan)) {
    const hears = { type: "HousekeepingUndone", at: logged.event.at, before: entry.lifecycle, plan } as const
    yield* deliverTo(tools, drafts, entry.movie, { ref: entry.movie, hears }, logged)
  }
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
  const { event } = logged
  if (event.type === "HousekeepingRequested" && event.mode === "undo" && event.plan !== undefined) {
    yield* handleUndo(tools, drafts, event.plan, logged)
  }
  for (const target of targetsOf(event)) yield* handleTarget(tools, drafts, target, logged)
})

const failure = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.isFailure(exit) ? Cause.pretty(exit.cause).slice(0, 500) : "no reason given"

/** The end of a movie's work: what was learnt goes to the record, the machine decides what follows. */
export const handleFinished = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  finished: FinishedWork,
  now: number
) {
  const { shard } = tools
  const { movie: id, work, exit, ask } = finished
  const movie = yield* drafts.movie(id)
  if (movie === undefined) return shard.remove(id)
  const cause = causeFor(tools, drafts, id)
  const learnt = Exit.isSuccess(exit)
    ? { enrichment: exit.value, knowledge: changes.knowledgeAfter(movie, exit.value, ask.task, now) }
    : undefined
  const settlement =
    learnt === undefined
      ? failedSettlement(exit, now)
      : changes.settlementOf(movie, learnt.enrichment, learnt.knowledge, now)
  if (settlement === undefined) {
    if (shard.residents.get(id)?.work === work)
      crash(tools, drafts, id, failure(exit), { ...cause, at: now }, undefined)
    return
  }
  const delivery = shard.settle(drafts, id, work, () => work.send(settled(settlement)))
  if (delivery === undefined) return
  if (delivery.crash === undefined && learnt !== undefined)
    changes.learn(drafts, movie, learnt.enrichment, learnt.knowledge)
  yield* follow(tools, drafts, id, delivery, cause, undefined)
  if (delivery.crash === undefined) shard.sickBay.recovered(id)
  if (settlement.ok && shard.residents.get(id)?.work === undefined && !shard.desk.isQueued(id)) shard.causes.delete(id)
})

/** A failure as the machine hears it; undefined for a defect, which is a crash of the movie (RUN-3). */
const failedSettlement = (exit: FinishedWork["exit"], now: number): Settlement | undefined => {
  if (Exit.isSuccess(exit)) return undefined
  const [reason] = exit.cause.reasons
  if (reason?._tag !== "Fail") return undefined
  const { reason: word, detail, retryAt, candidates } = reason.error
  return { ok: false, at: now, reason: word, message: detail, retryAt, candidates: candidates ?? [] }
}

const redeliver = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, now: number) {
  const { shard, store } = tools
  const letters = shard.sickBay.discharge(drafts, store, id)
  for (const [place, { event, position }] of letters.entries()) {
    const target = targetsOf(event).find(({ ref }) => ref === id || !isMovieId(ref)) ?? { ref: id }
    const hears = target.hears
    const delivery =
      hears === undefined
        ? shard.wakeUp(drafts, id, "housekeeping")
        : shard.deliver(drafts, id, { ...hears, at: now }, laneOf(event))
    if (delivery.crash === undefined) yield* changeRecord(tools, drafts, id, target, event)
    yield* follow(tools, drafts, id, delivery, { ...event, at: now }, position)
    if (delivery.crash === undefined) continue
    for (const later of letters.slice(place + 1)) shard.sickBay.keep(drafts, id, later.position, later.event)
    return
  }
  if (shard.residents.get(id)?.work === undefined && !shard.desk.isQueued(id)) shard.sickBay.recovered(id)
})

/** A deadline has come: for a patient another chance, for a healthy movie what its record says. */
export const handleDue = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  at: number,
  now: number
) {
  const { shard } = tools
  const patient = shard.sickBay.patient(id)
  if (patient !== undefined) {
    if (patient.retryAt !== null && patient.retryAt <= now) yield* redeliver(tools, drafts, id, now)
    return
  }
  const lifecycle = drafts.lifecycle(id)
  if (lifecycle === undefined || !changes.isDue(lifecycle, at, now)) return
  const delivery = shard.wakeUp(drafts, id, "housekeeping")
  if (delivery.facts.length === 0 && delivery.crash === undefined) return
  yield* follow(tools, drafts, id, delivery, shard.causes.get(id), undefined)
})

/** Movies whose turn at the desk has come. */
export const handleTurn = (tools: CycleTools, drafts: Drafts, id: MovieId, lane: Lane): Step =>
  Effect.suspend(() => {
    const delivery = tools.shard.takeTurn(drafts, id, lane)
    if (delivery.facts.length === 0 && delivery.crash === undefined) return Effect.void
    return follow(tools, drafts, id, delivery, tools.shard.causes.get(id), undefined)
  })
