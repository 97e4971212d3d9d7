/**
 * A scripted life of a library that keeps its own list of what was acknowledged, and the law that holds after any end
 * of it: acknowledged transactions are there exactly once, the others wholly or not at all (STORE-1, STORE-2, STORE-3).
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Disk } from "../../../src/infra/disk/disk.ts"
import type { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import { recordsText } from "../../../src/infra/json-store/replay-records.ts"
import type { StoreError, Transaction } from "../../../src/services/store.ts"
import {
  eventOf,
  identity,
  image,
  learned,
  movieId,
  personId,
  records,
  relations,
  type StoreService,
  withStore
} from "./support.ts"

export interface Witness {
  readonly acknowledged: Set<number>
  readonly failed: Map<number, StoreError>
  next: number
}

export const newWitness = (): Witness => ({ acknowledged: new Set(), failed: new Map(), next: 1 })

const movieOf = (k: number): number => (k % 3) + 1

/** The k-th transaction: two events, a movie whose title and statistics say k, and more besides. */
const transaction = (k: number): Transaction => {
  const movie = movieOf(k)
  return {
    events: [eventOf(`${k}a`, movieId(movie)), eventOf(`${k}b`, movieId(movie))],
    movies: [{ ...learned(movie, `words ${k}`), identity: identity(movie, { title: `Title ${k}` }) }],
    people: [{ id: personId(`tmdb-${k}`), name: `Person ${k}` }],
    relations: [relations(movie)],
    images: [image(movie, { bytes: k })],
    cursor: { subscriber: "engine", position: k }
  }
}

const commit = (store: StoreService, witness: Witness) =>
  Effect.suspend(() => {
    const k = witness.next++
    return store.commit(transaction(k)).pipe(
      Effect.match({
        onSuccess: () => void witness.acknowledged.add(k),
        onFailure: (error) => void witness.failed.set(k, error)
      })
    )
  })

const together = (store: StoreService, witness: Witness, count: number) =>
  Effect.all(
    Array.from({ length: count }, () => commit(store, witness)),
    { concurrency: "unbounded", discard: true }
  )

/** Opened twice, with commits alone and together, a checkpoint between them, and one at each close. */
export const live = (disk: MemoryDisk, witness: Witness) =>
  Effect.gen(function* () {
    yield* withStore(disk, (store) =>
      Effect.gen(function* () {
        yield* together(store, witness, 2)
        yield* Effect.ignore(store.checkpoint)
        yield* together(store, witness, 3)
        yield* commit(store, witness)
      })
    ).pipe(Effect.ignore)
    yield* withStore(disk, (store) => Effect.andThen(commit(store, witness), together(store, witness, 2))).pipe(
      Effect.ignore
    )
  })

const presentIn = (store: StoreService) =>
  Effect.gen(function* () {
    const events = yield* store.read(1, 10_000)
    assert.deepStrictEqual(
      events.map(({ position }) => position),
      events.map((_, place) => place + 1),
      "positions have no holes"
    )
    const ids = events.map(({ event }) => event.id)
    const present = ids.filter((id) => id.endsWith("a")).map((id) => Number(id.slice(0, -1)))
    assert.deepStrictEqual(
      ids,
      present.flatMap((k) => [`${k}a`, `${k}b`]),
      "no transaction is there by half, or twice"
    )
    return present
  })

const checkEffects = (store: StoreService, present: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    assert.strictEqual(store.cursorOf("engine"), present.at(-1) ?? 0)
    for (const movie of [1, 2, 3]) {
      const last = present.findLast((k) => movieOf(k) === movie)
      const record = yield* store.movie(movieId(movie))
      assert.strictEqual(record?.identity.title, last === undefined ? undefined : `Title ${last}`)
      assert.strictEqual(record?.knowledge.fields.overview?.value, last === undefined ? undefined : `words ${last}`)
      assert.strictEqual(store.columns(movieId(movie))?.smallImageBytes, last)
      assert.strictEqual(yield* store.resolve(`tmdb:${movie}`), last === undefined ? undefined : movieId(movie))
    }
    assert.strictEqual(store.status().people, present.length)
  })

/** Opens what is left and checks it; `promised` are the transactions that must be there. */
export const checkAfter = (disk: MemoryDisk, promised: Iterable<number>, absent: Iterable<number> = []) =>
  Effect.gen(function* () {
    const present = yield* withStore(disk, (store) =>
      Effect.tap(presentIn(store), (found) => checkEffects(store, found))
    )
    for (const k of promised) assert.include(present, k, `acknowledged ${k} is there`)
    for (const k of absent) assert.notInclude(present, k, `refused ${k} is not there`)
    return present
  })

/** STORE-3, three ways: the journal from its start, the newest checkpoint with the tail, and the journal alone. */
export const checkReplay = (disk: MemoryDisk) =>
  Effect.gen(function* () {
    const fromStart = recordsText(yield* records(disk, "start"))
    assert.strictEqual(recordsText(yield* records(disk, "checkpoint")), fromStart)
    for (const name of ["movies", "people", "relations"]) {
      const bytes = yield* Effect.provide(
        Disk.use((it) => it.read(`${MemoryStore.directory}/${name}.json`)),
        disk.layer
      )
      if (bytes !== undefined) assert.doesNotThrow(() => JSON.parse(Buffer.from(bytes).toString()))
    }
    return fromStart
  })
