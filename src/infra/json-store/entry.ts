/**
 * What a journal line says. Pieces are copied key by key, in one order, so that the same piece is always the same bytes
 * (STORE-3), and numbers are brought into the range that the columns hold, so that memory and journal agree.
 */
import type { Event } from "../../domain/event.ts"
import type { MovieId } from "../../domain/identity.ts"
import type { Knowledge } from "../../domain/knowledge.ts"
import type { Identity, ImageEntry, Lifecycle, Person, Statistics } from "../../domain/movie.ts"
import type { BinEntry, DeadLetter, ForgottenPerson, MoviePatch, Transaction } from "../../services/store.ts"

type ElementOf<T> = T extends ReadonlyArray<infer A> ? A : never

export interface OpenedEntry {
  readonly opened: number
  readonly format: number
  readonly at: number
}
export interface EventEntry {
  readonly position: number
  readonly event: Event
}
export interface MovieEntry extends Omit<MoviePatch, "id"> {
  readonly movie: MovieId
}
export interface PersonEntry {
  readonly person: Person | ForgottenPerson
}
export interface RelationsEntry {
  readonly relations: ElementOf<NonNullable<Transaction["relations"]>>
}
export interface ImageLine {
  readonly image: ElementOf<NonNullable<Transaction["images"]>>
}
export interface BinLine {
  readonly bin: BinEntry
}
export interface DeadLetterEntry {
  readonly deadLetter: DeadLetter | { readonly movie: MovieId; readonly position: number; readonly removed: true }
}
export interface CursorEntry {
  readonly cursor: { readonly subscriber: string; readonly position: number }
}
export type Entry =
  | OpenedEntry
  | EventEntry
  | MovieEntry
  | PersonEntry
  | RelationsEntry
  | ImageLine
  | BinLine
  | DeadLetterEntry
  | CursorEntry

const time = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)
const count = (value: number): number => (value > 0 ? Math.min(Math.floor(value), 0xffff_ffff) : 0)

export const identityOf = (from: Identity): Identity => ({
  aliases: from.aliases,
  title: from.title,
  year: from.year,
  createdAt: time(from.createdAt) ?? 0,
  files: from.files,
  pin: from.pin,
  ...rareIn(from)
})

/** What few movies have stands in the line only of those. */
export const rareIn = ({ apart, match, merged, unmatched }: Identity): Partial<Identity> => ({
  ...(match && { match }),
  ...(unmatched && { unmatched }),
  ...(merged && { merged }),
  ...(apart && { apart })
})

/** Every name that leads to the movie, but its own id. */
export const namesOf = ({ aliases, merged }: Pick<Identity, "aliases" | "merged">): ReadonlyArray<string> =>
  merged === undefined ? aliases : [...aliases, ...merged.map(({ id }) => id)]

const lifecycleOf = (from: Lifecycle): Lifecycle => ({
  state: from.state,
  kept: from.kept,
  wanted: from.wanted,
  attempts: count(from.attempts),
  retryAt: time(from.retryAt),
  gapAt: time(from.gapAt),
  refreshAt: time(from.refreshAt),
  pinned: from.pinned,
  playingUntil: time(from.playingUntil),
  downgradedAt: time(from.downgradedAt)
})

const statisticsOf = (from: Statistics): Statistics => ({
  viewCount: count(from.viewCount),
  lastAccess: time(from.lastAccess),
  popularityScore: (time(from.popularityScore) ?? 0) + 0,
  scoredAt: time(from.scoredAt),
  searchHits: count(from.searchHits),
  shown: count(from.shown),
  plays: count(from.plays)
})

export const knowledgeOf = (from: Knowledge): Knowledge => ({ fields: from.fields, gaps: from.gaps })

const relationsOf = (from: RelationsEntry["relations"]): RelationsEntry["relations"] =>
  "forgotten" in from
    ? { movie: from.movie, forgotten: true }
    : { movie: from.movie, credits: from.credits, related: from.related }

export const imageOf = (from: ImageEntry): ImageEntry => ({
  file: from.file,
  movie: from.movie,
  kind: from.kind,
  size: from.size,
  source: from.source,
  bytes: count(from.bytes),
  fetchedAt: from.fetchedAt,
  doomed: from.doomed
})

const imageChangeOf = (from: ImageLine["image"]): ImageLine["image"] =>
  "removed" in from
    ? { movie: from.movie, kind: from.kind, size: from.size, file: from.file, removed: true }
    : imageOf(from)

const personOf = (from: ElementOf<NonNullable<Transaction["people"]>>): PersonEntry["person"] =>
  "forgotten" in from ? { id: from.id, forgotten: true, asOf: from.asOf } : { id: from.id, name: from.name }

/** Pieces that change at different rates are lines of their own, so that reading one does not parse the others. */
const movieEntries = (patch: MoviePatch): Array<MovieEntry> => {
  const movie = patch.id
  const entries: Array<MovieEntry> = []
  if (patch.identity !== undefined) entries.push({ movie, identity: identityOf(patch.identity) })
  const lifecycle = patch.lifecycle && { lifecycle: lifecycleOf(patch.lifecycle) }
  const statistics = patch.statistics && { statistics: statisticsOf(patch.statistics) }
  if (lifecycle || statistics) entries.push({ movie, ...lifecycle, ...statistics })
  if (patch.knowledge !== undefined) entries.push({ movie, knowledge: knowledgeOf(patch.knowledge) })
  if (patch.forgotten === true) entries.push({ movie, forgotten: true })
  return entries
}

const none: ReadonlyArray<never> = []

/** The entries of a transaction in the order in which they are written and applied; `first` is the position of its first event. */
export const entriesOf = (transaction: Transaction, first: number): Array<Entry> => {
  const entries: Array<Entry> = (transaction.events ?? none).map((event, place) => ({ position: first + place, event }))
  for (const patch of transaction.movies ?? none) entries.push(...movieEntries(patch))
  for (const person of transaction.people ?? none) entries.push({ person: personOf(person) })
  for (const relations of transaction.relations ?? none) entries.push({ relations: relationsOf(relations) })
  for (const image of transaction.images ?? none) entries.push({ image: imageChangeOf(image) })
  for (const bin of transaction.bin ?? none) entries.push({ bin })
  for (const deadLetter of transaction.deadLetters ?? none) entries.push({ deadLetter })
  if (transaction.cursor !== undefined) entries.push({ cursor: transaction.cursor })
  return entries
}

const pieceHead = (piece: string): number => `{"movie":"m_0000000000","${piece}":`.length + 1

/** Bytes of the piece itself in the JSON of an entry that holds nothing else. */
export const pieceBytes = {
  identity: pieceHead("identity"),
  knowledge: pieceHead("knowledge"),
  relations: `{"relations":}`.length
}
