import { Agent, request } from "node:http"
import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { matchesPattern } from "../../../src/infra/stand-in/fault-spec.ts"
import { RateWindow } from "../../../src/infra/stand-in/rate-window.ts"
import { StandIn, type StandInStatus, standInLayer } from "../../../src/infra/stand-in/stand-in.ts"
import { runs } from "../../support/runs.ts"
import { hearing, known, options, until, withStandIn } from "./support.ts"

describe("the rate limit and the counters (RUN-4)", () => {
  it.effect("lets so many a second in, refuses the rest with Retry-After, and counts them all", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          const ask = (times: number) =>
            Effect.forEach(Array.from({ length: times }), () => hearing(`${baseUrls.tmdb}/movie/13`), {
              concurrency: 10
            })
          const codes = (yield* ask(45)).map((heard) => heard.status).toSorted((a, b) => a - b)
          assert.deepStrictEqual(codes, [
            ...Array.from({ length: 40 }, () => 200),
            ...Array.from({ length: 5 }, () => 429)
          ])
          yield* TestClock.adjust("999 millis")
          const [late] = yield* ask(1)
          assert.deepStrictEqual([late?.status, late?.headers.get("retry-after")], [429, "1"])
          assert.propertyVal(late?.json(), "status_code", 25)
          yield* TestClock.adjust("1 millis")
          assert.deepStrictEqual(
            (yield* ask(2)).map((heard) => heard.status),
            [200, 200]
          )
          const { busiestSecond, concurrent, limited, requests, statuses, tooMany } = status().providers.tmdb
          assert.deepStrictEqual(
            { busiestSecond, concurrent, limited, requests, statuses, tooMany },
            { busiestSecond: 46, concurrent: 0, limited: 6, requests: 48, statuses: { 200: 42, 429: 6 }, tooMany: 6 }
          )
        }),
      { ratePerSecond: 40 }
    )
  )

  it.effect("each provider has its own limit", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          for (let n = 0; n < 3; n++) {
            yield* hearing(`${baseUrls.tmdb}/movie/13`)
            yield* hearing(`${baseUrls.images}/t/p/w185/invented-13-poster.png`)
          }
          const { providers, ratePerSecond } = status()
          assert.deepStrictEqual([providers.tmdb.limited, providers.images.limited], [1, 0])
          assert.deepStrictEqual([ratePerSecond.tmdb, ratePerSecond.images], [2, null])
        }),
      { ratePerSecond: { tmdb: 2 } }
    )
  )

  it.effect("/stand-in/status tells them to whoever asks by address, and sets them to zero", () =>
    withStandIn(({ baseUrls, status, url }) =>
      Effect.gen(function* () {
        yield* hearing(`${baseUrls.imdb}/?i=tt0000013&apikey=k`)
        const told = (yield* hearing(`${url}/stand-in/status`)).json() as StandInStatus
        assert.deepStrictEqual(told, JSON.parse(JSON.stringify(status())) as StandInStatus)
        assert.strictEqual(told.providers.imdb.requests, 1)
        yield* hearing(`${url}/stand-in/status`, { method: "DELETE" })
        assert.strictEqual(status().providers.imdb.requests, 0)
        const stranger = yield* Effect.promise(
          () =>
            new Promise<number | undefined>((resolve) => {
              request(`${url}/stand-in/status`, { headers: { host: "films.example.org" } }, (response) => {
                response.resume()
                resolve(response.statusCode)
              }).end()
            })
        )
        assert.strictEqual(stranger, 403)
      })
    )
  )

  it("the window holds exactly what happened within the last second", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 250, 499, 500, 999, 1_000), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (gaps, limit) => {
          const window = new RateWindow()
          const moments: Array<number> = []
          let now = 0
          for (const gap of gaps) {
            now += gap
            moments.push(now)
            const countAt = (then: number) => moments.filter((at) => at > then - 1_000).length
            if (window.note(now) !== countAt(now)) return false
            if (countAt(now) < limit) continue
            const free = now + window.waitMs(now, limit)
            if (countAt(free) >= limit || countAt(free - 1) < limit) return false
          }
          return true
        }
      ),
      { numRuns: runs(200) }
    )
  })

  it("a pattern means what the same regular expression means", () => {
    const text = fc.array(fc.constantFrom("a", "b", "/", "."), { maxLength: 8 }).map((parts) => parts.join(""))
    const pattern = fc.array(fc.constantFrom("a", "b", "/", ".", "*"), { maxLength: 6 }).map((parts) => parts.join(""))
    fc.assert(
      fc.property(pattern, text, (glob, path) => {
        const expression = new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", ".*")}$`)
        return matchesPattern(glob, path) === expression.test(path)
      }),
      { numRuns: runs(500) }
    )
  })
})

