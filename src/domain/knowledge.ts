/**
 * What is known of a movie, field by field. Every field carries its provenance: where it came from, when, how far
 * that source is to be trusted, and the value it replaced (LIFE-7, LIFE-8).
 */
import { Schema } from "effect"
import type { Level } from "./level.ts"

/** Where a value came from. */
export const Source = Schema.Literals(["person", "tmdb", "imdb", "wikipedia", "wikidata", "file", "hint"])
export type Source = typeof Source.Type

/** A person outranks every provider; a hint (a click, a file name) yields to everybody. */
export const sourceRanks: Readonly<Record<Source, number>> = {
  person: 100,
  tmdb: 50,
  imdb: 45,
  wikidata: 40,
  wikipedia: 40,
  file: 20,
  hint: 10
}

/**
 * Where a source knows a field at first hand: IMDb's votes are asked for only because a person wants them, so that TMDB's stand in
 * for them and do not replace them.
 */
const fieldRanks: { readonly [name in FieldName]?: { readonly [source in Source]?: number } } = { rating: { imdb: 55 } }

/** How far a source is to be trusted in a field: of two the higher counts. */
export const rankIn = (field: FieldName, source: Source): number => fieldRanks[field]?.[source] ?? sourceRanks[source]

export const fieldNames = [
  "title",
  "originalTitle",
  "year",
  "releaseDate",
  "runtimeMinutes",
  "language",
  "overview",
  "tagline",
  "status",
  "poster",
  "genres",
  "rating",
  "credits",
  "related",
  "externalIds",
  "posterHd",
  "backdrop",
  "keywords",
  "summary"
] as const

export const FieldName = Schema.Literals(fieldNames)
export type FieldName = typeof FieldName.Type

/** The level a field belongs to: what a downgrade to a lower level forgets. */
export const fieldLevels: Record<FieldName, Level> = {
  title: "initial",
  year: "initial",
  originalTitle: "basic",
  releaseDate: "basic",
  runtimeMinutes: "basic",
  language: "basic",
  overview: "basic",
  tagline: "basic",
  status: "basic",
  poster: "basic",
  genres: "medium",
  rating: "medium",
  credits: "medium",
  related: "medium",
  externalIds: "deep",
  posterHd: "deep",
  backdrop: "deep",
  keywords: "deep",
  summary: "deep"
}

const JsonValue = Schema.Json

const stated = {
  value: JsonValue,
  source: Source,
  fetchedAt: Schema.Finite,
  /** Why this source was asked and not a better one, when there is a better one: "tmdb's runtime is 0". */
  because: Schema.optionalKey(Schema.String)
}

/** One value with its provenance. `fetchedAt` is epoch milliseconds. */
export const Known = Schema.Struct({
  ...stated,
  /** The value that a person's edit or a higher rank replaced, so that it can be undone. */
  previous: Schema.optionalKey(Schema.Struct(stated))
})
export type Known = typeof Known.Type

/** A piece that should be there and is not: why, and when it is tried again (LIFE-1). */
export const Gap = Schema.Struct({
  piece: Schema.String,
  reason: Schema.String,
  attempts: Schema.Int,
  nextTryAt: Schema.Finite
})
export type Gap = typeof Gap.Type

export const Fields = Schema.Record(Schema.String, Known)
export type Fields = { readonly [name in FieldName]?: Known }

export interface Knowledge {
  readonly fields: Fields
  readonly gaps: ReadonlyArray<Gap>
}

export const emptyKnowledge: Knowledge = { fields: {}, gaps: [] }
