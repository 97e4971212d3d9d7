/**
 * How knowledge changes: by what was learnt, by a person's edit, by forgetting, by age. Pure.
 * A person's edit outranks every provider and can be undone (LIFE-7). Only a successful answer of equal or higher
 * rank replaces a value, and nothing but forgetting and age removes one (LIFE-8).
 */
import type { Schema } from "effect"
import {
  type FieldName,
  fieldLevels,
  fieldNames,
  type Gap,
  type Known,
  type Knowledge,
  rankIn,
  type Source
} from "./knowledge.ts"
import { isAtLeast, type Kept, type Level } from "./level.ts"
import { allPieces, piecesUpTo } from "./pieces.ts"

type Json = Schema.Json

/** A value as a source stated it. `fetchedAt` is epoch milliseconds. */
export interface Statement {
  readonly field: FieldName
  readonly value: Json
  readonly source: Source
  readonly fetchedAt: number
  readonly because?: string
}

/** What an enrichment brings to the knowledge of a movie. */
export interface NewKnowledge {
  readonly learnt: ReadonlyArray<Statement>
  /** Pieces that were tried: their old gaps are closed, unless they stand in `gaps` again. */
  readonly tried: ReadonlyArray<string>
  readonly gaps: ReadonlyArray<Gap>
}

type Stated = Omit<Known, "previous">
type MutableFields = { [name in FieldName]?: Known }

const stated = ({ because, fetchedAt, source, value }: Stated): Stated =>
  because === undefined ? { value, source, fetchedAt } : { value, source, fetchedAt, because }

const knownAs = (current: Stated, previous: Stated | undefined): Known =>
  previous === undefined ? stated(current) : { ...stated(current), previous: stated(previous) }

/** A clock that was once ahead must not keep newer answers out: nothing counts as fetched after `now`. */
const wins = (field: FieldName, challenger: Stated, holder: Stated, now: number): boolean => {
  const ranks = rankIn(field, challenger.source) - rankIn(field, holder.source)
  if (ranks !== 0) return ranks > 0
  return challenger.fetchedAt >= Math.min(holder.fetchedAt, now)
}

const mergeValue = (field: FieldName, current: Known | undefined, challenger: Stated, now: number): Known => {
  if (current === undefined) return knownAs(challenger, undefined)
  const { previous } = current
  const ranks = rankIn(field, challenger.source) - rankIn(field, current.source)
  if (wins(field, challenger, current, now)) {
    // The same rank again is a refresh of one value, not a second one to fall back on.
    return knownAs(challenger, ranks > 0 ? current : previous)
  }
  if (ranks === 0) return current
  return knownAs(current, previous === undefined || wins(field, challenger, previous, now) ? challenger : previous)
}

/**
 * The knowledge after an enrichment: for each field the source of the highest rank wins, then the newest answer.
 * A provider's value below a person's edit is kept as `previous`, so that undoing the edit gives the newest one (LIFE-7).
 */
export const mergeKnowledge = (current: Knowledge, enrichment: NewKnowledge, now: number): Knowledge => {
  const fields: MutableFields = { ...current.fields }
  for (const { field, ...said } of enrichment.learnt) {
    if (said.value === null) continue
    fields[field] = mergeValue(field, fields[field], { ...said, fetchedAt: Math.min(said.fetchedAt, now) }, now)
  }
  const closed = new Set([...enrichment.tried, ...enrichment.gaps.map((gap) => gap.piece)])
  const gaps = [...current.gaps.filter((gap) => !closed.has(gap.piece)), ...enrichment.gaps]
  return {
    fields,
    gaps: gaps.map(({ piece, reason, attempts, nextTryAt }) => ({ piece, reason, attempts, nextTryAt }))
  }
}

/** A person's value for a field. Whatever the providers said stays behind it, for undo (LIFE-7). */
export const editField = (knowledge: Knowledge, field: FieldName, value: Json, now: number): Knowledge => {
  const current = knowledge.fields[field]
  const behind = current?.source === "person" ? current.previous : current
  return {
    ...knowledge,
    fields: { ...knowledge.fields, [field]: knownAs({ value, source: "person", fetchedAt: now }, behind) }
  }
}

const withField = (knowledge: Knowledge, field: FieldName, known: Known | undefined): Knowledge => {
  const { [field]: _replaced, ...others } = knowledge.fields
  return { ...knowledge, fields: known === undefined ? others : { ...others, [field]: known } }
}

