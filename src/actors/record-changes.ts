/**
 * What facts do to the record: an enrichment is merged into the knowledge, a downgrade forgets and keeps what an undo
 * needs, an edit outranks. Everything goes into the drafts of the batch; nothing is written here.
 */
import { Effect } from "effect"
import type { Event, FactBody } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { type FieldName, fieldNames, type Knowledge } from "../domain/knowledge.ts"
import {
  editField,
  expireProvider,
  forgetAbove,
  forgetPiece,
  mergeKnowledge,
  oldestFetch,
  undoEdit
} from "../domain/merge-knowledge.ts"
import type { ImageEntry, Lifecycle, Movie, Relations } from "../domain/movie.ts"
import { refreshAgeMs } from "../domain/terms.ts"
import { limitOf } from "../machines/lifecycle.ts"
import { droppedImagesPauseMs } from "../machines/movie-context.ts"
import type { EnrichmentTask, Settlement } from "../machines/movie-events.ts"
import type { Enrichment } from "../services/enrichment.ts"
import type { BinEntry } from "../services/store.ts"
import type { Drafts } from "./drafts.ts"
import { identityWith, ownAliases, sameIdentity } from "./movie-names.ts"

const gapAtOf = (knowledge: Knowledge): number | null =>
  knowledge.gaps.length === 0 ? null : Math.min(...knowledge.gaps.map((gap) => gap.nextTryAt))

const refreshAtOf = (knowledge: Knowledge): number | null => {
  const oldest = oldestFetch(knowledge, "tmdb")
  return oldest === null ? null : oldest + refreshAgeMs
}

/** The deadlines that a record has by what is known. */
export const deadlinesOf = (knowledge: Knowledge): Pick<Lifecycle, "gapAt" | "refreshAt"> => ({
  gapAt: gapAtOf(knowledge),
  refreshAt: refreshAtOf(knowledge)
})

/** Lays what an enrichment learnt over the record of now, not over the record it started from (LIFE-7, LIFE-8). */
export const learn = Effect.fnUntraced(function* (
  drafts: Drafts,
  movie: Movie,
  enrichment: Enrichment,
  knowledge: Knowledge
) {
  const patch = drafts.patch(movie.id)
  patch.knowledge = knowledge
  const own = yield* ownAliases(drafts, movie, enrichment.aliases)
  // Whoever has learnt something is known to somebody: no match is needed any more.
  const { unmatched: _answered, ...known } = movie.identity
  const identity = identityWith(movie.identity.unmatched === undefined ? movie.identity : known, knowledge, own)
  if (!sameIdentity(identity, movie.identity)) drafts.setIdentity(movie.id, identity)
  drafts.addPeople(enrichment.people)
  if (enrichment.credits !== undefined || enrichment.related !== undefined) {
    yield* relate(drafts, movie.id, enrichment)
  }
  for (const image of enrichment.images) show(drafts, { ...image, movie: movie.id, doomed: false })
})

/** An answer that says nothing of a half of the relations erases nothing of it (LIFE-8). */
const relate = Effect.fnUntraced(function* (drafts: Drafts, movie: MovieId, { credits, related }: Enrichment) {
  const known = yield* drafts.relations(movie)
  const relations = { movie, credits: credits ?? known?.credits ?? [], related: related ?? known?.related ?? [] }
  if (credits === undefined) drafts.addPeople(yield* peopleIn(drafts, known))
  drafts.setRelations(relations)
})

/** One image of each kind and size is shown; the file that another one replaces stays listed until it is deleted (SAFE-1). */
export const show = (drafts: Drafts, image: ImageEntry): void => {
  const { file, kind, movie, size } = image
  doom(drafts, movie, (other) => other.kind === kind && other.size === size && other.file !== file)
  drafts.images.push(image)
}

/** What nobody waits for any more is not learnt; its files are there, so they are listed, to be deleted (SAFE-1). */
export const discard = (drafts: Drafts, movie: MovieId, { images }: Enrichment): void => {
  const listed = new Set(drafts.imagesOf(movie).map(({ file }) => file))
  for (const image of images) {
    if (!listed.has(image.file)) drafts.images.push({ ...image, movie, doomed: true })
  }
}

/** What a refresh did not state again, though it asked for everything, is not kept until the terms run out (LIFE-8). */
export const knowledgeAfter = (movie: Movie, enrichment: Enrichment, task: EnrichmentTask, now: number): Knowledge => {
  const merged = mergeKnowledge(movie.knowledge, enrichment, now)
  // A value of exactly this age is due as well; kept, it would ask for the next refresh at once, and for ever.
  return task === "refresh" ? expireProvider(merged, "tmdb", now - refreshAgeMs + 1) : merged
}

export const doom = (drafts: Drafts, movie: MovieId, goes: (image: ImageEntry) => boolean): void => {
  for (const image of drafts.imagesOf(movie)) {
    if (goes(image) && !image.doomed) drafts.images.push({ ...image, doomed: true })
  }
}

type Downgraded = Extract<FactBody, { readonly type: "MovieDowngraded" }>

/** The knowledge that a downgrade leaves. Of a summary nothing is left that a provider's terms would limit. */
const forgotten = (knowledge: Knowledge, fact: Downgraded, at: number): Knowledge => {
  if (fact.imagesOnly) {
    const gap = { piece: "images", reason: `dropped: ${fact.rule}`, attempts: 0, nextTryAt: at + droppedImagesPauseMs }
    return forgetPiece(knowledge, gap)
  }
  const kept = forgetAbove(knowledge, fact.kept)
  return fact.kept === "summary" ? expireProvider(kept, "tmdb", Infinity) : kept
}

