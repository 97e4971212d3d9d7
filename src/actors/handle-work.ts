/**
 * What reaches a movie besides events: the end of its work, its turn at the desk, a deadline, and what waited for it while
 * it was ill.
 */
import { Cause, Effect, Exit } from "effect"
import type { Event } from "../domain/event.ts"
import type { Alias, MovieId } from "../domain/identity.ts"
import type { Movie } from "../domain/movie.ts"
import type { Settlement } from "../machines/movie-events.ts"
import { findMovie } from "./births.ts"
import type { Drafts } from "./drafts.ts"
import { settled } from "./enrich-work.ts"
import { causeFor, crash, type CycleTools, follow, type Step } from "./follow.ts"
import { changeRecord, targetsIn } from "./handle-event.ts"
import { claimsOf, contradiction, settleClaims } from "./provider-claims.ts"
import { addNames } from "./movie-names.ts"
import * as changes from "./record-changes.ts"
import { laneOf, type Target } from "./routing.ts"
import type { FinishedWork, Turn } from "./work-desk.ts"

const failure = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.isFailure(exit) ? Cause.pretty(exit.cause).slice(0, 500) : "no reason given"

const learntFrom = (movie: Movie, { ask, exit }: FinishedWork, now: number) =>
  Exit.isSuccess(exit)
    ? { enrichment: exit.value, knowledge: changes.knowledgeAfter(movie, exit.value, ask.task, now) }
    : undefined

/** The end of a movie's work: what was learnt goes to the record, the machine decides what follows. */
export const handleFinished = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  finished: FinishedWork,
  now: number
) {
  const { shard } = tools
  const { movie: id, work, exit } = finished
  const movie = yield* drafts.movie(id)
  if (movie === undefined) {
    if (Exit.isSuccess(exit)) changes.discard(drafts, id, exit.value)
    return shard.remove(id)
  }
  const cause = causeFor(tools, drafts, id)
  const claims = yield* claimsOf(drafts, movie, namesIn(exit))
  const refused = claims.length === 0 ? undefined : contradiction(movie, claims, now)
  if (refused !== undefined && Exit.isSuccess(exit)) changes.discard(drafts, id, exit.value)
  const learnt = refused === undefined ? learntFrom(movie, finished, now) : undefined
  const settlement =
    learnt === undefined
      ? (refused ?? failedSettlement(exit, now))
      : changes.settlementOf(movie, learnt.enrichment, learnt.knowledge, now)
  if (settlement === undefined) {
    if (shard.residents.get(id)?.work === work)
      crash(tools, drafts, id, failure(exit), { ...cause, at: now }, undefined)
    return
  }
  const delivery = shard.settle(drafts, id, work, () => work.send(settled(settlement)))
  if (learnt !== undefined) {
    if (delivery === undefined || delivery.crash !== undefined) changes.discard(drafts, id, learnt.enrichment)
    else yield* changes.learn(drafts, movie, learnt.enrichment, learnt.knowledge)
  }
  if (delivery === undefined) return
  yield* follow(tools, drafts, id, delivery, cause, undefined)
  if (delivery.crash === undefined) shard.sickBay.recovered(id)
  if (refused === undefined && delivery.crash === undefined) {
    if (learnt === undefined) yield* addNames(drafts, id, namesIn(exit))
    yield* settleClaims(tools, drafts, id, claims, cause)
  }
  if (settlement.ok && shard.residents.get(id)?.work === undefined && !shard.desk.isQueued(id)) shard.causes.delete(id)
})

/** What the movie is called, as a success tells, and sometimes a failure: then the next try goes by that name. */
const namesIn = (exit: FinishedWork["exit"]): ReadonlyArray<Alias> => {
  if (Exit.isSuccess(exit)) return exit.value.aliases
  const [reason] = exit.cause.reasons
  return reason?._tag === "Fail" ? (reason.error.aliases ?? []) : []
}

/** A failure as the machine hears it; undefined for a defect, which is a crash of the movie (RUN-3). */
const failedSettlement = (exit: FinishedWork["exit"], now: number): Settlement | undefined => {
  if (Exit.isSuccess(exit)) return undefined
  const [reason] = exit.cause.reasons
  if (reason?._tag !== "Fail") return undefined
  const { reason: word, detail, retryAt, candidates } = reason.error
  return { ok: false, at: now, reason: word, message: detail, retryAt, candidates: candidates ?? [] }
}

/** Of all that a letter is for, what is for this movie. */
const targetFor = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, event: Event) {
  for (const target of yield* targetsIn(tools, event)) {
    const hint = target.hint
    const found = hint === undefined ? yield* drafts.resolve(target.ref) : yield* findMovie(drafts, hint)
    if (found === id) return target
  }
  return { ref: id } satisfies Target as Target
})

const redeliver = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, now: number) {
  const { shard, store } = tools
  const letters = shard.sickBay.discharge(drafts, store, id)
  for (const [place, { event, position }] of letters.entries()) {
    const target = yield* targetFor(tools, drafts, id, event)
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
  // A deadline that came while the movie was ill was passed over.
  shard.schedule(drafts, id, now)
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
export const handleTurn = (tools: CycleTools, drafts: Drafts, turn: Turn): Step =>
  Effect.suspend(() => {
    const { movie } = turn
    const delivery = tools.shard.takeTurn(drafts, turn)
    if (delivery.facts.length === 0 && delivery.crash === undefined) return Effect.void
    return follow(tools, drafts, movie, delivery, tools.shard.causes.get(movie), undefined)
  })
