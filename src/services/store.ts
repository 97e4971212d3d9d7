/**
 * The store: an append-only journal that is the truth, and records that are always what the journal says.
 * One transaction is one durable write: events, record pieces and the cursor that says which events were consumed
 * become true together or not at all (STORE-1). Implementations live in src/infra.
 */
import { Context, type Effect, Schema } from "effect"
import type { Event } from "../domain/event.ts"
import type { MovieId, MovieRef, PersonId } from "../domain/identity.ts"
import type { Knowledge } from "../domain/knowledge.ts"
import type { Identity, ImageEntry, Lifecycle, Movie, Person, Relations, Statistics } from "../domain/movie.ts"

/** The pieces of one movie that a transaction replaces; a piece that is absent stays as it is. */
export interface MoviePatch {
  readonly id: MovieId
  readonly identity?: Identity
  readonly lifecycle?: Lifecycle
  readonly statistics?: Statistics
  readonly knowledge?: Knowledge
  /** The movie is removed from the library altogether (MovieForgotten). */
  readonly forgotten?: true
}

/** An event that could not be delivered because its movie keeps crashing: kept, inspectable, replayable (RUN-3). */
export interface DeadLetter {
  readonly movie: MovieId
  readonly position: number
  readonly event: Event
  readonly reason: string
  readonly crashes: number
  /** When it is tried again, or null: quarantined until a person replays it. */
  readonly retryAt: number | null
}

/** What a downgrade, a merge or a match dropped, kept under its plan or event so that it can be undone (SAFE-3). */
export interface BinEntry {
  readonly plan: string
  readonly movie: MovieId
  readonly lifecycle: Lifecycle
  readonly knowledge: Knowledge
  readonly relations: Relations | null
  /** The people of those relations: by the time of an undo they may be forgotten. */
  readonly people: ReadonlyArray<Person>
  readonly at: number
  /** Only of merges and matches, which change who a movie is. */
  readonly identity?: Identity
  readonly statistics?: Statistics
  /** The images that it showed. */
  readonly images?: ReadonlyArray<ImageEntry>
}

/** The entry of a file that is deleted. It takes effect on a doomed entry only: what is shown stays listed (SAFE-1). */
export interface RemovedImage extends Pick<ImageEntry, "movie" | "kind" | "size" | "file"> {
  readonly removed: true
}

/** A person whom no movie's relations name, as of a moment. Who was stated again since then stays. */
export interface ForgottenPerson {
  readonly id: PersonId
  readonly forgotten: true
  /** As Store.strayPeople told it. */
  readonly asOf: number
}

export interface StrayPeople {
  readonly people: ReadonlyArray<PersonId>
  /** The moment from which on nothing was looked at. */
  readonly asOf: number
}

/**
 * One durable write. Whoever commits relations states their people in the same transaction. Of the images of one movie, kind
 * and size at most one is not doomed: whoever commits another one dooms the one before.
 */
export interface Transaction {
  readonly events?: ReadonlyArray<Event>
  readonly movies?: ReadonlyArray<MoviePatch>
  readonly people?: ReadonlyArray<Person | ForgottenPerson>
  readonly relations?: ReadonlyArray<Relations | { readonly movie: MovieId; readonly forgotten: true }>
  readonly images?: ReadonlyArray<ImageEntry | RemovedImage>
  readonly bin?: ReadonlyArray<BinEntry>
  readonly deadLetters?: ReadonlyArray<
    DeadLetter | { readonly movie: MovieId; readonly position: number; readonly removed: true }
  >
  /** How far a subscriber has consumed the log, as of this transaction. */
  readonly cursor?: { readonly subscriber: string; readonly position: number }
}

/** Positions count events from 1, without holes. `first` is 0 when the transaction held no event. */
export interface Committed {
  readonly first: number
  readonly last: number
}

export interface LoggedEvent {
  readonly position: number
  readonly event: Event
}

/** What the store keeps in memory of every movie: enough to rebuild its actor and to plan housekeeping. */
export interface MovieColumns {
  readonly id: MovieId
  readonly createdAt: number
  readonly lifecycle: Lifecycle
  readonly statistics: Statistics
  /** Bytes of the record as stored, and of its images by size: all that lies on the disk, doomed or not. */
  readonly recordBytes: number
  readonly smallImageBytes: number
  readonly hdImageBytes: number
}

export interface StoreStatus {
  readonly kind: "json" | "memory" | "sqlite"
  readonly movies: number
  readonly people: number
  readonly lastPosition: number
  readonly journalBytes: number
  readonly recordBytes: number
  readonly imageBytes: number
  readonly checkpointPosition: number
  /** What opening had to mend: a torn tail cut, a damaged checkpoint passed over. */
  readonly repairs: ReadonlyArray<string>
}

