import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { environmentFor, liveLine, standIn } from "../../../src/shells/cli/stand-in.ts"
import type { StandInStatus } from "../../../src/infra/stand-in/stand-in.ts"
import { failing, hearing, until } from "../../infra/stand-in/support.ts"

const run = Command.runWith(Command.make("reelstate").pipe(Command.withSubcommands([standIn])), { version: "0" })

describe("reelstate stand-in", () => {
  it.live("prints where the providers are now, answers there, and ends when it is told to", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        run(["stand-in", "--json", "--latency-scale", "0", "--fault", "not-found:images", "--fault", "slow:tmdb:0"])
      )
      let printed: ReadonlyArray<unknown> = []
      while (printed.length === 0) {
        yield* until(() => true)
        yield* Effect.yieldNow
        printed = yield* TestConsole.logLines
      }
      const told = JSON.parse(String(printed[0])) as StandInStatus & { readonly environment: Record<string, string> }
      assert.deepStrictEqual(told.environment, environmentFor(told))
      assert.deepStrictEqual(
        told.faults.map(({ kind, provider }) => [kind, provider]),
        [
          ["not-found", "images"],
          ["slow", "tmdb"]
        ]
      )
      assert.propertyVal((yield* hearing(`${told.baseUrls.tmdb}/movie/13`)).json(), "title", "Forrest Gump")
      assert.strictEqual((yield* hearing(`${told.baseUrls.images}/t/p/w185/a.png`)).status, 404)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* failing(`${told.baseUrls.tmdb}/movie/13`), "ECONNREFUSED")
    }).pipe(Effect.provide([NodeServices.layer, TestConsole.layer]))
  )

  it.live("refuses a fault that does not exist, and says what there is", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(["stand-in", "--fault", "flood"]))
      assert.match((error as Error).message, /"flood" is no fault: the kinds are too-many-json, .* Write kind/)
    }).pipe(Effect.provide([NodeServices.layer, TestConsole.layer]))
  )

  it("the live line says how much there was, in one line", () => {
    const tally = {
      requests: 1,
      busiestSecond: 1,
      concurrent: 0,
      concurrentMax: 1,
      tooMany: 1,
      limited: 0,
      notModified: 0,
      abandoned: 0,
      statuses: {},
      faults: {}
    }
    const providers = {
      tmdb: { ...tally, requests: 40, busiestSecond: 38, concurrent: 2 },
      imdb: tally,
      wikidata: tally,
      wikipedia: tally,
      images: tally
    }
    const status = { providers, faults: [{ id: 1, kind: "slow", seen: 9, given: 3 }] } as unknown as StandInStatus
    assert.strictEqual(
      liveLine(status, 61_000),
      "1 min 1 s · 44 requests · 2 open · busiest second 38 · 5 × 429 · 3 faults"
    )
  })
})
