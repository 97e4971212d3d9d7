import { assert, describe, it } from "vitest"
import type { ProviderFacts } from "../../../src/shells/facts/provider-facts.ts"
import { providerLines } from "../../../src/shells/terminal/provider-lines.ts"
import { plain } from "../../../src/shells/terminal/style.ts"

const calm: ProviderFacts = {
  provider: "tmdb",
  mode: "live",
  missing: null,
  ratePerSecond: 34,
  tokensLeft: 3,
  quota: null,
  breaker: { state: "closed", retryInMs: null, openings: 0 },
  waiting: { person: 0, background: 0, housekeeping: 0 },
  inFlight: 0,
  pausedUntil: null,
  counts: { requests: 0, retries: 0, failures: 0, fromCache: 0, revalidated: 0, stale: 0, shared: 0 },
  cache: { entries: 3, bytes: 2_100, trouble: null },
  recording: { answers: 0, bytes: 0, written: 0, repairs: [], trouble: null }
}
const linesOf = (...providers: ReadonlyArray<ProviderFacts>) =>
  providerLines({ providers, notices: [] }, plain)
    .slice(2)
    .map((line) => line.trim().replaceAll(/ {2,}/g, " | "))

describe("the providers in status", () => {
  it("an open breaker is a state with the time of its next try, and a quota what is left of it (RUN-4)", () => {
    assert.deepStrictEqual(
      linesOf(
        calm,
        { ...calm, breaker: { state: "open", retryInMs: 42_000, openings: 2 } },
        { ...calm, breaker: { state: "half-open", retryInMs: null, openings: 2 } },
        { ...calm, provider: "imdb", quota: { limit: 1_000, used: 2, resetsAt: 0 } },
        { ...calm, missing: "set TMDB_TOKEN" },
        { ...calm, mode: "replay", missing: "set TMDB_TOKEN", cache: null }
      ),
      [
        "tmdb | live | breaker closed; 34 a second | cache 2.1 kB",
        "tmdb | live | breaker open, asked again in 42 s; 34 a second | cache 2.1 kB",
        "tmdb | live | breaker half-open; 34 a second | cache 2.1 kB",
        "imdb | live | breaker closed; 998 of 1,000 left today | cache 2.1 kB",
        "tmdb | live | set TMDB_TOKEN | cache 2.1 kB",
        "tmdb | replay | not asked | nothing kept"
      ]
    )
  })

  it("what is wrong with a cache or a recording stands below, in a line each", () => {
    const recording = { answers: 1, bytes: 9, written: 0, repairs: ["torn\u001b[2J"], trouble: "the disk is full" }
    assert.deepStrictEqual(linesOf({ ...calm, cache: { entries: 1, bytes: 1, trouble: "EIO" }, recording }).slice(1), [
      "tmdb: EIO",
      "tmdb: the disk is full",
      "tmdb: torn[2J"
    ])
  })
})
