/** One movie becomes two: a merge is taken back, or one of its files is a film of its own. A person says so. */
import { Effect } from "effect"
import type { EventOf } from "../domain/event.ts"
import { aliasOf, type MovieId } from "../domain/identity.ts"
import { isAtLeast, knownLevel } from "../domain/level.ts"
import { newStatistics, type ImageEntry, type Lifecycle, type Movie } from "../domain/movie.ts"
import { fileHint } from "../services/identity/file-hint.ts"
import { withRare } from "../services/identity/merged-record.ts"
import { type Before, countedUpTo, splitRecord, withoutPart } from "../services/identity/split-record.ts"
import type { BinEntry } from "../services/store.ts"
import { bornFrom } from "./births.ts"
import type { Drafts } from "./drafts.ts"
import { type CycleTools, emit, follow } from "./follow.ts"
import { holdStatistics, mergeName, wholeMovie } from "./keep-before.ts"
import { mayBecome } from "./movie-names.ts"
import * as changes from "./record-changes.ts"
import { laneOf } from "./routing.ts"

type Split = EventOf<"MovieSplit">

const beforeOf = (entry: BinEntry | undefined): Before | undefined => {
  if (entry?.identity === undefined || entry.statistics === undefined) return undefined
  return { id: entry.movie, identity: entry.identity, knowledge: entry.knowledge, statistics: entry.statistics }
}

/** A picture of the one that comes back is its own again if the other still shows the very file; others are gaps. */
const giveBackImages = (drafts: Drafts, kept: MovieId, gone: MovieId, images: ReadonlyArray<ImageEntry>): void => {
  const shown = new Map(drafts.imagesOf(kept).flatMap((image) => (image.doomed ? [] : [[image.file, image] as const])))
  for (const image of images) {
    const held = shown.get(image.file)
    if (held === undefined) continue
    drafts.images.push({ ...image, movie: gone, doomed: false })
  }
}

/** Pictures that came with the other movie go with it. */
const takeImages = (drafts: Drafts, kept: MovieId, theirs: ReadonlyArray<ImageEntry>) => {
  const fetched = new Map(theirs.map(({ fetchedAt, file }) => [file, fetchedAt]))
  changes.doom(drafts, kept, ({ fetchedAt, file }) => fetched.get(file) === fetchedAt)
}

/** Lets a movie go on with what its record says: work that was wanted, or its next deadline. */
export const resume = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, event: Split) {
  const { shard } = tools
  const lifecycle = drafts.lifecycle(id)
  if (lifecycle === undefined) return
  const isDone = isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), lifecycle.wanted)
  if (isDone || lifecycle.retryAt !== null) return shard.schedule(drafts, id, event.at)
  yield* follow(tools, drafts, id, shard.wakeUp(drafts, id, laneOf(event)), event, undefined)
})

/** Of what had been merged into a movie before it was merged itself, what has left since: each on its own, not inside another. */
const partsThatLeft = Effect.fnUntraced(function* (drafts: Drafts, sum: Movie, theirs: BinEntry) {
  const here = new Set(sum.identity.merged?.map(({ event }) => event))
  const left = (theirs.identity?.merged ?? []).filter(({ event }) => !here.has(event))
  const entries: Array<BinEntry> = []
  for (const { event, id } of left) {
    const entry = (yield* drafts.kept(mergeName(event))).find(({ movie }) => movie === id)
    if (entry !== undefined) entries.push(entry)
  }
  const inside = new Set(entries.flatMap(({ identity }) => (identity?.merged ?? []).map(({ id }) => id)))
  return entries.filter(({ movie }) => !inside.has(movie)).flatMap((entry) => beforeOf(entry) ?? [])
})

const withPin = (lifecycle: Lifecycle, isPinned: boolean): Lifecycle => ({ ...lifecycle, pinned: isPinned })

