/**
 * One vocabulary of events, spelled the same on the bus, in the machine, in the journal and on screen; `type` is the tag.
 * What a caller publishes is a body; the bus stamps it with id, time, cause and first cause.
 */
import { Schema } from "effect"
import { Alias, MovieId, MovieRef, PersonId } from "./identity.ts"
import { FieldName } from "./knowledge.ts"
import { Kept, Level, LifecycleState } from "./level.ts"

const Title = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(1_000))
const ShortText = Schema.String.check(Schema.isMaxLength(1_000))
const Name = Schema.String.check(Schema.isMaxLength(200))
const Year = Schema.Int.check(Schema.isBetween({ minimum: 1870, maximum: 2200 }))
const Path = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4_100))
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
/** Epoch milliseconds. */
export const Instant = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 8.64e15 }))

/** The most items that one event may carry; longer lists are several events. */
export const itemsPerEventMax = 500

const listOf = <S extends Schema.Top>(item: S) => Schema.Array(item).check(Schema.isMaxLength(itemsPerEventMax))

/** What a list, a search or a filename tells of a movie before anybody asked more. */
export const Hint = Schema.Struct({
  movie: MovieRef,
  title: Schema.optionalKey(Title),
  year: Schema.optionalKey(Year),
  aliases: Schema.optionalKey(Schema.Array(Alias).check(Schema.isMaxLength(20)))
})
export type Hint = typeof Hint.Type

/** One fact a rule looked at. A value that could not be looked up is null, and never qualifies (LIFE-5). */
export const Evidence = Schema.Struct({
  name: Name,
  value: Schema.NullOr(Schema.Finite),
  threshold: Schema.NullOr(Schema.Finite),
  unit: Name
})
export type Evidence = typeof Evidence.Type

/** One movie of a housekeeping plan: what would be forgotten, by which rule, on what evidence. */
export const PlanItem = Schema.Struct({
  movie: MovieId,
  from: LifecycleState,
  kept: Kept,
  /** Only the HD images go; the level stays as it is. */
  imagesOnly: Schema.Boolean,
  rule: Name,
  evidence: Schema.Array(Evidence).check(Schema.isMaxLength(20)),
  rank: Schema.Int,
  bytes: Count
})
export type PlanItem = typeof PlanItem.Type

export const Candidate = Schema.Struct({
  ref: Alias,
  title: ShortText,
  year: Schema.NullOr(Schema.Int),
  score: Schema.Finite,
  reason: ShortText
})
export type Candidate = typeof Candidate.Type

/** The name that TMDB or IMDb has for a film. */
export const FilmAlias = Schema.String.check(Schema.isPattern(/^(?:tmdb:\d{1,10}|imdb:tt\d{5,10})$/))

/** So much of an .nfo beside a video may travel with its detection; the rest says nothing of who the film is. */
export const nfoLengthMax = 16_000

const word = { reason: Schema.optionalKey(ShortText), by: Schema.optionalKey(Name) }

/** Whose answers can be thrown away altogether. */
export const PurgedProvider = Schema.Literals(["tmdb", "imdb", "wikidata", "wikipedia", "images"])
export type PurgedProvider = typeof PurgedProvider.Type

const requested = { ...Hint.fields, level: Schema.optionalKey(Level) }

/** Everything that may come in from outside. */
export const inboundSchemas = {
  MovieRequested: requested,
  RelatedMovieRequested: { ...requested, person: Schema.optionalKey(PersonId), from: Schema.optionalKey(MovieRef) },
  SearchRequested: { query: Title, year: Schema.optionalKey(Year) },
  PlaybackStarted: { ...Hint.fields, session: Schema.optionalKey(Name), from: Schema.optionalKey(Name) },
  VideoFileDetected: {
    path: Path,
    sizeBytes: Schema.optionalKey(Count),
    fingerprint: Schema.optionalKey(Name),
    /** The folder of the library that the file lies in: nothing above it is read for the title. */
    root: Schema.optionalKey(Path),
    /** The text of the .nfo beside the file. */
    nfo: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(nfoLengthMax))),
    edition: Schema.optionalKey(Name),
    /** Which of several files that are one film: `cd2` is 2. */
    part: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99 }))),
    runtimeSeconds: Schema.optionalKey(Count),
    title: Schema.optionalKey(Title),
    year: Schema.optionalKey(Year),
    aliases: Schema.optionalKey(Schema.Array(Alias).check(Schema.isMaxLength(20)))
  },
  VideoRemoved: { path: Path, evidence: Schema.Array(Evidence).check(Schema.isMaxLength(20)) },
  VideoMoved: { path: Path, to: Path },
  DiscoverMoviesFetched: { movies: listOf(Hint) },
  TrendingMoviesFetched: { movies: listOf(Hint) },
  ProviderRefreshRequested: { movie: Schema.optionalKey(MovieRef), limit: Schema.optionalKey(Count) },
  BulkImportRequested: { movies: listOf(Hint) },
  BulkEnrichRequested: { movies: listOf(MovieRef), level: Level },
  HousekeepingRequested: {
    mode: Schema.Literals(["plan", "apply", "undo"]),
    plan: Schema.optionalKey(Name),
    items: Schema.optionalKey(listOf(PlanItem))
  },
  RecommendationTriggered: { movies: listOf(Hint), list: Schema.optionalKey(Name) },
  MoviePinned: { movie: MovieRef, reason: Schema.optionalKey(ShortText), by: Schema.optionalKey(Name) },
  MovieUnpinned: { movie: MovieRef, by: Schema.optionalKey(Name) },
  /** `undo` takes the last edit of the field back; otherwise `value` is the new one. */
  MovieEdited: {
    movie: MovieRef,
    field: FieldName,
    value: Schema.optionalKey(Schema.Json),
    undo: Schema.optionalKey(Schema.Boolean),
    by: Schema.optionalKey(Name)
  },
  /**
   * A person says which film the movie is; null says that it is none that anybody lists. `undo` takes the last such word
   * back. Otherwise `to` must be there.
   */
  MovieMatched: {
    movie: MovieRef,
    to: Schema.optionalKey(Schema.NullOr(FilmAlias)),
    undo: Schema.optionalKey(Schema.Boolean),
    ...word
  },
  /** Two movies are one: `merged` becomes a name of `movie`. The library states it too, when an alias leads to both. */
  MoviesMerged: { movie: MovieId, merged: MovieId, ...word },
  /** The reverse: a movie that was merged into this one, or one of its files, is a movie of its own again. */
  MovieSplit: { movie: MovieRef, merged: Schema.optionalKey(MovieId), file: Schema.optionalKey(Path), ...word },
  MovieForgotten: { movie: MovieRef, by: Schema.optionalKey(Name) },
  /** All that these movies have from a provider goes, whatever their state; edits of a person stay. */
  ProviderPurged: { provider: PurgedProvider, movies: listOf(MovieId), by: Schema.optionalKey(Name) },
  EnrichmentRequested: { movie: MovieRef, level: Level, reason: Schema.optionalKey(ShortText) },
  /** Somebody opened the movie, saw it to its end, or marked it as seen by hand; a mark is no use and counts as none. */
  MovieViewed: {
    movie: MovieRef,
    session: Schema.optionalKey(Name),
    kind: Schema.optionalKey(Schema.Literals(["opened", "watched", "marked"]))
  },
  SearchHit: { movie: MovieRef, query: Schema.optionalKey(Title), session: Schema.optionalKey(Name) },
  RecommendationShown: { movie: MovieRef, list: Schema.optionalKey(Name) }
} as const

