import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { newLifecycle, newStatistics } from "../../../src/domain/movie.ts"
import { Disk } from "../../../src/infra/disk/disk.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import type { DeadLetter, Transaction } from "../../../src/services/store.ts"
import {
  born,
  eventOf,
  identity,
  image,
  knowledge,
  learned,
  movieId,
  personId,
  relations,
  removalOf,
  type StoreService,
  viewed,
  withStore
} from "./support.ts"

const deadLetter: DeadLetter = {
  movie: movieId(1),
  position: 1,
  event: eventOf("e1"),
  reason: "boom",
  crashes: 3,
  retryAt: null
}
const binned = {
  plan: "p1",
  movie: movieId(1),
  lifecycle: newLifecycle,
  knowledge: knowledge("old"),
  relations: relations(1),
  people: [{ id: personId("tmdb-31"), name: "Zoë" }],
  at: 9
}

const people = [
  { id: personId("tmdb-31"), name: "Zoë" },
  { id: personId("imdb-nm0000158"), name: "Tom" }
]

const everything: Transaction = {
  events: [eventOf("e1"), eventOf("e2", movieId(2))],
  movies: [{ ...born(1), ...learned(1, "words"), ...viewed(1, 4) }, born(2)],
  people,
  relations: [relations(1)],
  images: [image(1), image(1, { size: "hd", bytes: 900 })],
  bin: [binned],
  deadLetters: [deadLetter],
  cursor: { subscriber: "engine", position: 2 }
}

const whole = (store: StoreService) =>
  Effect.gen(function* () {
    return {
      movies: [yield* store.movie(movieId(1)), yield* store.movie(movieId(2)), yield* store.movie(movieId(3))],
      resolved: [
        yield* store.resolve("imdb:tt1000002"),
        yield* store.resolve(movieId(1)),
        yield* store.resolve("tmdb:3")
      ],
      people: [yield* store.person(personId("tmdb-31")), yield* store.person(personId("imdb-nm0000158"))],
      relations: [yield* store.relations(movieId(1)), yield* store.relations(movieId(2))],
      images: [store.imagesOf(movieId(1)), [...store.images()]],
      columns: [...store.all()],
      deadLetters: store.deadLetters(),
      bin: [yield* store.bin("p1"), yield* store.bin("p2")],
      events: yield* store.read(1, 10),
      history: yield* store.history(movieId(2), 10),
      cursors: [store.cursorOf("engine"), store.cursorOf("nobody")],
      last: store.lastPosition()
    }
  })

