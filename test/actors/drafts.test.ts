import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Drafts } from "../../src/actors/drafts.ts"
import { type Alias, type MovieId, movieIdFrom, type PersonId } from "../../src/domain/identity.ts"
import { emptyKnowledge } from "../../src/domain/knowledge.ts"
import { type Identity, type ImageEntry, newLifecycle, newStatistics } from "../../src/domain/movie.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { Store } from "../../src/services/store.ts"
import { inWorld } from "../support/virtual.ts"

const [held, fresh] = [movieIdFrom(1), movieIdFrom(2)]

const identityOf = (...aliases: ReadonlyArray<Alias>): Identity => ({
  aliases,
  title: null,
  year: null,
  createdAt: 1,
  files: [],
  pin: null
})

const pieces = (...aliases: ReadonlyArray<Alias>) => ({
  identity: identityOf(...aliases),
  lifecycle: newLifecycle,
  statistics: newStatistics,
  knowledge: emptyKnowledge
})

/** Drafts over a store that holds one movie, `tmdb:1`. */
const withDrafts = <E>(test: (drafts: Drafts, store: Store["Service"]) => Effect.Effect<void, E>) =>
  inWorld(
    MemoryStore.layer,
    Effect.gen(function* () {
      const store = yield* Store
      yield* store.commit({ movies: [{ id: held, ...pieces("tmdb:1") }] })
      yield* test(new Drafts(store), store)
    })
  )

const whoIs = (drafts: Drafts, ...refs: ReadonlyArray<Alias | MovieId>) =>
  Effect.forEach(refs, (ref) => drafts.resolve(ref))

describe("drafts", () => {
  it("show the record as it will be, piece by piece, and the store is not touched before the commit", () =>
    withDrafts((drafts, store) =>
      Effect.gen(function* () {
        assert.isTrue(drafts.isEmpty)
        drafts.patch(held).lifecycle = { ...newLifecycle, pinned: true }
        const drafted = yield* drafts.movie(held)
        assert.deepStrictEqual(drafted, { id: held, ...pieces("tmdb:1"), lifecycle: { ...newLifecycle, pinned: true } })
        assert.isTrue(drafts.lifecycle(held)?.pinned)
        assert.isFalse(store.lifecycle(held)?.pinned)
        assert.isFalse(drafts.isEmpty)
        yield* store.commit(drafts.transaction())
        assert.deepStrictEqual(yield* store.movie(held), drafted)
      })
    ))

  it("know a movie that the batch creates, by its id and by every alias", () =>
    withDrafts((drafts) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* whoIs(drafts, fresh, "tmdb:2"), [undefined, undefined])
        drafts.create(fresh, pieces("tmdb:2", "imdb:tt0000002"))
        assert.isTrue(drafts.knows(fresh))
        assert.deepStrictEqual(yield* whoIs(drafts, "tmdb:2", "imdb:tt0000002", "tmdb:1"), [fresh, fresh, held])
        assert.deepStrictEqual(yield* drafts.movie(fresh), { id: fresh, ...pieces("tmdb:2", "imdb:tt0000002") })
      })
    ))

  it("know a movie no more that the batch forgets, by no name", () =>
    withDrafts((drafts, store) =>
      Effect.gen(function* () {
        drafts.patch(held).forgotten = true
        assert.isFalse(drafts.knows(held))
        assert.deepStrictEqual(yield* whoIs(drafts, held, "tmdb:1"), [undefined, undefined])
        assert.isUndefined(yield* drafts.movie(held))
        assert.isUndefined(drafts.lifecycle(held))
        drafts.create(fresh, pieces("tmdb:1"))
        assert.deepStrictEqual(yield* whoIs(drafts, "tmdb:1"), [fresh])
        yield* store.commit(drafts.transaction())
        assert.strictEqual(yield* store.resolve("tmdb:1"), fresh)
        assert.strictEqual(store.status().movies, 1)
      })
    ))

  it("an alias that the batch takes from a movie leads to it no more, nor one it had for a moment", () =>
    withDrafts((drafts) =>
      Effect.gen(function* () {
        drafts.setIdentity(held, identityOf("tmdb:9"))
        drafts.setIdentity(held, identityOf("tmdb:8"))
        assert.deepStrictEqual(yield* whoIs(drafts, "tmdb:1", "tmdb:9", "tmdb:8", held), [
          undefined,
          undefined,
          held,
          held
        ])
      })
    ))

  it("relations, people and images are read through the drafts too", () =>
    withDrafts((drafts, store) =>
      Effect.gen(function* () {
        const person = { id: "tmdb-31" as PersonId, name: "Tom" }
        const relations = { movie: held, credits: [], related: ["tmdb:5"] } as const
        const image: ImageEntry = {
          file: "a.jpg",
          movie: held,
          kind: "poster",
          size: "small",
          source: "tmdb",
          bytes: 1,
          fetchedAt: 1,
          doomed: false
        }
        yield* store.commit({ relations: [relations], images: [image] })
        assert.deepStrictEqual(yield* drafts.relations(held), relations)
        drafts.setRelations({ movie: held, forgotten: true })
        assert.isUndefined(yield* drafts.relations(held))
        drafts.addPeople([person])
        assert.deepStrictEqual(yield* drafts.person(person.id), person)
        drafts.images.push({ ...image, doomed: true })
        assert.deepStrictEqual(
          drafts.imagesOf(held).map(({ doomed }) => doomed),
          [true]
        )
      })
    ))

  it("what only states events, letters, images or bin entries is not empty either: it must be committed", () =>
    withDrafts((_, store) =>
      Effect.sync(() => {
        for (const list of ["events", "images", "bin", "deadLetters"] as const) {
          const drafts = new Drafts(store)
          drafts[list].push({} as never)
          assert.isFalse(drafts.isEmpty, list)
        }
      })
    ))
})
