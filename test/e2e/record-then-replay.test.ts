/**
 * The whole story over real HTTP against a stand-in on this machine, while everything is recorded; then again from the
 * recordings alone, with the stand-in gone. Both end with the same records. And nobody finds the keys in what was written.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, type Scope } from "effect"
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { dayMs } from "../../src/domain/time.ts"
import { hybridModes } from "../../src/infra/hybrid/hybrid-settings.ts"
import { StandIn, standInLayer } from "../../src/infra/stand-in/stand-in.ts"
import type { DataSourceOptions } from "../../src/shells/data-source-layer.ts"
import { temporaryDirectory } from "./real-library.ts"
import { lastDay, liveStory, onDay, recordsOf, refreshDay, storyFrom, type StoryWorld } from "./story-sessions.ts"

const fixtures = join(import.meta.dirname, "../../fixtures/replay")
/** Put together, so that no file holds what looks like a secret. */
const tmdbToken = ["eyJ-story", "0123456789", "tmdb"].join(".")
const omdbKey = ["omdb", "4711", "story"].join("-")

const sourceAt = (baseUrls: StandIn["Service"]["baseUrls"]): DataSourceOptions => ({
  fixtures: null,
  latencyScale: 0,
  modes: hybridModes("record"),
  http: {
    version: "0.0.0",
    contact: "somebody@example.org",
    tmdbToken: Redacted.make(tmdbToken),
    omdbKey: Redacted.make(omdbKey),
    providers: {
      tmdb: { baseUrl: baseUrls.tmdb },
      imdb: { baseUrl: baseUrls.imdb },
      wikidata: { baseUrl: baseUrls.wikidata },
      wikipedia: { baseUrl: baseUrls.wikipedia },
      images: { baseUrl: baseUrls.images }
    }
  }
})

const told = ["unknown", "initial", "basic", "medium", "deep", "deep", "downgraded basic", "deep"]

const overHttp = (world: Omit<StoryWorld, "source">) =>
  Effect.gen(function* () {
    const { baseUrls, status } = yield* StandIn
    const source = sourceAt(baseUrls)
    const states = yield* liveStory({ ...world, source })
    return { source, states, requests: status().providers.tmdb.requests }
  }).pipe(Effect.provide(standInLayer({ fixtures, port: 0, latencyScale: 0, ratePerSecond: 40 })))

const filesBelow = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())

const secretsIn = (text: string): boolean => [tmdbToken, omdbKey].some((secret) => text.includes(secret))

const lived = Effect.gen(function* () {
  const [recorded, offline] = [yield* temporaryDirectory, yield* temporaryDirectory]
  const log: Array<string> = []
  const first = yield* overHttp({ directory: recorded, log })
  // The stand-in is gone: whoever asks it now gets no answer.
  cpSync(`${recorded}/recordings`, `${offline}/recordings`, { recursive: true })
  const replayed: DataSourceOptions = { ...first.source, modes: hybridModes("replay") }
  const states = yield* liveStory({ directory: offline, log, source: replayed })
  return { recorded, offline, log, first, replayed, states }
})

describe("what was recorded", () => {
  it.live(
    "tells the whole story again offline, with the same final records (LIFE-2, LIFE-6)",
    (): Effect.Effect<void, unknown, Scope.Scope> =>
      Effect.gen(function* () {
        const { first, log, offline, recorded, replayed, states } = yield* lived
        assert.deepStrictEqual(first.states, told)
        assert.deepStrictEqual(states, told)
        assert.isAbove(first.requests, 4)
        const look = (directory: string) => onDay({ directory, log, source: replayed }, lastDay + 0.2, recordsOf)
        const [live, again] = [yield* look(recorded), yield* look(offline)]
        assert.deepStrictEqual(again.records, live.records)
        assert.deepStrictEqual(again.facts, live.facts)
        assert.include(live.facts, "MovieDowngraded")
        // An answer that is replayed does not become younger: what the return asked for was last written down at the refresh,
        // two days before, because it had not changed since. Its 180 days are counted from then (LIFE-8).
        const dayOf = ({ saidAt }: typeof live) => Math.floor((saidAt("keywords") - storyFrom) / dayMs)
        assert.deepStrictEqual([dayOf(live), dayOf(again)], [lastDay, refreshDay])

        const paths = [...filesBelow(recorded), ...filesBelow(offline)]
        assert.isTrue(
          paths.some((path) => path.includes("/cache/")) && paths.some((path) => path.endsWith("tmdb.ndjson"))
        )
        for (const path of paths)
          assert.isFalse(secretsIn(readFileSync(path, "latin1")), `a secret in ${path} (SAFE-5)`)
        assert.isFalse(secretsIn(log.join("\n")), "a secret in the log (SAFE-5)")
      }).pipe(Effect.scoped),
    30_000
  )
})
