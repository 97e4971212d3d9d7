/** What a batch does to the image manifest: it sees its own changes, and no file that is there goes unlisted (SAFE-1). */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Drafts } from "../../src/actors/drafts.ts"
import { discard, forgetMovie, learn } from "../../src/actors/record-changes.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { emptyKnowledge } from "../../src/domain/knowledge.ts"
import type { ImageEntry, ImageSize } from "../../src/domain/movie.ts"
import type { Enrichment, LearntImage } from "../../src/services/enrichment.ts"
import { Store } from "../../src/services/store.ts"
import { put, shelf } from "../support/shelf.ts"

const id = movieIdFrom(1)
const fileOf = (letter: string) => `${letter.repeat(40)}.jpg`

const learnt = (letter: string, size: ImageSize = "hd"): LearntImage => ({
  file: fileOf(letter),
  kind: "poster",
  size,
  source: `/${letter}.jpg`,
  bytes: 10,
  fetchedAt: 1
})
const shown = (letter: string, size?: ImageSize): ImageEntry => ({ ...learnt(letter, size), movie: id, doomed: false })

const bringing = (...images: ReadonlyArray<LearntImage>): Enrichment => ({
  level: "deep",
  learnt: [],
  aliases: [],
  people: [],
  credits: undefined,
  related: undefined,
  images,
  tried: [],
  gaps: [],
  providerCalls: 1,
  bytes: 10,
  durationMs: 1
})

/** The manifest after a batch: each file's first letter, in upper case when it is shown. */
const after = (listed: ReadonlyArray<ImageEntry>, change: (drafts: Drafts) => Effect.Effect<void, unknown, Store>) =>
  Effect.gen(function* () {
    const store = yield* Store
    yield* put(1)
    yield* store.commit({ images: listed })
    const drafts = new Drafts(store)
    yield* change(drafts)
    yield* store.commit(drafts.transaction())
    return [...store.images()]
      .map(({ doomed, file, size }) => `${doomed ? file[0] : file[0]!.toUpperCase()} ${size}`)
      .toSorted()
  }).pipe(Effect.provide(shelf()))

const learning = (drafts: Drafts, ...images: ReadonlyArray<LearntImage>) =>
  Effect.flatMap(drafts.movie(id), (movie) => learn(drafts, movie!, bringing(...images), emptyKnowledge))

describe("a batch that changes images", () => {
  it.effect("dooms what another file replaces, of that kind and size only, and keeps it listed", () =>
    Effect.gen(function* () {
      const listed = [shown("a"), shown("b", "small")]
      assert.deepStrictEqual(yield* after(listed, (drafts) => learning(drafts, learnt("c"))), [
        "B small",
        "C hd",
        "a hd"
      ])
    })
  )

  it.effect("keeps the very same file shown, also one that was doomed before", () =>
    Effect.gen(function* () {
      const listed = [{ ...shown("a"), doomed: true }, shown("b")]
      assert.deepStrictEqual(yield* after(listed, (drafts) => learning(drafts, learnt("a"))), ["A hd", "b hd"])
      assert.deepStrictEqual(yield* after([shown("a")], (drafts) => learning(drafts, learnt("a"))), ["A hd"])
    })
  )

  it.effect("replaces what the same batch brought", () =>
    Effect.gen(function* () {
      const twice = (drafts: Drafts) => Effect.andThen(learning(drafts, learnt("b")), learning(drafts, learnt("c")))
      assert.deepStrictEqual(yield* after([shown("a")], twice), ["C hd", "a hd", "b hd"])
    })
  )

  it.effect("forgets with the movie what the same batch brought", () =>
    Effect.gen(function* () {
      const forgetting = (drafts: Drafts) => Effect.map(learning(drafts, learnt("b")), () => forgetMovie(drafts, id))
      assert.deepStrictEqual(yield* after([shown("a")], forgetting), ["a hd", "b hd"])
    })
  )

  it.effect("lists the files of work that nobody waits for, to be deleted, and leaves what is listed as it is", () =>
    Effect.gen(function* () {
      const discarding = (drafts: Drafts) => Effect.sync(() => discard(drafts, id, bringing(learnt("a"), learnt("c"))))
      assert.deepStrictEqual(yield* after([shown("a"), { ...shown("b"), doomed: true }], discarding), [
        "A hd",
        "b hd",
        "c hd"
      ])
    })
  )
})
