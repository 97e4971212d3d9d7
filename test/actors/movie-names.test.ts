import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import { dayMs, hourMs } from "../../src/domain/time.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { identityLimits } from "../../src/services/identity/identity-limits.ts"
import { ImdbTitles } from "../../src/services/imdb-titles.ts"
import type { Library } from "../../src/services/library.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"
import { basics, inDataSetWorld, movieRow } from "../infra/imdb-data-set/data-set-world.ts"
import { json, memoryDataProvider } from "../services/memory-data-provider.ts"
import { answers, details, keyOf } from "../services/sample-movie.ts"
import { allEvents, recordOf, type Store, Supervisor } from "../support/core.ts"
import { imdb, inIdentityWorld, rest, tmdb } from "../support/identity-world.ts"
import { advance, inWorld, type World } from "../support/virtual.ts"

const bench = movieRow(109_830, "The Long Bench", 1994)
const home = [1950, 1951].map((year, place) => movieRow(500 + place, "Home", year))

type Data = ReturnType<typeof memoryDataProvider>
type Services = AtRest | EventBus | Library | Store | World

/** A whole library beside a real index of a few films. */
const withIndex = (program: (data: Data) => Effect.Effect<void, unknown, Services>) =>
  inDataSetWorld((world) =>
    Effect.gen(function* () {
      world.put("title.basics.tsv.gz", basics(bench, ...home))
      yield* world.build()
      yield* world.using((index) =>
        Effect.promise(() => {
          const data = memoryDataProvider(answers())
          const disk = new MemoryDisk()
          const images = DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(disk.layer))
          const outside = [MemoryStore.layerOn(disk), images, data.layer, Layer.succeed(ImdbTitles, index)] as const
          const layer = coreLayer().pipe(Layer.provideMerge(Layer.mergeAll(...outside)))
          return inWorld(layer, program(data) as Effect.Effect<void, unknown, Services>)
        })
      )
    })
  )

const happen = Effect.fnUntraced(function* (...events: ReadonlyArray<EventInput>) {
  const bus = yield* EventBus
  const { wait } = yield* AtRest
  for (const event of events) {
    yield* bus.publish(event)
    yield* wait
  }
})
const path = "/films/The Long Bench (1994)/bench.1080p.mkv"
const file = `file:${path}` as const

describe("a file while TMDB cannot be asked", () => {
  it.live("gets its name from IMDb's data sets, and becomes basic by that name once TMDB is back (LIFE-3)", () =>
    withIndex(
      Effect.fnUntraced(function* (data) {
        data.goDown("tmdb")
        yield* happen({ type: "VideoFileDetected", path }, { type: "MovieRequested", movie: file, level: "basic" })
        const offline = yield* recordOf(file)
        assert.include(offline.identity.aliases, "imdb:tt0109830")
        assert.strictEqual(offline.lifecycle.state, "initial")
        const failed = (yield* allEvents).filter(({ type }) => type === "EnrichmentFailed" || type === "MatchNeeded")
        assert.deepStrictEqual(
          failed.map((event) => "reason" in event && event.reason),
          ["ProviderUnreachable"]
        )
        const asked = data.calls().length
        data.comeBack("tmdb")
        data.set(keyOf.find, json({ movie_results: [{ id: 13, title: "The Long Bench" }] }))
        yield* advance(hourMs)
        yield* AtRest.use(({ wait }) => wait)
        assert.strictEqual((yield* recordOf(file)).lifecycle.state, "basic")
        assert.deepStrictEqual(data.calls().slice(asked), [keyOf.find, keyOf.details], "no search")
      })
    )
  )

  it.live("is one with the movie that goes by that name already", () =>
    withIndex(
      Effect.fnUntraced(function* (data) {
        data.goDown("tmdb")
        yield* happen(
          { type: "MovieRequested", movie: "imdb:tt0109830", level: "initial" },
          { type: "VideoFileDetected", path },
          { type: "MovieRequested", movie: file, level: "basic" }
        )
        assert.strictEqual((yield* recordOf(file)).id, (yield* recordOf("imdb:tt0109830")).id)
        assert.deepInclude(
          (yield* allEvents).find(({ type }) => type === "MoviesMerged"),
          { reason: "a provider calls it imdb:tt0109830" }
        )
      })
    )
  )

  it.live("that may be several films lists them for a person, and is tried again soon", () =>
    withIndex(
      Effect.fnUntraced(function* (data) {
        data.goDown("tmdb")
        const movie = "file:/films/Home.mkv"
        yield* happen(
          { type: "VideoFileDetected", path: "/films/Home.mkv" },
          { type: "MovieRequested", movie, level: "basic" }
        )
        const { identity, lifecycle } = yield* recordOf(movie)
        assert.sameMembers(identity.unmatched?.candidates.map(({ ref }) => ref) ?? [], [
          "imdb:tt0000500",
          "imdb:tt0000501"
        ])
        assert.include(identity.unmatched?.reason, "tmdb cannot be reached")
        assert.isBelow(lifecycle.retryAt! - identity.unmatched!.at, dayMs)
        // A person's choice is an IMDb id, and that is enough.
        data.comeBack("tmdb")
        data.set("tmdb /find/tt0000500?external_source=imdb_id", json({ movie_results: [{ id: 13, title: "Home" }] }))
        data.set(keyOf.details, json({ ...details, imdb_id: "tt0000500", title: "Home" }))
        yield* happen({ type: "MovieMatched", movie, to: "imdb:tt0000500" })
        assert.include((yield* recordOf(movie)).identity.aliases, "tmdb:13")
      })
    )
  )
})

describe("a movie that somebody invents names for", () => {
  const name = (number: number) => `server:shelf/${number}` as const
  const named = (from: number, to: number): EventInput => ({
    type: "MovieRequested",
    movie: tmdb(1),
    level: "initial",
    aliases: Array.from({ length: to - from }, (_, place) => name(from + place))
  })

  it("takes a thousand and no more, says so, and is one with no movie whose names it could not hold (RUN-1)", () =>
    inIdentityWorld(
      1,
      Effect.fnUntraced(function* (world) {
        for (let from = 0; from < 980; from += 20) yield* world.publish(named(from, from + 20))
        yield* world.publish(named(980, 1_000), named(980, 999), named(0, 5))
        yield* rest(world)
        const count = (yield* world.record(tmdb(1)))!.identity.aliases.length
        assert.strictEqual(count, identityLimits.aliases)
        const { status } = world.get(Supervisor)
        assert.strictEqual(status().refused, 1)
        const [kept] = yield* world.records
        yield* world.publish({ type: "MovieRequested", movie: imdb(1), level: "initial" })
        yield* rest(world)
        const other = (yield* world.record(imdb(1)))!
        yield* world.publish(
          { type: "MoviesMerged", movie: kept!.id, merged: other.id },
          { type: "MovieMatched", movie: other.id, to: tmdb(1) },
          { type: "MovieRequested", movie: tmdb(1), level: "initial", aliases: [imdb(1)] },
          { type: "MovieRequested", movie: tmdb(1), level: "basic" }
        )
        yield* rest(world)
        assert.strictEqual((yield* world.records).length, 2)
        assert.include((yield* world.record(imdb(1)))!.identity.aliases, imdb(1), "no name is lost")
        assert.isAtLeast(status().refused, 4)
        assert.strictEqual((yield* world.record(tmdb(1)))!.lifecycle.state, "basic", "it lives on")
      })
    ))
})
