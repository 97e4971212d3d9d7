/**
 * Two movies become one: the kept one goes by all names of both, and has files, use, pin and edits of both. The other leaves
 * the library with its work; what both were is kept in the journal, so that it can be taken back.
 */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { isAtLeast } from "../domain/level.ts"
import type { ImageEntry, Lifecycle, Movie } from "../domain/movie.ts"
import { defaultMovieSettings } from "../machines/movie-context.ts"
import type { MovieEvent } from "../machines/movie-events.ts"
import { mergedIdentity, mergedKnowledge, titledBy } from "../services/identity/merged-record.ts"
import { mergedStatistics } from "../services/statistics/merge-statistics.ts"
import type { LoggedEvent } from "../services/store.ts"
import type { Drafts } from "./drafts.ts"
import { type CycleTools, emit, follow } from "./follow.ts"
import { holdStatistics, keepBefore, mergeName, wholeMovie } from "./keep-before.ts"
import { mayBecome } from "./movie-names.ts"
import * as changes from "./record-changes.ts"
import { laneOf } from "./routing.ts"

/** Pictures that the kept movie lacks become its own; the same file is then listed twice, and the first entry doomed. */
const moveImages = (drafts: Drafts, kept: MovieId, images: ReadonlyArray<ImageEntry>): void => {
  const held = new Set(drafts.imagesOf(kept).flatMap(({ doomed, kind, size }) => (doomed ? [] : [`${kind} ${size}`])))
  for (const image of images) {
    if (!held.has(`${image.kind} ${image.size}`)) changes.show(drafts, { ...image, movie: kept })
  }
}

const moveRelations = Effect.fnUntraced(function* (drafts: Drafts, kept: MovieId, gone: MovieId) {
  const theirs = yield* drafts.relations(gone)
  if (theirs === undefined || (yield* drafts.relations(kept)) !== undefined) return
  drafts.addPeople(yield* changes.peopleIn(drafts, theirs))
  drafts.setRelations({ ...theirs, movie: kept })
})

/** What the other's actor knew and the kept one's does not: a pin, a playback, a demand. It hears them like any event. */
const inheritance = (kept: Lifecycle, gone: Lifecycle, at: number): ReadonlyArray<MovieEvent> => [
  ...(gone.pinned && !kept.pinned ? [{ type: "MoviePinned", at } as const] : []),
  ...((gone.playingUntil ?? 0) > Math.max(at, kept.playingUntil ?? 0)
    ? [playedAt(gone.playingUntil! - defaultMovieSettings.playingMs)]
    : []),
  ...(isAtLeast(kept.wanted, gone.wanted) ? [] : [{ type: "MovieRequested", at, level: gone.wanted } as const])
]

const playedAt = (at: number) => ({ type: "PlaybackStarted", at, level: "initial" }) as const

const inherit = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  gone: Lifecycle,
  event: Event
) {
  const { shard } = tools
  const lifecycle = drafts.lifecycle(id)
  if (lifecycle === undefined) return
  const hears = inheritance(lifecycle, gone, event.at)
  // A patient is not spoken to; it finds in its record what it would have heard.
  if (shard.sickBay.patient(id) !== undefined) {
    const wanted = isAtLeast(lifecycle.wanted, gone.wanted) ? lifecycle.wanted : gone.wanted
    drafts.patch(id).lifecycle = { ...lifecycle, wanted, pinned: lifecycle.pinned || gone.pinned }
    return
  }
  for (const each of hears) {
    if (shard.sickBay.patient(id) !== undefined) return
    yield* follow(tools, drafts, id, shard.deliver(drafts, id, each, laneOf(event)), event, undefined)
  }
})

/** The other movie leaves; events that waited for it are handed over. */
const leave = (tools: CycleTools, drafts: Drafts, id: MovieId): ReadonlyArray<LoggedEvent> => {
  const { shard, store } = tools
  changes.forgetMovie(drafts, id)
  const letters = shard.sickBay.discharge(drafts, store, id)
  shard.sickBay.recovered(id)
  shard.remove(id)
  // Position 0 stands for work in flight, which is dropped; the demand behind it is inherited.
  return letters.filter(({ position }) => position > 0)
}

const wordOf = (event: Event, reason: string) => ({
  at: event.at,
  by: "by" in event ? (event.by ?? null) : null,
  reason,
  event: event.id
})

/** Not if one movie cannot hold the names and files of both: none may be lost. */
export const mayMerge = (tools: CycleTools, kept: Movie, gone: Movie, event: Event) =>
  mayBecome(tools, kept.id, kept.identity, mergedIdentity(kept, gone, wordOf(event, "")), event)

/**
 * Merges `gone` into `kept` because of the event, which names the undo. Gives the events that waited for the movie that
 * left: the caller delivers them. Nothing happens when one of the two is not there, or both are the same.
 */
export const mergeMovies = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  ids: { readonly kept: MovieId; readonly gone: MovieId },
  event: Event,
  reason: string
) {
  yield* holdStatistics(tools)
  const kept = yield* wholeMovie(drafts, ids.kept)
  const gone = yield* wholeMovie(drafts, ids.gone)
  if (kept === undefined || gone === undefined || kept.id === gone.id) return []
  if (!(yield* mayMerge(tools, kept, gone, event))) return []
  const name = mergeName(event.id)
  yield* keepBefore(drafts, name, gone, event.at)
  yield* keepBefore(drafts, name, kept, event.at)
  moveImages(
    drafts,
    kept.id,
    drafts.imagesOf(gone.id).filter(({ doomed }) => !doomed)
  )
  yield* moveRelations(drafts, kept.id, gone.id)
  const knowledge = mergedKnowledge(kept.knowledge, gone.knowledge)
  const patch = drafts.patch(kept.id)
  patch.knowledge = knowledge
  patch.statistics = mergedStatistics(kept.statistics, gone.statistics, tools.halfLifeMs)
  const letters = leave(tools, drafts, gone.id)
  drafts.setIdentity(kept.id, titledBy(mergedIdentity(kept, gone, wordOf(event, reason)), knowledge))
  yield* inherit(tools, drafts, kept.id, gone.lifecycle, event)
  return letters
})

/** The library itself finds that two movies are one, and says so. */
export const mergeByItself = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  [kept, gone]: readonly [Movie, Movie],
  cause: Event,
  reason: string
) {
  if (!(yield* mayMerge(tools, kept, gone, cause))) return []
  const body = { type: "MoviesMerged", movie: kept.id, merged: gone.id, reason, origin: "library" } as const
  const event = emit(tools, drafts, body, cause)
  return yield* mergeMovies(tools, drafts, { kept: kept.id, gone: gone.id }, event, reason)
})