/** Facts that only the runtime states. */
export const factSchemas = {
  MovieCreated: {
    movie: MovieId,
    aliases: Schema.Array(Alias),
    title: Schema.NullOr(Schema.String),
    year: Schema.NullOr(Schema.Int)
  },
  MovieEnriched: {
    movie: MovieId,
    level: Level,
    from: LifecycleState,
    task: Schema.Literals(["advance", "refresh", "fill"]),
    fields: Schema.Array(Schema.String),
    gaps: Schema.Array(Schema.String),
    providerCalls: Count,
    bytes: Count,
    durationMs: Schema.Finite
  },
  EnrichmentFailed: {
    movie: MovieId,
    level: Level,
    reason: Schema.String,
    message: Schema.String,
    attempts: Count,
    retryAt: Instant
  },
  MovieDowngraded: {
    movie: MovieId,
    from: LifecycleState,
    kept: Kept,
    imagesOnly: Schema.Boolean,
    rule: Schema.String,
    evidence: Schema.Array(Evidence),
    rank: Schema.Int,
    bytesFreed: Count,
    plan: Schema.NullOr(Schema.String)
  },
  /** A downgrade was taken back: the metadata it forgot is there again. */
  MovieRestored: { movie: MovieId, to: LifecycleState, plan: Schema.String },
  /** A movie kept crashing and is set aside with what was sent to it, until a person replays it (RUN-3). */
  MovieQuarantined: { movie: MovieId, crashes: Count, reason: Schema.String },
  /** A video that is no film of its own, by its name: an extra, a trailer, a sample, an episode. Nothing was made of it. */
  FileIgnored: { path: Path, kind: Schema.Literals(["extra", "episode"]), reason: Schema.String },
  MatchNeeded: { movie: MovieId, candidates: Schema.Array(Candidate).check(Schema.isMaxLength(20)) }
} as const

/** Stamped by the bus: id, time, the event that caused this one, and the first cause of all. */
export const stampFields = {
  id: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9._:-]{1,80}$/)),
  at: Instant,
  causedBy: Schema.NullOr(Schema.String),
  firstCause: Schema.String
}

type Fields = Schema.Struct.Fields
type Bodies<T extends Record<string, Fields>> = {
  readonly [K in keyof T & string]: { readonly type: K } & Schema.Struct.Type<T[K]>
}[keyof T & string]

export interface Stamp {
  readonly id: string
  readonly at: number
  readonly causedBy: string | null
  readonly firstCause: string
}

export type InboundBody = Bodies<typeof inboundSchemas>
export type FactBody = Bodies<typeof factSchemas>
export type EventBody = InboundBody | FactBody
export type InboundType = InboundBody["type"]
export type FactType = FactBody["type"]
export type EventType = EventBody["type"]

/** A stamped event, as it stands in the journal and on the bus. */
export type Event = EventBody & Stamp
export type EventOf<T extends EventType> = Extract<EventBody, { readonly type: T }> & Stamp

/** What a caller may add to a body: an id of its own (delivering it twice counts once) and the event that caused it. */
export interface Provenance {
  readonly id?: string
  readonly causedBy?: string
  readonly firstCause?: string
}
export type EventInput = InboundBody & Provenance

export const inboundTypes = Object.keys(inboundSchemas) as ReadonlyArray<InboundType>
export const factTypes = Object.keys(factSchemas) as ReadonlyArray<FactType>
