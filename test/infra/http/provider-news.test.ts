/** The log says what is the matter with a provider when it changes, and not at every call (RUN-4). */
import { assert, describe, it } from "vitest"
import { Duration, Effect, Logger } from "effect"
import type { CircuitBreaker } from "effect/persistence"
import { makeProviderNews } from "../../../src/infra/http/provider-news.ts"

const closed: CircuitBreaker.State = { _tag: "Closed", key: "tmdb" }
const open: CircuitBreaker.State = {
  _tag: "Open",
  key: "tmdb",
  retryAfter: Duration.seconds(30),
  consecutiveOpenings: 1
}
const trying: CircuitBreaker.State = { _tag: "HalfOpen", key: "tmdb", probing: true, consecutiveOpenings: 1 }

const logOf = (calls: ReadonlyArray<readonly [CircuitBreaker.State, number | undefined]>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const lines: Array<string> = []
      const news = makeProviderNews("tmdb")
      const logger = Logger.make(({ message }) => void lines.push(String((message as ReadonlyArray<unknown>)[0])))
      for (const [state, status] of calls) yield* Effect.provide(news.heard(state, status), Logger.layer([logger]))
      return lines
    })
  )

describe("news of a provider", () => {
  it("are told once when its breaker opens, and once when it answers again", async () => {
    const calls = [closed, open, open, trying, open, trying, closed, closed] as const
    assert.deepStrictEqual(await logOf(calls.map((state) => [state, undefined])), [
      "tmdb is left alone: its calls fail one after the other. It is tried in 30 s.",
      "tmdb answers again."
    ])
  })

  it("are told once when it refuses the key, and once when it accepts it", async () => {
    const statuses = [200, 401, 403, undefined, 401, 200, 404]
    assert.deepStrictEqual(await logOf(statuses.map((status) => [closed, status])), [
      "tmdb refuses us with status 401: look at its key and at what the key allows.",
      "tmdb accepts the key again."
    ])
  })
})
