import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { FaultSpec } from "../../../src/infra/stand-in/fault-spec.ts"
import { faultFromText } from "../../../src/infra/stand-in/fault-text.ts"
import { allFaults } from "../../../src/infra/stand-in/faults/all-faults.ts"
import { type Bases, entity, failing, hearing, movie, omdb, poster, withStandIn } from "./support.ts"

describe("which fault, and when", () => {
  it.effect("the same seed and the same requests give the same faults; another seed gives others", () =>
    Effect.gen(function* () {
      const history = (seed: number) =>
        withStandIn(
          ({ baseUrls, status }) =>
            Effect.gen(function* () {
              const seen: Array<string> = []
              for (let n = 0; n < 40; n++) {
                const { headers, text } = yield* hearing(movie(baseUrls))
                seen.push(`${headers.get("retry-after")} ${text.slice(0, 40)}`)
              }
              return { seen, given: status().faults.map(({ given, seen: about }) => `${given} of ${about}`) }
            }),
          {
            faults: [
              { kind: "too-many-json", probability: 0.3, seed, retryAfterSeconds: 3600 },
              { kind: "invalid-json", probability: 0.5, seed }
            ]
          }
        )
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const first = yield* history(1)
      assert.deepStrictEqual(yield* history(1), first)
      assert.notDeepEqual((yield* history(2)).seen, first.seen)
      assert.isAbove(new Set(first.seen).size, 4)
    })
  )

  it.effect("a fault is given only to its provider and path, and only so many times", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          const codes: Array<number> = []
          const asked = [
            poster(baseUrls),
            `${baseUrls.tmdb}/movie/278`,
            movie(baseUrls),
            `${movie(baseUrls)}/credits`,
            movie(baseUrls)
          ]
          for (const url of asked) codes.push((yield* hearing(url)).status)
          assert.deepStrictEqual(codes, [200, 200, 404, 404, 200])
          assert.deepStrictEqual(status().providers.tmdb.faults, { "not-found": 2 })
        }),
      { faults: [{ kind: "not-found", provider: "tmdb", path: "/movie/13*", times: 2 }] }
    )
  )

  it.effect("faults are set, listed and cleared over HTTP, and invalid ones are refused with a reason", () =>
    withStandIn(({ baseUrls, url }) =>
      Effect.gen(function* () {
        const faults = `${url}/stand-in/faults`
        const post = (body: unknown, type = "application/json") =>
          hearing(faults, {
            method: "POST",
            body: typeof body === "string" ? body : JSON.stringify(body),
            headers: { "content-type": type }
          })
        const set = yield* post({ kind: "server-error", variant: "503" })
        assert.deepStrictEqual(
          [set.status, set.json()],
          [201, [{ id: 1, kind: "server-error", variant: "503", seen: 0, given: 0 }]]
        )
        assert.strictEqual((yield* post([{ kind: "slow" }, { kind: "maxlag" }])).status, 201)
        assert.strictEqual((yield* hearing(movie(baseUrls))).status, 503)
        const kinds = ((yield* hearing(faults)).json() as ReadonlyArray<FaultSpec>).map(({ kind }) => kind)
        assert.deepStrictEqual(kinds, ["server-error", "slow", "maxlag"])
        assert.deepStrictEqual((yield* hearing(faults, { method: "DELETE" })).json(), [])
        assert.strictEqual((yield* hearing(movie(baseUrls))).status, 200)
        const refusals: Array<number> = []
        for (const bad of [
          "{",
          { kind: "none" },
          { kind: "slow", variant: "x" },
          { kind: "maxlag", provider: "tmdb" },
          { kind: "slow", probability: 2 },
          { kind: "slow", surplus: 1 }
        ]) {
          const { json, status } = yield* post(bad)
          refusals.push(status)
          assert.hasAllKeys(json(), ["error"])
        }
        refusals.push((yield* post({ kind: "slow" }, "text/plain")).status, (yield* post("x".repeat(70_000))).status)
        assert.deepStrictEqual(refusals, [400, 400, 400, 400, 400, 400, 415, 413])
        assert.deepStrictEqual((yield* hearing(faults)).json(), [])
      })
    )
  )

  it.effect("one word on the command line says which, where and how often", () =>
    Effect.gen(function* () {
      const read = (text: string) => faultFromText(text, "7")
      assert.deepStrictEqual(yield* read("slow"), { kind: "slow", seed: "7" })
      assert.deepStrictEqual(yield* read("server-error/503:tmdb:0.25"), {
        kind: "server-error",
        variant: "503",
        provider: "tmdb",
        probability: 0.25,
        seed: "7"
      })
      assert.deepStrictEqual(yield* read("maxlag:0.5"), { kind: "maxlag", probability: 0.5, seed: "7" })
      for (const bad of [
        "",
        "nonsense",
        "slow/x",
        "slow:nobody",
        "slow:tmdb:2",
        "slow:tmdb:0.1:0.2:3",
        "maxlag:tmdb"
      ]) {
        assert.match((yield* Effect.flip(read(bad))).message, /is no fault: .* Write kind/)
      }
    })
  )

  it.effect(
    "every fault in every form comes over the wire at every provider that can have it, and leaves the server well",
    () =>
      withStandIn(({ addFaults, baseUrls, clearFaults, status }) =>
        Effect.gen(function* () {
          const urls = {
            tmdb: movie(baseUrls),
            imdb: omdb(baseUrls),
            wikidata: entity(baseUrls),
            images: poster(baseUrls),
            wikipedia: `${baseUrls.wikipedia}/en/page/summary/Forrest_Gump`
          }
          for (const { kind, only, variants } of allFaults.filter(
            (each) => each.kind !== "stalled-body"
          ) as ReadonlyArray<(typeof allFaults)[number] & { readonly only?: ReadonlyArray<string> }>) {
            for (const variant of variants) {
              yield* addFaults([{ kind, variant, bytes: 100_000, delayMs: 0 }])
              for (const [provider, url] of Object.entries(urls)) {
                const given = () => status().providers[provider as keyof Bases].faults[kind] ?? 0
                const before = given()
                yield* failing(url)
                assert.strictEqual(
                  given() - before,
                  only === undefined || only.includes(provider) ? 1 : 0,
                  `${kind} ${provider}`
                )
              }
              clearFaults()
            }
          }
          for (const url of Object.values(urls)) assert.strictEqual((yield* hearing(url)).status, 200)
        })
      )
  )
})