/** Takes a person's edit of a field back: the newest provider value shows again, or nothing if there was none. */
export const undoEdit = (knowledge: Knowledge, field: FieldName): Knowledge => {
  const current = knowledge.fields[field]
  if (current?.source !== "person") return knowledge
  return withField(knowledge, field, current.previous)
}

const mapFields = (knowledge: Knowledge, change: (known: Known, field: FieldName) => Known | undefined): Knowledge => {
  const fields: MutableFields = {}
  for (const field of fieldNames) {
    const known = knowledge.fields[field]
    const changed = known === undefined ? undefined : change(known, field)
    if (changed !== undefined) fields[field] = changed
  }
  return { fields, gaps: knowledge.gaps }
}

const keptFields = (knowledge: Knowledge, kept: Kept): ReadonlySet<FieldName> => {
  if (kept === "basic") return new Set(fieldNames.filter((field) => isAtLeast("basic", fieldLevels[field])))
  // A movie that never had a summary of its own keeps the next best thing.
  return new Set<FieldName>(["title", "year", knowledge.fields.summary === undefined ? "overview" : "summary"])
}

/**
 * What a downgrade leaves. `basic` keeps the fields of initial and basic, `summary` keeps title, year and the summary
 * (the overview where there is none); both keep every edit of a person (LIFE-6, LIFE-7).
 */
export const forgetAbove = (knowledge: Knowledge, kept: Kept): Knowledge => {
  const keep = keptFields(knowledge, kept)
  const { fields } = mapFields(knowledge, (known, field) => {
    if (keep.has(field)) return known
    return known.source === "person" ? knownAs(known, undefined) : undefined
  })
  const keptPieces = new Set(kept === "basic" ? piecesUpTo("basic").map((piece) => piece.name) : [])
  return { fields, gaps: knowledge.gaps.filter((gap) => keptPieces.has(gap.piece)) }
}

/**
 * Forgets one piece on purpose and records why, as a gap (LIFE-1): the HD images, when the disk is short.
 * Edits of a person stay.
 */
export const forgetPiece = (knowledge: Knowledge, gap: Gap): Knowledge => {
  const gone = new Set(allPieces.find((piece) => piece.name === gap.piece)?.fields)
  const { fields } = mapFields(knowledge, (known, field) =>
    gone.has(field) && known.source !== "person" ? undefined : known
  )
  return { fields, gaps: [...knowledge.gaps.filter(({ piece }) => piece !== gap.piece), gap] }
}

/** Why the value that shows is the one that shows: by whom it is, and whom it goes before. For people. */
export const reasonFor = ({ because, previous, source }: Known): string => {
  if (because !== undefined) return `from ${source}, because ${because}`
  const said = source === "person" ? "a person's edit" : source
  if (previous === undefined) return `only ${said} tells`
  return `${said} goes before ${previous.source}`
}

/** Forgets what a source said before a moment. A value behind it, from another source, shows again (LIFE-8). */
export const expireProvider = (knowledge: Knowledge, source: Source, before: number): Knowledge => {
  const expired = (value: Stated) => value.source === source && value.fetchedAt < before
  return mapFields(knowledge, (known) => {
    const previous = known.previous === undefined || expired(known.previous) ? undefined : known.previous
    if (!expired(known)) return knownAs(known, previous)
    return previous === undefined ? undefined : knownAs(previous, undefined)
  })
}

/** When the oldest value of a source was fetched, shown or behind an edit; null when nothing comes from it. */
export const oldestFetch = (knowledge: Knowledge, source: Source): number | null => {
  let oldest: number | null = null
  for (const field of fieldNames) {
    const known = knowledge.fields[field]
    for (const value of [known, known?.previous]) {
      if (value?.source === source && (oldest === null || value.fetchedAt < oldest)) oldest = value.fetchedAt
    }
  }
  return oldest
}

/** Fields or pieces that keep a level from holding: required and absent, or optional, absent and without a gap (LIFE-1). */
export const lackingFor = (knowledge: Knowledge, level: Level): ReadonlyArray<string> => {
  const gaps = new Set(knowledge.gaps.map((gap) => gap.piece))
  return piecesUpTo(level)
    .filter((piece) => piece.fields.some((field) => knowledge.fields[field] === undefined))
    .filter((piece) => piece.required || !gaps.has(piece.name))
    .map((piece) => piece.name)
}

/** True when everything that the level promises is there, or has a recorded gap (LIFE-1). */
export const knowledgeLevelHolds = (knowledge: Knowledge, level: Level): boolean =>
  lackingFor(knowledge, level).length === 0