describe("the json store", () => {
  it.effect("gives back every piece as it was committed, at once and after it was opened again", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const before = yield* withStore(disk, (store) => Effect.andThen(store.commit(everything), whole(store)))
      assert.deepStrictEqual(before.movies, [
        {
          id: movieId(1),
          identity: identity(1),
          lifecycle: learned(1, "").lifecycle!,
          statistics: viewed(1, 4).statistics!,
          knowledge: knowledge("words")
        },
        {
          id: movieId(2),
          identity: identity(2),
          lifecycle: newLifecycle,
          statistics: newStatistics,
          knowledge: { fields: {}, gaps: [] }
        },
        undefined
      ])
      assert.deepStrictEqual(before.resolved, [movieId(2), movieId(1), undefined])
      assert.deepStrictEqual(before.people, people)
      assert.deepStrictEqual(before.relations, [relations(1), undefined])
      assert.deepStrictEqual(before.images[0], everything.images)
      assert.deepStrictEqual(before.deadLetters, [deadLetter])
      assert.deepStrictEqual(before.bin, [[binned], []])
      assert.deepStrictEqual(
        before.events.map(({ position, event }) => [position, event.id]),
        [
          [1, "e1"],
          [2, "e2"]
        ]
      )
      assert.deepStrictEqual(
        before.history.map(({ position }) => position),
        [2]
      )
      assert.deepStrictEqual(before.cursors, [2, 0])
      const [columns] = before.columns
      assert.deepStrictEqual([columns!.smallImageBytes, columns!.hdImageBytes], [100, 900])

      const fromCheckpoint = yield* withStore(disk, whole)
      assert.deepStrictEqual(fromCheckpoint, before)

      for (const path of disk.paths())
        if (!path.endsWith("journal.ndjson") && !path.endsWith("library.json")) yield* remove(disk, path)
      assert.deepStrictEqual(yield* withStore(disk, whole), before)
    })
  )

  it.effect("counts how often it was opened", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const opened = withStore(disk, (store) => Effect.succeed(store.opened))
      assert.deepStrictEqual([yield* opened, yield* opened, yield* opened], [1, 2, 3])
    })
  )

  it.effect("forgets a movie whole: record, aliases, relations; its images stay listed, doomed", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit(everything)
          yield* store.commit({ movies: [{ id: movieId(1), forgotten: true }] })
          assert.isFalse(store.has(movieId(1)))
          assert.isUndefined(yield* store.resolve("tmdb:1"))
          assert.isUndefined(yield* store.relations(movieId(1)))
          assert.deepStrictEqual(
            store.imagesOf(movieId(1)).map(({ doomed }) => doomed),
            [true, true]
          )
          yield* store.commit({ movies: [viewed(1, 9)] })
          assert.isFalse(store.has(movieId(1)), "a late patch brings nobody back")
          yield* store.commit({ images: [removalOf(image(1, { size: "hd" }))] })
          assert.deepStrictEqual(
            [...store.images()].map(({ size }) => size),
            ["small"]
          )
          assert.strictEqual(store.status().imageBytes, 100)
        })
      )
      yield* withStore(disk, (store) =>
        Effect.sync(() => {
          assert.isFalse(store.has(movieId(1)))
          assert.deepStrictEqual(
            [...store.images()].map(({ doomed }) => doomed),
            [true]
          )
        })
      )
    })
  )

  it.effect("an alias that moved leads to its new movie, and one that was dropped leads nowhere", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit({ movies: [born(1), born(2)] })
          yield* store.commit({
            movies: [
              { id: movieId(1), identity: identity(1, { aliases: [] }) },
              { id: movieId(2), identity: identity(2, { aliases: ["tmdb:1"] }) }
            ]
          })
          assert.strictEqual(yield* store.resolve("tmdb:1"), movieId(2))
          assert.isUndefined(yield* store.resolve("imdb:tt1000001"))
        })
      )
    })
  )

  it.effect("keys that mean something to JavaScript mean nothing here", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const hostile = JSON.parse(`{"__proto__":{"polluted":true},"constructor":1,"10":2,"2":3}`) as {
        readonly [key: string]: number
      }
      const aliases = ["file:__proto__", "file:constructor", "server:plex/\u2028\ud800 'x'\n"] as const
      const patch = {
        id: movieId(1),
        identity: identity(1, { aliases }),
        knowledge: { fields: { keywords: { value: hostile, source: "tmdb", fetchedAt: 1 } }, gaps: [] }
      } as const
      const look = (store: StoreService) =>
        Effect.gen(function* () {
          const movie = yield* store.movie(movieId(1))
          assert.strictEqual(JSON.stringify(movie?.knowledge.fields.keywords?.value), JSON.stringify(hostile))
          assert.deepStrictEqual(movie?.identity.aliases, aliases)
          for (const alias of aliases) assert.strictEqual(yield* store.resolve(alias), movieId(1))
          assert.strictEqual(store.cursorOf("__proto__"), 3)
          assert.isUndefined(({} as { readonly polluted?: boolean }).polluted)
        })
      yield* withStore(disk, (store) =>
        Effect.andThen(store.commit({ movies: [patch], cursor: { subscriber: "__proto__", position: 3 } }), look(store))
      )
      yield* withStore(disk, look)
    })
  )

  it.effect("reads events from any position on, across many that are no events", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const positions = (from: number, limit: number) => (store: StoreService) =>
        Effect.map(store.read(from, limit), (events) => events.map(({ position, event }) => `${position}:${event.id}`))
      yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          for (let n = 1; n <= 300; n++) {
            const three = [eventOf(`a${n}`), eventOf(`b${n}`, movieId(2)), eventOf(`c${n}`)]
            yield* store.commit({ events: three, movies: [viewed(n, n)] })
          }
          assert.deepStrictEqual(yield* positions(768, 3)(store), ["768:c256", "769:a257", "770:b257"])
          assert.deepStrictEqual(yield* positions(771, 2)(store), ["771:c257", "772:a258"])
          assert.deepStrictEqual(yield* positions(899, 50)(store), ["899:b300", "900:c300"])
          assert.deepStrictEqual(yield* positions(901, 50)(store), [])
          const newest = yield* store.history(movieId(2), 2)
          assert.deepStrictEqual(
            newest.map(({ event }) => event.id),
            ["b299", "b300"]
          )
        })
      )
      assert.deepStrictEqual(yield* withStore(disk, positions(256, 2)), ["256:a86", "257:b86"])
    })
  )
})

const remove = (disk: MemoryDisk, path: string) =>
  Effect.provide(
    Effect.flatMap(Disk, (service) => service.unlink(path)),
    disk.layer
  )