describe("many at once, and the end", () => {
  it.effect("300 requests at once are all answered", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          const all = Effect.forEach(
            Array.from({ length: 300 }),
            () =>
              Effect.promise(
                () =>
                  new Promise<number | undefined>((resolve, reject) => {
                    // A socket each: this is about 300 connections, not about a pool.
                    request(`${baseUrls.tmdb}/movie/13`, { headers: known, agent: new Agent() }, (response) => {
                      response.resume().on("end", () => resolve(response.statusCode))
                    })
                      .on("error", reject)
                      .end()
                  })
              ),
            { concurrency: "unbounded" }
          )
          const fiber = yield* Effect.forkChild(all)
          yield* until(() => status().providers.tmdb.concurrent === 300)
          yield* TestClock.adjust("1 second")
          assert.deepStrictEqual(new Set(yield* Fiber.join(fiber)), new Set([200]))
          const { busiestSecond, concurrent, concurrentMax, requests } = status().providers.tmdb
          assert.deepStrictEqual([busiestSecond, concurrent, concurrentMax, requests], [300, 0, 300, 300])
        }),
      { latencyScale: 1 }
    )
  )

  it.effect("closes at once with idle, waiting, stalled and half-asked connections open", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const faults = [
        { kind: "stalled-body", path: "/movie/13" },
        { kind: "slow", path: "/movie/278", delayMs: 3_600_000 }
      ] as const
      const context = yield* Layer.buildWithScope(standInLayer({ ...options, faults }), scope)
      const { baseUrls, status, url } = yield* StandIn.pipe(Effect.provide(context))
      const { port } = new URL(url)
      const ends: Array<Promise<string>> = []
      const open = (text: string) => {
        const socket = connect(Number(port), "127.0.0.1", () => socket.write(text))
        ends.push(
          new Promise((resolve) => void socket.on("error", () => undefined).on("close", () => resolve("closed")))
        )
        return socket.resume()
      }
      const head = "HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n"
      open(`GET /tmdb/3/movie/13 ${head}\r\n`)
      open(`GET /tmdb/3/movie/278 ${head}\r\n`)
      open(`GET /tmdb/3/movie/13 ${head}`)
      open("")
      yield* hearing(`${baseUrls.imdb}/?i=tt0000013&apikey=k`)
      yield* until(() => status().providers.tmdb.concurrent === 2)
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(
        yield* Effect.promise(() => Promise.all(ends)),
        ends.map(() => "closed")
      )
      assert.deepStrictEqual([status().providers.tmdb.concurrent, status().providers.tmdb.abandoned], [0, 2])
    })
  )

  it.effect("what is no HTTP gets a 400 and is put out", () =>
    withStandIn(({ status, url }) =>
      Effect.gen(function* () {
        const heard = yield* Effect.promise(
          () =>
            new Promise<string>((resolve) => {
              let text = ""
              const socket = connect(Number(new URL(url).port), "127.0.0.1", () =>
                socket.write("\u0016\u0003\u0001 hello\r\n\r\n")
              )
              socket.on("data", (piece) => void (text += piece.toString("latin1"))).on("close", () => resolve(text))
            })
        )
        assert.match(heard, /^HTTP\/1\.1 400 Bad Request\r\n/)
        assert.strictEqual(status().providers.tmdb.requests, 0)
      })
    )
  )
})
