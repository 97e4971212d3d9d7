import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { hourMs, secondMs } from "../../src/domain/time.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { JsonReplayProvider } from "../../src/infra/replay/json-replay-provider.ts"
import { Discovery } from "../../src/services/discovery.ts"
import { tmdbProviderLayer } from "../../src/services/providers/tmdb-provider.ts"
import { allEvents, AtRest, core, EventBus, recordOf, typesOf } from "../support/core.ts"
import { newScript } from "../support/scripted-engine.ts"
import { advance, inWorld } from "../support/virtual.ts"

const page = {
  page: 1,
  total_pages: 1,
  results: [
    { id: 13, title: "Forrest Gump", release_date: "1994-07-06" },
    { id: 14, title: "Forrest of Nowhere", release_date: "" }
  ]
}
const answers = JsonReplayProvider.layerMemory([{ key: "tmdb /search/movie?query=forrest", body: page }], {
  latencyScale: 1
})

const world = (script = newScript(), disk = new MemoryDisk()) =>
  Discovery.layer.pipe(
    Layer.provideMerge(Layer.merge(core({ script, disk }), tmdbProviderLayer.pipe(Layer.provide(answers))))
  )

const rest = Effect.gen(function* () {
  yield* advance(secondMs)
  yield* (yield* AtRest).wait
})

describe("discovery", () => {
  it("a search makes initial movies of its hits, and asks nobody for more (LIFE-9)", () => {
    const script = newScript()
    return inWorld(
      world(script),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id } = yield* bus.publish({ type: "SearchRequested", query: "forrest" })
        yield* rest
        const events = yield* allEvents
        assert.deepStrictEqual(typesOf(events), [
          "SearchRequested",
          "DiscoverMoviesFetched",
          "SearchHit",
          "SearchHit",
          "MovieCreated",
          "MovieCreated"
        ])
        assert.isTrue(events.every(({ firstCause }) => firstCause === id))
        assert.deepInclude((yield* recordOf("tmdb:13")).identity, { title: "Forrest Gump", year: 1994 })
        assert.strictEqual((yield* recordOf("tmdb:14")).lifecycle.state, "initial")
        assert.deepStrictEqual(script.asked, [])
      })
    )
  })

  it("a search that nobody answers is counted, and harms nothing", () =>
    inWorld(
      world(),
      Effect.gen(function* () {
        yield* (yield* EventBus).publish({ type: "SearchRequested", query: "no such fixture" })
        yield* rest
        assert.deepStrictEqual(typesOf(yield* allEvents), ["SearchRequested"])
        assert.strictEqual((yield* Discovery).status().unanswered, 1)
      })
    ))

  it("a refresh of some takes those in need, never a movie that holds nothing to refresh", () => {
    const script = newScript()
    return inWorld(
      world(script),
      Effect.gen(function* () {
        const bus = yield* EventBus
        for (const movie of ["tmdb:1", "tmdb:2", "tmdb:3"] as const) {
          yield* bus.publish({ type: "MovieRequested", movie, level: movie === "tmdb:3" ? "initial" : "basic" })
          yield* advance(hourMs)
        }
        script.asked.length = 0
        yield* bus.publish({ type: "ProviderRefreshRequested", limit: 5 })
        yield* rest
        assert.deepStrictEqual(
          script.asked.map(({ task }) => task),
          ["refresh", "refresh"]
        )
      })
    )
  })
})
