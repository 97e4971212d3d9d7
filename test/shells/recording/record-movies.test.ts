/** Recording over real HTTP against a stand-in on this machine: what it costs, that it goes on, what has drifted, when it gives up. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, type Scope } from "effect"
import { join } from "node:path"
import type { MovieRef } from "../../../src/domain/identity.ts"
import { hybridModes, type HybridMode } from "../../../src/infra/hybrid/hybrid-settings.ts"
import { StandIn, standInLayer } from "../../../src/infra/stand-in/stand-in.ts"
import { closedSourceLayer } from "../../../src/shells/data-source-layer.ts"
import { NodeDisk } from "../../../src/infra/disk/node-disk.ts"
import { DataProvider } from "../../../src/services/data-provider.ts"
import { recordMovies } from "../../../src/shells/recording/record-movies.ts"
import { planRecording, type RecordAsked } from "../../../src/shells/recording/record-plan.ts"
import { temporaryDirectory } from "../../e2e/real-library.ts"
import { onDay, type StoryWorld } from "../../e2e/story-sessions.ts"

const fixtures = join(import.meta.dirname, "../../../fixtures/replay")
const standIn = standInLayer({ fixtures, port: 0, latencyScale: 0, ratePerSecond: Infinity })
const noCache = { cache: null, ratePerSecond: 1_000, burst: 50 }

const worldIn = (directory: string, { baseUrls }: StandIn["Service"], mode: HybridMode): StoryWorld => {
  const providers = {
    tmdb: { baseUrl: baseUrls.tmdb, retriesMax: 0, ...noCache },
    imdb: { baseUrl: baseUrls.imdb, ...noCache },
    wikidata: { baseUrl: baseUrls.wikidata, ...noCache },
    wikipedia: { baseUrl: baseUrls.wikipedia, ...noCache },
    images: { baseUrl: baseUrls.images, ...noCache }
  }
  const keys = { tmdbToken: Redacted.make("any-token"), omdbKey: Redacted.make("any-key") }
  const http = { version: "0.0.0", contact: "somebody@example.org", ...keys, providers }
  return { directory, log: [], source: { fixtures: null, latencyScale: 0, modes: hybridModes(mode), http } }
}

const three: RecordAsked = { movies: ["tmdb:13", "tmdb:27205", "imdb:tt0111161"], level: "deep", again: false }
const record = (asked: RecordAsked) => recordMovies(asked, () => undefined)

const withStandIn = (
  test: (standing: StandIn["Service"], directory: string) => Effect.Effect<void, unknown, Scope.Scope>
): Effect.Effect<void, unknown> =>
  Effect.gen(function* () {
    yield* test(yield* StandIn, yield* temporaryDirectory)
  }).pipe(Effect.provide(standIn), Effect.scoped)

describe("recording movies", () => {
  it.live("costs no more than the dry run said, and asks nothing that was recorded before", () =>
    withStandIn((standing, directory) =>
      Effect.gen(function* () {
        const world = worldIn(directory, standing, "replay-then-live")
        const plan = yield* onDay(world, 0, planRecording(three))
        const first = yield* onDay(world, 1, record(three))
        assert.deepStrictEqual([first.reached, first.failed, first.stopped], [3, [], null])
        const callsMax = plan.items.reduce((sum, item) => sum + item.callsMax, 0)
        assert.isAtMost(first.requests, callsMax)
        assert.isAbove(first.answersWritten, 8)
        const again = yield* onDay(world, 2, record({ ...three, movies: undefined }))
        assert.deepStrictEqual([again.asked, again.before, again.requests], [0, 3, 0])
      })
    )
  )

  it.live("tells in which fields the answers have drifted since", () =>
    withStandIn((standing, directory) =>
      Effect.gen(function* () {
        yield* onDay(worldIn(directory, standing, "replay-then-live"), 0, record(three))
        yield* standing.addFaults([{ kind: "drifted-fields", provider: "tmdb", probability: 1 }])
        const { drift } = yield* onDay(worldIn(directory, standing, "record"), 1, record({ ...three, again: true }))
        assert.isAbove(drift.changed, 0)
        assert.isTrue(drift.fields.some(({ isVolatile, provider }) => provider === "tmdb" && !isVolatile))
        assert.isFalse(drift.fields.some(({ provider }) => provider === "wikipedia"))
      })
    )
  )

  it.live(
    "gives up on a provider that is away, says how many were not asked about, and nobody asks through a closed source",
    () =>
      withStandIn((standing, directory) =>
        Effect.gen(function* () {
          yield* standing.addFaults([{ kind: "server-error", provider: "tmdb", probability: 1 }])
          const world = worldIn(directory, standing, "replay-then-live")
          const movies = Array.from({ length: 60 }, (_, place): MovieRef => `tmdb:${place + 1}` as MovieRef)
          const report = yield* onDay(world, 0, record({ movies, level: "basic", again: false }))
          assert.deepStrictEqual([report.reached, report.failed.length], [0, 32])
          assert.match(report.stopped!, /^32 movies failed one after the other; 28 were not asked about$/)
          standing.resetCounters()
          const asking = DataProvider.use((data) =>
            data.get({ provider: "tmdb", path: "/movie/13", query: {}, lane: "person" })
          ).pipe(
            Effect.provide(closedSourceLayer(directory, world.source)),
            Effect.provide(NodeDisk.layer),
            Effect.scoped
          )
          assert.strictEqual((yield* Effect.exit(asking))._tag, "Failure")
          assert.strictEqual(standing.status().providers.tmdb.requests, 0)
        })
      )
  )
})
