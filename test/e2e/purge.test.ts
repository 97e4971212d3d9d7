/** Purging a provider from a library of real files: all that came from it goes, and stays away (LIFE-1, LIFE-7, LIFE-8, STORE-3). */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, type Scope } from "effect"
import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { recordBreaches } from "../../src/machines/record-invariants.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Housekeeper } from "../../src/services/housekeeping/housekeeper.ts"
import { Library } from "../../src/services/library.ts"
import { Store } from "../../src/services/store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { applyPurge, planPurge } from "../../src/shells/purge-provider.ts"
import { temporaryDirectory } from "./real-library.ts"
import { forrestGump, lastDay, onDay, storyFrom, type StoryWorld } from "./story-sessions.ts"
import { dayMs } from "../../src/domain/time.ts"

const fixtures = join(import.meta.dirname, "../../fixtures/replay")
const atRest = AtRest.use(({ wait }) => wait)
const gump = Effect.map(
  Library.use(({ find }) => find(forrestGump)),
  (movie) => movie!
)
const learn = Library.use(({ requestAndWait }) => requestAndWait({ movie: forrestGump, level: "deep" }))

const purgeOf = (provider: "tmdb" | "wikipedia" | "images") =>
  Effect.gen(function* () {
    const plan = yield* planPurge(provider, storyFrom)
    yield* applyPurge(plan, "a test")
    const store = yield* Store
    const movie = yield* gump
    assert.deepStrictEqual(recordBreaches(movie, yield* Clock.currentTimeMillis), [])
    return { plan, movie, images: store.imagesOf(movie.id), people: store.status().people }
  })

const worldIn = (directory: string): StoryWorld => ({ directory, log: [], source: { fixtures, latencyScale: 0 } })

/** The readable files, as the journal alone gives them. */
const fromJournal = Effect.fnUntraced(function* (world: StoryWorld, day: number) {
  const checkpointed = onDay(
    world,
    day,
    Store.use(({ checkpoint }) => checkpoint)
  )
  const readable = () => readFileSync(`${world.directory}/movies.json`, "utf8")
  yield* checkpointed
  const before = readable()
  for (const name of readdirSync(world.directory)) {
    if (/^(?:checkpoint|movies|people|relations)(?:\.previous)?\.json$/.test(name)) rmSync(`${world.directory}/${name}`)
  }
  yield* checkpointed
  return [before, readable()] as const
})

describe("purging a provider", () => {
  it.live(
    "takes TMDB's values, people and pictures from a pinned movie; edits stay, and it learns again",
    (): Effect.Effect<void, unknown, Scope.Scope> =>
      Effect.gen(function* () {
        const world = worldIn(yield* temporaryDirectory)
        const { images, movie, people, plan } = yield* onDay(
          world,
          0,
          Effect.gen(function* () {
            yield* learn
            const bus = yield* EventBus
            yield* bus.publish({ type: "MoviePinned", movie: forrestGump })
            yield* bus.publish({ type: "MovieEdited", movie: forrestGump, field: "tagline", value: "Run!" })
            yield* atRest
            return yield* purgeOf("tmdb")
          })
        )
        assert.deepStrictEqual([plan.movies.length, plan.downgraded, plan.images], [1, 1, 3])
        assert.deepStrictEqual([images, people], [[], 0])
        assert.deepStrictEqual([movie.lifecycle.state, movie.lifecycle.kept], ["downgraded", "summary"])
        assert.strictEqual(movie.knowledge.fields.tagline?.value, "Run!")
        assert.deepStrictEqual([movie.identity.title, movie.lifecycle.pinned], ["Forrest Gump", true])
        assert.notInclude(JSON.stringify(movie.knowledge), `"tmdb"`)
        assert.isFalse(readdirSync(`${world.directory}/images`).some((name) => name.endsWith(".png")))
        const [before, replayed] = yield* fromJournal(world, 1)
        assert.strictEqual(replayed, before)
        yield* onDay(world, 2, learn)
        assert.strictEqual((yield* onDay(world, 3, gump)).lifecycle.state, "deep")
      }).pipe(Effect.scoped)
  )

  it.live(
    "of Wikipedia or of the pictures leaves the movie deep, with a gap that says why",
    (): Effect.Effect<void, unknown, Scope.Scope> =>
      Effect.gen(function* () {
        const world = worldIn(yield* temporaryDirectory)
        yield* onDay(world, 0, learn)
        const text = yield* onDay(world, 1, purgeOf("wikipedia"))
        const pictures = yield* onDay(world, 2, purgeOf("images"))
        assert.deepStrictEqual([text.movie.lifecycle.state, pictures.movie.lifecycle.state], ["deep", "deep"])
        assert.deepStrictEqual(
          pictures.movie.knowledge.gaps.map(({ piece, reason }) => [piece, reason]),
          [
            ["wikipedia-summary", "purged: wikipedia"],
            ["poster", "purged: images"],
            ["images", "purged: images"]
          ]
        )
        assert.deepStrictEqual(pictures.images, [])
        yield* onDay(world, 3, Effect.andThen(learn, atRest))
        assert.deepStrictEqual((yield* onDay(world, 4, gump)).knowledge.gaps, [])
      }).pipe(Effect.scoped)
  )

  it.live(
    "also stays away when an earlier plan is undone: what was purged since does not come back",
    (): Effect.Effect<void, unknown, Scope.Scope> =>
      Effect.gen(function* () {
        const world = worldIn(yield* temporaryDirectory)
        yield* onDay(world, 0, learn)
        const after = yield* onDay(
          world,
          lastDay,
          Effect.gen(function* () {
            const housekeeper = yield* Housekeeper
            const { hash } = yield* housekeeper.plan
            yield* housekeeper.apply(hash, { confirm: true })
            yield* atRest
            assert.strictEqual((yield* gump).lifecycle.kept, "basic")
            yield* Effect.sleep(5)
            yield* purgeOf("tmdb")
            yield* housekeeper.undo(hash)
            yield* atRest
            return yield* gump
          })
        )
        assert.deepStrictEqual([after.lifecycle.state, after.lifecycle.kept], ["downgraded", "summary"])
        assert.notInclude(JSON.stringify(after.knowledge), `"tmdb"`)
        assert.isAbove(after.lifecycle.downgradedAt!, storyFrom + (lastDay - 1) * dayMs)
      }).pipe(Effect.scoped)
  )
})
