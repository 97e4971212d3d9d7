/**
 * What a batch of events changes, until it is committed in one write: record pieces laid over the store, events to emit,
 * people, relations, images, dead letters. Reads see the drafts first, so that a batch sees its own changes.
 */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import { isMovieId, type MovieId, type MovieRef, type PersonId } from "../domain/identity.ts"
import type { Identity, ImageEntry, Lifecycle, Movie, Person, Relations, Statistics } from "../domain/movie.ts"
import type { Knowledge } from "../domain/knowledge.ts"
import type { BinEntry, MoviePatch, Store, StoreError, Transaction } from "../services/store.ts"

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type ListOf<K extends keyof Transaction> = Array<NonNullable<Transaction[K]> extends ReadonlyArray<infer T> ? T : never>

export class Drafts {
  readonly #store: Store["Service"]
  readonly #movies = new Map<MovieId, Mutable<MoviePatch>>()
  readonly #aliases = new Map<MovieRef, MovieId>()
  readonly #people = new Map<string, Person>()
  readonly #relations = new Map<MovieId, Relations | { readonly movie: MovieId; readonly forgotten: true }>()
  readonly events: Array<Event> = []
  readonly images: ListOf<"images"> = []
  readonly bin: Array<BinEntry> = []
  readonly deadLetters: ListOf<"deadLetters"> = []

  constructor(store: Store["Service"]) {
    this.#store = store
  }

  /** The pieces of a movie that change; created on first use. */
  patch(id: MovieId): Mutable<MoviePatch> {
    const known = this.#movies.get(id)
    if (known !== undefined) return known
    const fresh: Mutable<MoviePatch> = { id }
    this.#movies.set(id, fresh)
    return fresh
  }

  isForgotten(id: MovieId): boolean {
    return this.#movies.get(id)?.forgotten === true
  }

  lifecycle(id: MovieId): Lifecycle | undefined {
    const patch = this.#movies.get(id)
    if (patch?.forgotten === true) return undefined
    return patch?.lifecycle ?? this.#store.lifecycle(id)
  }

  /** Of the drafts, or as they are counted in this moment: who changes them holds the lock of the statistics. */
  statistics(id: MovieId): Statistics | undefined {
    return this.#movies.get(id)?.statistics ?? this.#store.columns(id)?.statistics
  }

  /** What was kept under a name for an undo, also in this very batch. */
  kept(name: string): Effect.Effect<ReadonlyArray<BinEntry>, StoreError> {
    const drafted = this.bin.filter(({ plan }) => plan === name)
    return drafted.length > 0 ? Effect.succeed(drafted) : this.#store.bin(name)
  }

  lastAccess(id: MovieId): number | null {
    return this.#store.columns(id)?.statistics.lastAccess ?? null
  }

  /** The record as it will be after this batch. */
  movie(id: MovieId): Effect.Effect<Movie | undefined, StoreError> {
    return Effect.map(this.#store.movie(id), (stored) => {
      const patch = this.#movies.get(id)
      if (patch?.forgotten === true) return undefined
      const { identity, lifecycle, statistics, knowledge } = { ...stored, ...patch } as Partial<Movie>
      if (identity === undefined || lifecycle === undefined || statistics === undefined || knowledge === undefined) {
        return stored
      }
      return { id, identity, lifecycle, statistics, knowledge }
    })
  }

  create(
    id: MovieId,
    pieces: {
      readonly identity: Identity
      readonly lifecycle: Lifecycle
      readonly statistics: Statistics
      readonly knowledge: Knowledge
    }
  ): void {
    Object.assign(this.patch(id), pieces)
    for (const alias of pieces.identity.aliases) this.#aliases.set(alias, id)
  }

  /** A movie that was merged into another is there again. */
  revive(id: MovieId, pieces: Parameters<Drafts["create"]>[1]): void {
    this.#movies.delete(id)
    this.create(id, pieces)
  }

  setIdentity(id: MovieId, identity: Identity): void {
    this.patch(id).identity = identity
    for (const alias of identity.aliases) this.#aliases.set(alias, id)
    for (const merged of identity.merged ?? []) this.#aliases.set(merged.id, id)
  }

  resolve(ref: MovieRef): Effect.Effect<MovieId | undefined, StoreError> {
    const drafted = this.#aliases.get(ref)
    if (drafted !== undefined && this.#goesBy(drafted, ref)) return Effect.succeed(drafted)
    return Effect.map(this.#store.resolve(ref), (id) => (id !== undefined && this.#goesBy(id, ref) ? id : undefined))
  }

  /** Not if the batch forgot the movie, or took the alias from it. */
  #goesBy(id: MovieId, ref: MovieRef): boolean {
    const patch = this.#movies.get(id)
    if (patch?.forgotten === true) return false
    if (isMovieId(ref)) return ref === id || (patch?.identity?.merged?.some((merged) => merged.id === ref) ?? true)
    return patch?.identity?.aliases.includes(ref) ?? true
  }

  knows(id: MovieId): boolean {
    const patch = this.#movies.get(id)
    if (patch?.forgotten === true) return false
    return patch?.identity !== undefined || this.#store.has(id)
  }

  /** The images of a movie as the manifest will list them after this batch. */
  imagesOf(id: MovieId): ReadonlyArray<ImageEntry> {
    const nameOf = ({ file, kind, size }: ImageEntry) => `${kind} ${size} ${file}`
    const listed = new Map(this.#store.imagesOf(id).map((image) => [nameOf(image), image]))
    for (const image of this.images) {
      if (image.movie === id && !("removed" in image)) listed.set(nameOf(image), image)
    }
    return [...listed.values()]
  }

  person(id: PersonId): Effect.Effect<Person | undefined, StoreError> {
    const drafted = this.#people.get(id)
    return drafted === undefined ? this.#store.person(id) : Effect.succeed(drafted)
  }

  addPeople(people: ReadonlyArray<Person>): void {
    for (const person of people) this.#people.set(person.id, person)
  }

  setRelations(relations: Relations | { readonly movie: MovieId; readonly forgotten: true }): void {
    this.#relations.set(relations.movie, relations)
  }

  relations(id: MovieId): Effect.Effect<Relations | undefined, StoreError> {
    const drafted = this.#relations.get(id)
    if (drafted === undefined) return this.#store.relations(id)
    return Effect.succeed("forgotten" in drafted ? undefined : drafted)
  }

  get isEmpty(): boolean {
    return (
      this.#movies.size === 0 &&
      this.events.length === 0 &&
      this.images.length === 0 &&
      this.bin.length === 0 &&
      this.deadLetters.length === 0
    )
  }

  transaction(): Transaction {
    return {
      events: this.events,
      movies: [...this.#movies.values()],
      people: [...this.#people.values()],
      relations: [...this.#relations.values()],
      images: this.images,
      bin: this.bin,
      deadLetters: this.deadLetters
    }
  }
}