const unmerge = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  sum: Movie,
  [theirs, ours]: readonly [BinEntry, BinEntry | undefined],
  event: Split
) {
  const whole = beforeOf(theirs)
  if (whole === undefined) return
  const parts = yield* partsThatLeft(drafts, sum, theirs)
  const gone = parts.reduce((movie, part) => withoutPart(movie, part, tools.halfLifeMs), whole)
  const halves = splitRecord(sum, gone, beforeOf(ours), event.at, tools.halfLifeMs)
  const lifecycle = withPin(theirs.lifecycle, halves.gone.identity.pin !== null)
  drafts.revive(gone.id, { ...halves.gone, lifecycle })
  giveBackImages(drafts, sum.id, gone.id, theirs.images ?? [])
  changes.restore(drafts, { ...theirs, knowledge: gone.knowledge }, gone.knowledge, event.at)
  const knowledge = drafts.patch(gone.id).knowledge ?? halves.gone.knowledge
  drafts.patch(gone.id).lifecycle = { ...lifecycle, ...changes.deadlinesOf(knowledge) }
  takeImages(drafts, sum.id, theirs.images ?? [])
  const patch = drafts.patch(sum.id)
  patch.knowledge = halves.kept.knowledge
  patch.statistics = halves.kept.statistics
  drafts.setIdentity(sum.id, halves.kept.identity)
  if (sum.identity.pin !== null && halves.kept.identity.pin === null) yield* unpin(tools, drafts, sum.id, event)
  emit(tools, drafts, { type: "MovieRestored", movie: gone.id, to: lifecycle.state, plan: theirs.plan }, event)
  yield* resume(tools, drafts, gone.id, event)
})

const unpin = (tools: CycleTools, drafts: Drafts, id: MovieId, event: Split) => {
  const lifecycle = drafts.lifecycle(id)
  if (lifecycle !== undefined && tools.shard.sickBay.patient(id) !== undefined) {
    drafts.patch(id).lifecycle = withPin(lifecycle, false)
    return Effect.void
  }
  const hears = { type: "MovieUnpinned", at: event.at } as const
  return follow(tools, drafts, id, tools.shard.deliver(drafts, id, hears, laneOf(event)), event, undefined)
}

/** The file begins a life of its own, with nothing but its name; a match says which film it is. */
const splitFile = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  movie: Movie,
  path: string,
  event: Split
) {
  const { identity } = movie
  const file = identity.files.find((each) => each.path === path)
  if (file === undefined) return
  const alias = aliasOf("file", path)
  const { title, year } = fileHint({ path, at: event.at })
  const named = { ...(title !== undefined && { title }), ...(year !== undefined && { year }) }
  const born = yield* bornFrom(drafts, { movie: alias, ...named }, event, [file])
  drafts.patch(born.id).statistics = countedUpTo(newStatistics, event.at)
  drafts.setIdentity(born.id, withRare(born.identity, { apart: [movie.id] }))
  const rare = { ...identity, apart: [...(identity.apart ?? []), born.id] }
  const files = identity.files.filter((each) => each !== file)
  const aliases = identity.aliases.filter((each) => each !== alias)
  drafts.setIdentity(movie.id, withRare({ ...identity, aliases, files }, rare))
  const { aliases: names, title: called, year: from } = born.identity
  emit(tools, drafts, { type: "MovieCreated", movie: born.id, aliases: names, title: called, year: from }, event)
})

/** What is taken from a movie is kept apart from it for good: the list of those has an end. */
const mayBeApart = (tools: CycleTools, { id, identity }: Movie, event: Split) => {
  const apart = [...(identity.apart ?? []), event.merged ?? id]
  return mayBecome(tools, id, identity, { ...identity, apart }, event)
}

/** Nothing happens when there is no such merge or file: it was taken back before. */
export const splitMovie = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, event: Split) {
  yield* holdStatistics(tools)
  const movie = yield* wholeMovie(drafts, id)
  if (movie === undefined || !(yield* mayBeApart(tools, movie, event))) return
  if (event.file !== undefined) return yield* splitFile(tools, drafts, movie, event.file, event)
  const merged = movie.identity.merged?.find((each) => each.id === event.merged)
  if (merged === undefined) return
  const entries = yield* drafts.kept(mergeName(merged.event))
  const theirs = entries.find((entry) => entry.movie === merged.id)
  const ours = entries.find((entry) => entry.movie !== merged.id)
  if (theirs !== undefined) yield* unmerge(tools, drafts, movie, [theirs, ours], event)
})
