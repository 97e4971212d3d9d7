/**
 * Turns batches of the log into new statistics. Its memory (sessions, waiting uses) is a function of the last
 * `windowEvents` events and is read back from the log at the start, so that a restart counts nothing twice and loses nothing.
 *
 * A use is counted at once when its movie is there. Otherwise it waits. That it was counted shows in the record: from the
 * first use on `scoredAt` is set. So after a restart exactly those uses wait whose movie is missing or was never scored.
 */
import { Effect } from "effect"
import type { MovieId, MovieRef } from "../../domain/identity.ts"
import type { Statistics } from "../../domain/movie.ts"
import type { Batch } from "../event-bus.ts"
import { type LoggedEvent, Store, type StoreError } from "../store.ts"
import { makeRecentSessions, windowEvents } from "./recent-sessions.ts"
import { recordUse, type StatisticsSettings, type UseClaim, useClaimOf } from "./use.ts"
import { type LoggedUse, makeWaitingUses } from "./waiting-uses.ts"

export interface UseCounter {
  /** The statistics that change with this batch; empty when none do. */
  readonly count: (batch: Batch) => Effect.Effect<ReadonlyMap<MovieId, Statistics>, StoreError>
  /** Uses that wait for their movie, and uses whose movie never came. */
  readonly waiting: () => number
  readonly givenUp: () => number
}

const usesIn = (events: ReadonlyArray<LoggedEvent>): ReadonlyArray<LoggedUse> =>
  events.flatMap(({ event, position }) => {
    const claim = useClaimOf(event)
    return claim === undefined ? [] : [{ claim, position }]
  })

/** Looks every name up once per batch. */
const makeResolver = (store: Store["Service"]) => {
  const known = new Map<MovieRef, MovieId | undefined>()
  return Effect.fnUntraced(function* (claim: UseClaim) {
    for (const ref of claim.refs) {
      if (!known.has(ref)) known.set(ref, yield* store.resolve(ref))
      const movie = known.get(ref)
      if (movie !== undefined && store.has(movie)) return movie
    }
    return undefined
  })
}

interface ResolvedUse extends LoggedUse {
  readonly movie: MovieId | undefined
}

/** The newest match from the window on, also one that the tracker has yet to hear of: its effect is in the records already. */
const lastMatch = Effect.fnUntraced(function* (store: Store["Service"], cursor: number) {
  const to = Math.min(store.lastPosition(), cursor + windowEvents)
  let found = 0
  for (let from = Math.max(1, cursor - windowEvents + 1); from <= to; from += 1_024) {
    const events = yield* store.read(from, Math.min(1_024, to - from + 1))
    found = events.findLast(({ event }) => event.type === "MovieMatched")?.position ?? found
  }
  return found
})

/** Starts a counter whose memory is that of the log up to `cursor`. */
export const makeUseCounter = Effect.fnUntraced(function* (cursor: number, settings: StatisticsSettings) {
  const store = yield* Store
  const sessions = makeRecentSessions()
  const waiting = makeWaitingUses()
  let givenUp = 0

  const unscored = (movie: MovieId | undefined) =>
    movie === undefined || store.columns(movie)?.statistics.scoredAt === null

  const resolveAll = (uses: ReadonlyArray<LoggedUse>, resolve: ReturnType<typeof makeResolver>) =>
    Effect.forEach(uses, (use) => Effect.map(resolve(use.claim), (movie): ResolvedUse => ({ ...use, movie })))

  const add = (changed: Map<MovieId, Statistics>, use: ResolvedUse, position: number) => {
    const columns = use.movie === undefined ? undefined : store.columns(use.movie)
    if (columns === undefined) return waiting.add(use)
    waiting.remove(use)
    const before = changed.get(columns.id) ?? columns.statistics
    const { at, kind } = use.claim
    changed.set(columns.id, recordUse(before, { at, kind, ...sessions.see(use.claim, columns.id, position) }, settings))
  }

  const count = Effect.fnUntraced(function* (batch: Batch) {
    const resolve = makeResolver(store)
    const uses = yield* resolveAll(usesIn(batch.events), resolve)
    const mayEnd =
      batch.events.some(({ event }) => event.type === "MovieCreated") ||
      uses.some(({ movie }) => movie !== undefined && unscored(movie))
    const waited = mayEnd ? yield* resolveAll(waiting.all(), resolve) : []

    // Nothing is awaited from here on: a batch is counted as a whole, or asked for again as a whole.
    const changed = new Map<MovieId, Statistics>()
    const first = batch.events[0]?.position ?? batch.last
    for (const use of waited) if (use.movie !== undefined) add(changed, use, first)
    for (const use of uses) add(changed, use, use.position)
    givenUp += waiting.expire(batch.last)
    return changed
  })

  // A match takes names away: what was counted by them before looks as if its movie had never come.
  const matchedAt = yield* lastMatch(store, cursor)

  const remember = Effect.fnUntraced(function* (from: number) {
    const events = yield* store.read(from, Math.min(1_024, cursor - from + 1))
    const uses = yield* resolveAll(usesIn(events), makeResolver(store))
    for (const use of uses) {
      if (use.position < matchedAt && (use.movie === undefined || unscored(use.movie))) continue
      if (use.movie === undefined || unscored(use.movie)) waiting.add(use)
      else sessions.see(use.claim, use.movie, use.position)
    }
    return events.at(-1)?.position ?? cursor
  })

  for (let from = Math.max(1, cursor - windowEvents + 1); from <= cursor;) from = (yield* remember(from)) + 1

  const counter: UseCounter = { count, waiting: waiting.size, givenUp: () => givenUp }
  return counter
})