export class StoreFull extends Schema.TaggedError<StoreFull>()("StoreFull", { path: Schema.String }) {
  override get message() {
    return `The disk that holds ${this.path} is full. Nothing was lost; free some space and try again.`
  }
}
export class StoreBroken extends Schema.TaggedError<StoreBroken>()("StoreBroken", {
  path: Schema.String,
  operation: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The library could not ${this.operation} ${this.path}: ${this.detail}`
  }
}
export class LibraryInUse extends Schema.TaggedError<LibraryInUse>()("LibraryInUse", {
  path: Schema.String,
  owner: Schema.String
}) {
  override get message() {
    return `The library ${this.path} is in use by ${this.owner}. Close that process, or work through it.`
  }
}
export class FormatTooNew extends Schema.TaggedError<FormatTooNew>()("FormatTooNew", {
  path: Schema.String,
  found: Schema.Finite,
  supported: Schema.Finite
}) {
  override get message() {
    return (
      `The library ${this.path} has format ${this.found}; this version reads up to ${this.supported}. ` +
      `It was left untouched: update reelstate to open it.`
    )
  }
}

/** Everything that can go wrong with a store, in one type with the cause in `reason`. */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  reason: Schema.Union([StoreFull, StoreBroken, LibraryInUse, FormatTooNew])
}) {
  override get message() {
    return this.reason.message
  }
}

export class Store extends Context.Service<
  Store,
  {
    /** Returns when the transaction is durable and readable. Concurrent commits share one fdatasync (group commit). */
    readonly commit: (transaction: Transaction) => Effect.Effect<Committed, StoreError>
    /** Called synchronously, in order, with every event as it becomes durable. One listener: the bus. Must not throw. */
    readonly onDurable: (listener: (events: ReadonlyArray<LoggedEvent>) => void) => void
    /** Events from a position on, at most `limit`. */
    readonly read: (from: number, limit: number) => Effect.Effect<ReadonlyArray<LoggedEvent>, StoreError>
    /** All events of one movie, oldest first, at most the newest `limit`. */
    readonly history: (movie: MovieId, limit: number) => Effect.Effect<ReadonlyArray<LoggedEvent>, StoreError>
    readonly lastPosition: () => number
    readonly cursorOf: (subscriber: string) => number
    /** How many times this library has been opened; 1 at the first. Makes event ids unique without randomness. */
    readonly opened: number

    readonly has: (movie: MovieId) => boolean
    /** Memory only, no disk: for hydration. */
    readonly columns: (movie: MovieId) => MovieColumns | undefined
    /** Another number whenever anything of the record has changed, as long as the library is open. Memory only. */
    readonly revision: (movie: MovieId) => number | undefined
    /** The one piece that hydration needs, memory only. */
    readonly lifecycle: (movie: MovieId) => Lifecycle | undefined
    /** The whole record. */
    readonly movie: (movie: MovieId) => Effect.Effect<Movie | undefined, StoreError>
    /** The movie that an id or alias leads to, also the id of a movie that was merged into it. Names are verified against the record. */
    readonly resolve: (ref: MovieRef) => Effect.Effect<MovieId | undefined, StoreError>
    readonly person: (person: PersonId) => Effect.Effect<Person | undefined, StoreError>
    readonly relations: (movie: MovieId) => Effect.Effect<Relations | undefined, StoreError>
    /** Visits the relations of all movies, or of those that name a person, and lets others work in between. */
    readonly eachRelations: (
      visit: (relations: Relations) => void,
      naming?: PersonId
    ) => Effect.Effect<void, StoreError>
    /** People whom no movie's relations name, at most `limit`. Looks at all relations, and lets others work in between. */
    readonly strayPeople: (limit: number) => Effect.Effect<StrayPeople, StoreError>
    /** The images of a movie: first those that are shown, then those that are doomed. */
    readonly imagesOf: (movie: MovieId) => ReadonlyArray<ImageEntry>
    /** Whether any movie shows this file: an entry that is not doomed names it. Memory only. */
    readonly isShown: (file: string) => boolean
    /** All movies in the order of their creation, from memory. The iterator tolerates commits while it runs. */
    readonly all: () => Iterable<MovieColumns>
    /** The manifest, or of it what is doomed. The iterator tolerates commits while it runs. */
    readonly images: (only?: "doomed") => Iterable<ImageEntry>
    readonly deadLetters: () => ReadonlyArray<DeadLetter>
    readonly bin: (plan: string) => Effect.Effect<ReadonlyArray<BinEntry>, StoreError>

    /** Writes the readable files from the journal, atomically. */
    readonly checkpoint: Effect.Effect<void, StoreError>
    readonly status: () => StoreStatus
  }
>()("reelstate/services/Store") {}
