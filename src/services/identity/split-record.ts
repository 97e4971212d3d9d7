/**
 * One movie that is two again. The one that comes back gets what it brought: names, files and edits that are still there,
 * and its statistics as they were. What came since stays with the other. Pure.
 */
import { type FieldName, fieldNames, type Knowledge } from "../../domain/knowledge.ts"
import { editField, undoEdit } from "../../domain/merge-knowledge.ts"
import type { Identity, Movie, Statistics } from "../../domain/movie.ts"
import { statisticsWithout } from "../statistics/merge-statistics.ts"
import { titledBy, withRare } from "./merged-record.ts"

/** A movie as it was when the two were put together. */
export type Before = Pick<Movie, "id" | "identity" | "knowledge" | "statistics">

export interface Halves {
  readonly kept: Pick<Movie, "identity" | "knowledge" | "statistics">
  readonly gone: Pick<Movie, "identity" | "knowledge" | "statistics">
}

const comingBack = (sum: Movie, gone: Before): Identity => {
  const { aliases, files, merged } = sum.identity
  const own = new Set(merged?.map(({ event }) => event))
  const { identity } = gone
  return withRare(
    {
      ...identity,
      aliases: identity.aliases.filter((alias) => aliases.includes(alias)),
      files: identity.files.flatMap(({ path }) => files.find((file) => file.path === path) ?? [])
    },
    {
      ...identity,
      merged: (identity.merged ?? []).filter(({ event }) => own.has(event)),
      apart: [...(identity.apart ?? []), sum.id]
    }
  )
}

const staying = (sum: Movie, gone: Before, back: Identity, before: Before | undefined): Identity => {
  const { identity } = sum
  const theirFiles = new Set(back.files.map(({ path }) => path))
  const theirMerged = new Set([gone.id, ...(back.merged ?? []).map(({ id }) => id)])
  const isTheirPin = identity.pin !== null && identity.pin.at === gone.identity.pin?.at
  const isTheirMatch = identity.match !== undefined && identity.match.event === gone.identity.match?.event
  const pin = isTheirPin ? (before?.identity.pin ?? null) : identity.pin
  const rare = {
    ...identity,
    merged: (identity.merged ?? []).filter(({ id }) => !theirMerged.has(id)),
    apart: [...(identity.apart ?? []), gone.id]
  }
  const { match, ...unmatched } = rare
  return withRare(
    {
      ...identity,
      aliases: identity.aliases.filter((alias) => !back.aliases.includes(alias)),
      createdAt: before?.id === sum.id ? before.identity.createdAt : identity.createdAt,
      files: identity.files.filter(({ path }) => !theirFiles.has(path)),
      pin
    },
    isTheirMatch || match === undefined ? unmatched : { ...unmatched, match }
  )
}

/** An edit that came with the other movie goes with it, and the one that it outdid shows again. */
const withoutEdits = (sum: Knowledge, gone: Knowledge, before: Knowledge | undefined): Knowledge => {
  const undone = (knowledge: Knowledge, field: FieldName): Knowledge => {
    const [shown, theirs, ours] = [knowledge.fields[field], gone.fields[field], before?.fields[field]]
    const isTheirs = shown?.source === "person" && theirs?.source === "person" && shown.fetchedAt === theirs.fetchedAt
    if (!isTheirs || (ours?.source === "person" && ours.fetchedAt === shown.fetchedAt)) return knowledge
    if (ours?.source !== "person") return undoEdit(knowledge, field)
    return editField(knowledge, field, ours.value, ours.fetchedAt)
  }
  return fieldNames.reduce(undone, sum)
}

/** The movie without a part that had been merged into it and has left since, on a way of its own. */
export const withoutPart = (movie: Before, part: Before, halfLifeMs: number): Before => {
  const { identity } = movie
  const paths = new Set(part.identity.files.map(({ path }) => path))
  return {
    id: movie.id,
    identity: {
      ...identity,
      aliases: identity.aliases.filter((alias) => !part.identity.aliases.includes(alias)),
      files: identity.files.filter(({ path }) => !paths.has(path))
    },
    knowledge: withoutEdits(movie.knowledge, part.knowledge, undefined),
    statistics: statisticsWithout(movie.statistics, part.statistics, undefined, halfLifeMs)
  }
}

/** Nothing is made out of nothing: what comes back was in the sum. */
const atMost = (part: Statistics, sum: Statistics): Statistics => ({
  ...part,
  viewCount: Math.min(part.viewCount, sum.viewCount),
  searchHits: Math.min(part.searchHits, sum.searchHits),
  shown: Math.min(part.shown, sum.shown),
  plays: Math.min(part.plays, sum.plays)
})

/** Uses from before the split are counted: without this mark they would be waited for once more after a restart. */
export const countedUpTo = (statistics: Statistics, at: number): Statistics => ({
  ...statistics,
  scoredAt: statistics.scoredAt ?? at
})

/** The two records. `before` is the kept movie as it was when they were put together. */
export const splitRecord = (
  sum: Movie,
  gone: Before,
  before: Before | undefined,
  at: number,
  halfLifeMs: number
): Halves => {
  const back = comingBack(sum, gone)
  const knowledge = withoutEdits(sum.knowledge, gone.knowledge, before?.knowledge)
  const same = before?.id === sum.id ? before.statistics : undefined
  return {
    kept: {
      identity: titledBy(staying(sum, gone, back, before), knowledge),
      knowledge,
      statistics: statisticsWithout(sum.statistics, gone.statistics, same, halfLifeMs)
    },
    gone: {
      identity: back,
      knowledge: gone.knowledge,
      statistics: countedUpTo(atMost(gone.statistics, sum.statistics), at)
    }
  }
}
