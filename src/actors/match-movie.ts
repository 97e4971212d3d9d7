/**
 * A person says which film a movie is, or takes that back. What was known of the wrong film leaves the record and stays in
 * the journal; when the right one is a movie here already, the two become one.
 */
import { Effect } from "effect"
import type { EventOf } from "../domain/event.ts"
import type { Alias, MovieId } from "../domain/identity.ts"
import { isAtLeast, knownLevel } from "../domain/level.ts"
import type { MatchWord, Movie } from "../domain/movie.ts"
import { demandOf, isConfirmed, matchedRecord, unmatchedRecord } from "../services/identity/matched-record.ts"
import { withRare } from "../services/identity/merged-record.ts"
import type { BinEntry, LoggedEvent } from "../services/store.ts"
import type { Drafts } from "./drafts.ts"
import { type CycleTools, follow } from "./follow.ts"
import { keepBefore, matchName } from "./keep-before.ts"
import { mayMerge, mergeMovies } from "./merge-movies.ts"
import * as changes from "./record-changes.ts"
import { laneOf } from "./routing.ts"
import { splitMovie } from "./split-movie.ts"

type Matched = EventOf<"MovieMatched">
type Pieces = Pick<Movie, "identity" | "knowledge" | "lifecycle">

/** The record is another one, and with it the actor: work for the wrong film is dropped. */
const becomes = (tools: CycleTools, drafts: Drafts, id: MovieId, pieces: Pieces): void => {
  tools.shard.remove(id)
  const patch = drafts.patch(id)
  patch.knowledge = pieces.knowledge
  patch.lifecycle = pieces.lifecycle
  drafts.setIdentity(id, pieces.identity)
}

const goOn = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, event: Matched) {
  const { shard } = tools
  const lifecycle = drafts.lifecycle(id)
  if (lifecycle === undefined || shard.sickBay.patient(id) !== undefined) return
  const isDone = isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), lifecycle.wanted)
  if (isDone || lifecycle.retryAt !== null) return shard.schedule(drafts, id, event.at)
  yield* follow(tools, drafts, id, shard.wakeUp(drafts, id, laneOf(event)), event, undefined)
})

const change = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  movie: Movie,
  match: MatchWord,
  event: Matched
) {
  yield* keepBefore(drafts, matchName(event.id), movie, event.at)
  const pieces = matchedRecord(movie, match)
  if (isConfirmed(movie, match.to)) return drafts.setIdentity(movie.id, pieces.identity)
  changes.doom(drafts, movie.id, () => true)
  if ((yield* drafts.relations(movie.id)) !== undefined) drafts.setRelations({ movie: movie.id, forgotten: true })
  becomes(tools, drafts, movie.id, pieces)
})

/** A person's word outranks an earlier one: what was kept apart may be one again. */
const noLongerApart = Effect.fnUntraced(function* (drafts: Drafts, a: MovieId, b: MovieId) {
  for (const [id, other] of [
    [a, b],
    [b, a]
  ] as const) {
    const movie = yield* drafts.movie(id)
    const apart = movie?.identity.apart
    if (movie === undefined || apart?.includes(other) !== true) continue
    const rare = { ...movie.identity, apart: apart.filter((each) => each !== other) }
    drafts.setIdentity(id, withRare(movie.identity, rare))
  }
})

const nothing: ReadonlyArray<LoggedEvent> = []

