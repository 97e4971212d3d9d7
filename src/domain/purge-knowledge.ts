/**
 * What is left of a movie when everything that came from one provider goes: its values, shown or behind another one, and the
 * level that still holds without them (LIFE-1). Edits of a person stay (LIFE-7). Pure.
 */
import type { FieldName, Gap, Knowledge, Source } from "./knowledge.ts"
import { isAtLeast, type Kept, knownLevel, type Level, levels } from "./level.ts"
import { expireProvider, forgetAbove, forgetPiece, knowledgeLevelHolds, oldestFetch } from "./merge-knowledge.ts"
import type { Lifecycle, Movie } from "./movie.ts"
import { pieces, piecesUpTo } from "./pieces.ts"
import { refreshAgeMs } from "./terms.ts"
import type { PurgedProvider } from "./event.ts"

/** Everything from TMDB and its image host is under TMDB's terms; the others have a source of their own. */
const sourcesOf: Record<PurgedProvider, ReadonlyArray<Source>> = {
  tmdb: ["tmdb"],
  imdb: ["imdb"],
  wikidata: ["wikidata"],
  wikipedia: ["wikipedia"],
  images: []
}

export const purgesImages = (provider: PurgedProvider): boolean => provider === "tmdb" || provider === "images"

const pictures = [pieces.poster, pieces.images]

/** How many values a provider has given, shown or behind another one; pictures not counted. */
export const valuesFrom = ({ fields }: Knowledge, provider: PurgedProvider): number => {
  const sources = new Set<Source>(sourcesOf[provider])
  return Object.values(fields).reduce(
    (sum, { previous, source }) =>
      sum + (sources.has(source) ? 1 : 0) + (previous !== undefined && sources.has(previous.source) ? 1 : 0),
    0
  )
}

/** A piece that is gone is a gap that is due: it comes back when somebody asks, and not by itself. */
const gapFor = (piece: string, provider: PurgedProvider, at: number): Gap => ({
  piece,
  reason: `purged: ${provider}`,
  attempts: 0,
  nextTryAt: at
})

const isThere = (knowledge: Knowledge, fields: ReadonlyArray<FieldName>): boolean =>
  fields.every((field) => knowledge.fields[field] !== undefined)

const withoutValues = (knowledge: Knowledge, provider: PurgedProvider, level: Level, at: number): Knowledge => {
  const bare = sourcesOf[provider].reduce((left, source) => expireProvider(left, source, Infinity), knowledge)
  const unseen = purgesImages(provider)
    ? pictures
        .filter(({ fields }) => fields.some((field) => knowledge.fields[field] !== undefined))
        .reduce((left, { name }) => forgetPiece(left, gapFor(name, provider, at)), bare)
    : bare
  const lost = piecesUpTo(level).filter(
    ({ fields, name, required }) =>
      !required &&
      isThere(knowledge, fields) &&
      !isThere(unseen, fields) &&
      !unseen.gaps.some(({ piece }) => piece === name)
  )
  const within = new Set(piecesUpTo(level).map(({ name }) => name))
  const gaps = [...unseen.gaps, ...lost.map(({ name }) => gapFor(name, provider, at))]
  return { ...unseen, gaps: gaps.filter(({ piece }) => within.has(piece)) }
}

/** The highest level, no higher than what was known, that holds. */
const holding = (knowledge: Knowledge, known: Level): Level =>
  levels.findLast((level) => isAtLeast(known, level) && knowledgeLevelHolds(knowledge, level)) ?? "initial"

export interface Purged {
  readonly knowledge: Knowledge
  readonly lifecycle: Lifecycle
  /** What the movie keeps when the purge lowers it; null when its level holds without the provider. */
  readonly lowered: Kept | null
}

const earliestGap = ({ gaps }: Knowledge): number | null =>
  gaps.length === 0 ? null : Math.min(...gaps.map(({ nextTryAt }) => nextTryAt))

/** Who was at work or waits keeps what it wants (LIFE-3); who rests, rests with less. */
export const purgeMovie = (
  movie: Pick<Movie, "knowledge" | "lifecycle">,
  provider: PurgedProvider,
  at: number
): Purged => {
  const { lifecycle } = movie
  const known = knownLevel(lifecycle.state, lifecycle.kept)
  const bare = withoutValues(movie.knowledge, provider, known, at)
  const level = holding(bare, known)
  const lowered: Kept | null = level === known ? null : isAtLeast(level, "basic") ? "basic" : "summary"
  const knowledge = lowered === null ? bare : forgetAbove(bare, lowered)
  const oldest = oldestFetch(knowledge, "tmdb")
  const common = {
    ...lifecycle,
    gapAt: earliestGap(knowledge),
    refreshAt: oldest === null ? null : oldest + refreshAgeMs
  }
  // What an earlier plan has kept for its undo is from before: the undo looks at this moment.
  const downgradedAt = lifecycle.state === "downgraded" ? at : lifecycle.downgradedAt
  if (lowered === null) return { knowledge, lowered, lifecycle: { ...common, downgradedAt } }
  const isWaited = !isAtLeast(known, lifecycle.wanted)
  const rest = isWaited ? {} : { wanted: "initial" as const, attempts: 0, retryAt: null }
  return { knowledge, lowered, lifecycle: { ...common, ...rest, state: "downgraded", kept: lowered, downgradedAt: at } }
}
