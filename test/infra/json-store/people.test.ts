import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { PersonId } from "../../../src/domain/identity.ts"
import type { Relations } from "../../../src/domain/movie.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { recordsText } from "../../../src/infra/json-store/replay-records.ts"
import { born, journalPath, movieId, personId, records, type StoreService, textAt, withStore } from "./support.ts"

const person = (n: number) => ({ id: personId(`tmdb-${n}`), name: `Person ${n}` })

const naming = (movie: number, ...people: ReadonlyArray<number>): Relations => ({
  movie: movieId(movie),
  credits: people.map((n, order) => ({ person: person(n).id, kind: "played", as: "Somebody", order })),
  related: []
})

const forget = (people: ReadonlyArray<PersonId>, asOf: number) => ({
  people: people.map((id) => ({ id, forgotten: true as const, asOf }))
})

const known = (store: StoreService) =>
  Effect.map(
    Effect.forEach([1, 2, 3, 31], (n) => store.person(person(n).id)),
    (people) => people.map((one) => one?.name ?? null)
  )

const two = {
  movies: [born(1), born(2)],
  people: [person(1), person(2), person(3), person(31)],
  relations: [naming(1, 1, 2, 31), naming(2, 2)]
}

describe("people of the json store", () => {
  it.effect("whom no relations name are found, and gone when they are removed, at once and after a restart", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit(two)
          assert.deepStrictEqual((yield* store.strayPeople(10)).people, [person(3).id])
          yield* store.commit({ relations: [{ movie: movieId(1), forgotten: true }] })
          assert.deepStrictEqual((yield* store.strayPeople(2)).people, [person(1).id, person(3).id])
          const { asOf, people } = yield* store.strayPeople(10)
          yield* store.commit(forget(people, asOf))
          assert.deepStrictEqual(yield* known(store), [null, "Person 2", null, null])
          assert.strictEqual(store.status().people, 1)
        })
      )
      assert.deepStrictEqual(yield* withStore(disk, known), [null, "Person 2", null, null])
      assert.strictEqual(recordsText(yield* records(disk, "checkpoint")), recordsText(yield* records(disk, "start")))
    })
  )

  it.effect("who is stated again since somebody looked stays, and the journal does not say that anybody tried", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit({ movies: [born(1)], people: [person(1), person(2), person(3)] })
          const { asOf, people } = yield* store.strayPeople(10)
          assert.lengthOf(people, 3)
          yield* store.commit({ people: [person(1)], relations: [naming(1, 1)] })
          // One flush: the second is stated before the removal, and stays; the third is not, and goes.
          yield* Effect.all(
            [store.commit({ people: [person(2)], relations: [naming(1, 1, 2)] }), store.commit(forget(people, asOf))],
            { concurrency: "unbounded" }
          )
          assert.deepStrictEqual(yield* known(store), ["Person 1", "Person 2", null, null])
          assert.lengthOf(textAt(disk, journalPath).match(/"forgotten":true/g) ?? [], 1)
        })
      )
      assert.deepStrictEqual(yield* withStore(disk, known), ["Person 1", "Person 2", null, null])
    })
  )

  it.effect(
    "relations are visited in the order of creation, all or those that name a person, from journal and files",
    () =>
      Effect.gen(function* () {
        const disk = new MemoryDisk()
        const visited = (store: StoreService, id?: PersonId) =>
          Effect.gen(function* () {
            const movies: Array<string> = []
            yield* store.eachRelations(({ movie }) => void movies.push(movie), id)
            return movies
          })
        const look = (store: StoreService) =>
          Effect.all([
            visited(store),
            visited(store, person(2).id),
            visited(store, person(3).id),
            visited(store, person(31).id)
          ])
        const expected: [Array<string>, Array<string>, Array<string>, Array<string>] = [
          [movieId(1), movieId(2)],
          [movieId(1), movieId(2)],
          [],
          [movieId(1)]
        ]
        const first = yield* withStore(disk, (store) => Effect.andThen(store.commit(two), look(store)))
        assert.deepStrictEqual(first, expected)
        assert.deepStrictEqual(yield* withStore(disk, look), expected)
      })
  )
})