export const forget = Effect.fnUntraced(function* (drafts: Drafts, fact: Downgraded, before: Movie, at: number) {
  const patch = drafts.patch(fact.movie)
  patch.knowledge = forgotten(before.knowledge, fact, at)
  doom(drafts, fact.movie, (image) => image.size === "hd" || (!fact.imagesOnly && fact.kept === "summary"))
  if (fact.imagesOnly) return
  const relations = yield* drafts.relations(fact.movie)
  if (fact.plan !== null) {
    const { lifecycle, knowledge } = before
    const people = yield* peopleIn(drafts, relations)
    const { movie, plan } = fact
    drafts.bin.push({ plan, movie, lifecycle, knowledge, relations: relations ?? null, people, at })
  }
  if (relations !== undefined) drafts.setRelations({ movie: fact.movie, forgotten: true })
})

export const peopleIn = Effect.fnUntraced(function* (drafts: Drafts, relations: Relations | undefined) {
  const ids = new Set(relations?.credits.map(({ person }) => person))
  const people = yield* Effect.forEach(ids, (id) => drafts.person(id))
  return people.filter((person) => person !== undefined)
})

const imageFields: ReadonlyArray<{ readonly field: FieldName; readonly piece: string; readonly image: string }> = [
  { field: "poster", piece: "poster", image: "poster small" },
  { field: "posterHd", piece: "images", image: "poster hd" },
  { field: "backdrop", piece: "images", image: "backdrop hd" }
]

/** What was learnt and edited since a downgrade, laid over what the downgrade took: the newer counts (LIFE-7, LIFE-8). */
const withNewer = (taken: Knowledge, current: Knowledge, at: number): Knowledge => {
  const learnt = fieldNames.flatMap((field) => {
    const known = current.fields[field]
    const stated = known?.source === "person" ? known.previous : known
    return stated === undefined ? [] : [{ field, ...stated }]
  })
  const edited = (knowledge: Knowledge, field: FieldName): Knowledge => {
    const known = current.fields[field]
    return known?.source === "person"
      ? editField(knowledge, field, known.value, known.fetchedAt)
      : undoEdit(knowledge, field)
  }
  return fieldNames.reduce(edited, mergeKnowledge(taken, { learnt, tried: [], gaps: [] }, at))
}

/** An undo brings metadata back; images that are gone become gaps that are due. */
export const restore = (drafts: Drafts, entry: BinEntry, current: Knowledge, at: number): void => {
  const images = drafts.imagesOf(entry.movie).filter(({ doomed }) => !doomed)
  const held = new Set(images.map(({ kind, size }) => `${kind} ${size}`))
  let knowledge = withNewer(entry.knowledge, current, at)
  for (const { field, piece, image } of imageFields) {
    if (knowledge.fields[field] === undefined || held.has(image)) continue
    knowledge = forgetPiece(knowledge, { piece, reason: "not kept by undo", attempts: 0, nextTryAt: at })
  }
  drafts.patch(entry.movie).knowledge = knowledge
  if (entry.relations === null) return
  drafts.addPeople(entry.people)
  drafts.setRelations(entry.relations)
}

/** A person's edit, or its undo (LIFE-7). The title and year of an edit are also who the movie is. */
export const edit = (drafts: Drafts, movie: Movie, event: Extract<Event, { readonly type: "MovieEdited" }>): void => {
  const knowledge =
    event.undo === true
      ? undoEdit(movie.knowledge, event.field)
      : editField(movie.knowledge, event.field, event.value ?? null, event.at)
  drafts.patch(movie.id).knowledge = knowledge
  const identity = identityWith(movie.identity, knowledge, [])
  if (!sameIdentity(identity, movie.identity)) drafts.setIdentity(movie.id, identity)
}

/** A person wants the movie gone altogether; its images are doomed, its history stays in the journal. */
export const forgetMovie = (drafts: Drafts, movie: MovieId): void => {
  doom(drafts, movie, () => true)
  drafts.patch(movie).forgotten = true
  drafts.setRelations({ movie, forgotten: true })
}

/** What the machine needs to know of an enrichment. */
export const settlementOf = (movie: Movie, enrichment: Enrichment, knowledge: Knowledge, now: number): Settlement => ({
  ok: true,
  at: now,
  fields: changedFields(movie.knowledge, knowledge),
  gaps: knowledge.gaps.map(({ piece }) => piece),
  gapAt: gapAtOf(knowledge),
  refreshAt: refreshAtOf(knowledge),
  providerCalls: enrichment.providerCalls,
  bytes: enrichment.bytes,
  durationMs: enrichment.durationMs
})

const changedFields = (before: Knowledge, after: Knowledge): ReadonlyArray<string> =>
  Object.keys(after.fields).filter((name) => after.fields[name as FieldName] !== before.fields[name as FieldName])

/** Is a deadline that was noted once still what the record says? */
export const isDue = (lifecycle: Lifecycle, at: number, now: number): boolean => {
  const { retryAt, gapAt, refreshAt } = lifecycle
  return (
    at <= now && (retryAt === null ? at === gapAt || at === refreshAt : at === retryAt || at === limitOf(lifecycle))
  )
}
