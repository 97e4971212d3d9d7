/** Small lives for the store's tests: movies, events and libraries with names that say what they are. */
import { Effect, type Layer } from "effect"
import type { Event } from "../../../src/domain/event.ts"
import { type MovieId, movieIdFrom, type PersonId } from "../../../src/domain/identity.ts"
import type { Knowledge } from "../../../src/domain/knowledge.ts"
import {
  type Identity,
  type ImageEntry,
  newLifecycle,
  newStatistics,
  type Relations
} from "../../../src/domain/movie.ts"
import type { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { replayRecords } from "../../../src/infra/json-store/replay-records.ts"
import { type MoviePatch, type RemovedImage, Store, type StoreError } from "../../../src/services/store.ts"

export const journalPath = `${MemoryStore.directory}/journal.ndjson`

/** A source of numbers from 0 to 1, the same for the same seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
}

export const movieId = (n: number): MovieId => movieIdFrom(n)
export const personId = (text: string): PersonId => text as PersonId

export const eventOf = (id: string, movie: MovieId = movieId(1), at = 1_000): Event => ({
  type: "MovieViewed",
  movie,
  id,
  at,
  causedBy: null,
  firstCause: id
})

export const identity = (n: number, more: Partial<Identity> = {}): Identity => ({
  aliases: [`tmdb:${n}`, `imdb:tt${1_000_000 + n}`, `file:/films/Film ${n}.mkv`],
  title: `Film ${n}`,
  year: 2000,
  createdAt: 1_000 + n,
  files: [],
  pin: null,
  ...more
})

export const knowledge = (text: string): Knowledge => ({
  fields: { overview: { value: text, source: "tmdb", fetchedAt: 5 } },
  gaps: [{ piece: "summary", reason: "absent", attempts: 1, nextTryAt: 9 }]
})

export const born = (n: number): MoviePatch => ({ id: movieId(n), identity: identity(n) })

export const viewed = (n: number, viewCount: number): MoviePatch => ({
  id: movieId(n),
  statistics: { ...newStatistics, viewCount, lastAccess: 2_000 + viewCount, popularityScore: viewCount / 3 }
})

export const learned = (n: number, text: string): MoviePatch => ({
  id: movieId(n),
  lifecycle: { ...newLifecycle, state: "basic", wanted: "medium", refreshAt: 77 },
  knowledge: knowledge(text)
})

export const relations = (n: number): Relations => ({
  movie: movieId(n),
  credits: [{ person: personId("tmdb-31"), kind: "played", as: "Somebody", order: 0 }],
  related: [`tmdb:${n + 1}`]
})

export const image = (n: number, more: Partial<ImageEntry> = {}): ImageEntry => ({
  file: `${String(n).padStart(40, "0")}.png`,
  movie: movieId(n),
  kind: "poster",
  size: "small",
  source: "tmdb:/poster.jpg",
  bytes: 100,
  fetchedAt: 7,
  doomed: false,
  ...more
})

/** A file by a name of its own; `n` tells them apart from the first letter on. */
export const fileNamed = (n: number): string => `${String(n).repeat(2).padEnd(40, "0")}.png`

export const removalOf = ({ file, kind, movie, size }: ImageEntry): RemovedImage => ({
  movie,
  kind,
  size,
  file,
  removed: true
})

export type StoreService = typeof Store.Service

/** Opens the library on this disk, does something with it, and closes it. */
export const withStore = <A, E>(
  disk: MemoryDisk,
  use: (store: StoreService) => Effect.Effect<A, E>,
  layer: Layer.Layer<Store, StoreError> = MemoryStore.layerOn(disk)
): Effect.Effect<A, E | StoreError> => Effect.provide(Store.use(use), layer, { local: true })

export const records = (disk: MemoryDisk, from: "start" | "checkpoint") =>
  Effect.provide(replayRecords(MemoryStore.directory, from), disk.layer)

export const textAt = (disk: MemoryDisk, path: string): string =>
  Buffer.from(disk.contents(path) ?? new Uint8Array(0)).toString()