const match = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  movie: Movie,
  to: Alias | null,
  event: Matched
) {
  const word: MatchWord = { at: event.at, by: event.by ?? null, to, event: event.id }
  const owner = to === null ? undefined : yield* drafts.resolve(to)
  if (owner === undefined || owner === movie.id) {
    yield* change(tools, drafts, movie, word, event)
    yield* goOn(tools, drafts, movie.id, event)
    return nothing
  }
  const film = yield* drafts.movie(owner)
  if (film === undefined || !(yield* mayMerge(tools, film, movie, event))) return nothing
  yield* noLongerApart(drafts, movie.id, owner)
  yield* change(tools, drafts, movie, { ...word, to: null }, event)
  // Who wanted this movie wants the one that it turns out to be.
  const lifecycle = drafts.lifecycle(movie.id) ?? movie.lifecycle
  drafts.patch(movie.id).lifecycle = { ...lifecycle, wanted: demandOf(movie) }
  const reason = `a person said that it is ${to}`
  const letters = yield* mergeMovies(tools, drafts, { kept: owner, gone: movie.id }, event, reason)
  const kept = yield* drafts.movie(owner)
  if (kept !== undefined) drafts.setIdentity(owner, withRare(kept.identity, { ...kept.identity, match: word }))
  return letters
})

const restored = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  movie: Movie,
  before: Required<BinEntry>,
  event: Matched
) {
  const taken = yield* Effect.filter(before.identity.aliases, (alias) =>
    Effect.map(drafts.resolve(alias), (owner) => owner !== undefined && owner !== movie.id)
  )
  const pieces = unmatchedRecord(movie, before, (alias) => !taken.includes(alias))
  if (pieces.knowledge === movie.knowledge) return drafts.setIdentity(movie.id, pieces.identity)
  changes.doom(drafts, movie.id, () => true)
  becomes(tools, drafts, movie.id, pieces)
  changes.restore(drafts, before, pieces.knowledge, event.at)
  if (before.relations === null) drafts.setRelations({ movie: movie.id, forgotten: true })
  const knowledge = drafts.patch(movie.id).knowledge ?? pieces.knowledge
  drafts.patch(movie.id).lifecycle = { ...pieces.lifecycle, ...changes.deadlinesOf(knowledge) }
})

const isWhole = (entry: BinEntry | undefined): entry is Required<BinEntry> => entry?.identity !== undefined

const takeBack = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, movie: Movie, event: Matched) {
  const word = movie.identity.match
  if (word === undefined) return nothing
  const merged = movie.identity.merged?.find((each) => each.event === word.event)
  const { at, causedBy, firstCause, id } = event
  if (merged !== undefined) {
    const split = { type: "MovieSplit", movie: movie.id, merged: merged.id, id, at, causedBy, firstCause } as const
    yield* splitMovie(tools, drafts, movie.id, split)
    yield* dropWord(drafts, movie.id, word)
  }
  const target = yield* drafts.movie(merged?.id ?? movie.id)
  const before = (yield* drafts.kept(matchName(word.event))).find((entry) => entry.movie === target?.id)
  if (target === undefined || !isWhole(before)) return nothing
  yield* restored(tools, drafts, target, before, event)
  yield* goOn(tools, drafts, target.id, event)
  return nothing
})

/** The word went with the movie that it was said of. */
const dropWord = Effect.fnUntraced(function* (drafts: Drafts, id: MovieId, word: MatchWord) {
  const movie = yield* drafts.movie(id)
  if (movie?.identity.match?.event !== word.event) return
  const { match: _taken, ...rest } = movie.identity
  drafts.setIdentity(id, rest)
})

/** Gives the events that waited for a movie that left: the caller delivers them. */
export const matchMovie = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, event: Matched) {
  const movie = yield* drafts.movie(id)
  if (movie === undefined) return nothing
  if (event.undo === true) return yield* takeBack(tools, drafts, movie, event)
  return event.to === undefined ? nothing : yield* match(tools, drafts, movie, event.to, event)
})

/** A person merges two movies; what kept them apart is over. */
export const mergeOnWord = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  kept: MovieId,
  event: EventOf<"MoviesMerged">
) {
  const gone = yield* drafts.resolve(event.merged)
  if (gone === undefined || gone === kept) return nothing
  yield* noLongerApart(drafts, kept, gone)
  return yield* mergeMovies(tools, drafts, { kept, gone }, event, event.reason ?? "a person said so")
})
