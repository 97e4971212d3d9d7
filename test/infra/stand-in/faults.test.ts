import { request } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { FaultSpec } from "../../../src/infra/stand-in/fault-spec.ts"
import { type Bases, entity, failing, type Heard, hearing, known, movie, omdb, until, withStandIn } from "./support.ts"

/** What is heard while one fault is set. */
const heardUnder = (fault: FaultSpec, url: (bases: Bases) => string = movie) =>
  withStandIn(({ baseUrls }) => hearing(url(baseUrls)), { faults: [fault] })

const said = ({ json, status }: Heard) => [status, json()]

describe("refusals look as they were recorded", () => {
  it.effect("429 as JSON with status_code 25 and as plain text, Retry-After in seconds and as a date", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      const body = { success: false, status_code: 25, status_message: "Your request count is over the allowed limit." }
      const json = yield* heardUnder({ kind: "too-many-json", variant: "seconds", retryAfterSeconds: 7 })
      assert.deepStrictEqual([...said(json), json.headers.get("retry-after")], [429, body, "7"])
      const text = yield* heardUnder({ kind: "too-many-text", variant: "date", retryAfterSeconds: 90 })
      assert.deepStrictEqual(
        [
          text.status,
          text.text,
          text.headers.get("content-type"),
          text.headers.get("retry-after"),
          text.headers.get("date")
        ],
        [
          429,
          "Too Many Requests\n",
          "text/plain; charset=utf-8",
          "Thu, 01 Jan 2026 00:01:30 GMT",
          "Thu, 01 Jan 2026 00:00:00 GMT"
        ]
      )
    })
  )

  it.effect("401 in three wordings, and OMDb's own for a wrong key and a spent quota", () =>
    Effect.gen(function* () {
      const wordings = new Set<string>()
      for (const variant of ["full", "short", "without-success"]) {
        const { status, text } = yield* heardUnder({ kind: "unauthorized", variant })
        wordings.add(text)
        assert.deepStrictEqual([status, text.includes('"status_code":7')], [401, true])
      }
      assert.strictEqual(wordings.size, 3)
      assert.deepStrictEqual(said(yield* heardUnder({ kind: "unauthorized" }, omdb)), [
        401,
        { Response: "False", Error: "Invalid API key!" }
      ])
      assert.deepStrictEqual(said(yield* heardUnder({ kind: "over-quota" }, omdb)), [
        401,
        { Response: "False", Error: "Request limit reached!" }
      ])
    })
  )

  it.effect("404 with `success` and without, 422 without status_code, 500 with 11, and gateways' pages", () =>
    Effect.gen(function* () {
      const gone = { status_code: 34, status_message: "The resource you requested could not be found." }
      assert.deepStrictEqual(said(yield* heardUnder({ kind: "not-found", variant: "with-success" })), [
        404,
        { success: false, ...gone }
      ])
      assert.deepStrictEqual(said(yield* heardUnder({ kind: "not-found", variant: "without-success" })), [404, gone])
      assert.deepStrictEqual(said(yield* heardUnder({ kind: "unprocessable" })), [
        422,
        { errors: ["query must be provided"] }
      ])
      const internal = yield* heardUnder({ kind: "server-error", variant: "500" })
      assert.deepStrictEqual([internal.status, (internal.json() as { status_code: number }).status_code], [500, 11])
      for (const variant of ["502", "503"]) {
        const { headers, status } = yield* heardUnder({ kind: "server-error", variant })
        assert.deepStrictEqual([String(status), headers.get("content-type")], [variant, "text/html"])
      }
    })
  )

  it.effect("maxlag and OMDb's False come with status 200", () =>
    Effect.gen(function* () {
      const lag = yield* heardUnder({ kind: "maxlag", retryAfterSeconds: 5 }, entity)
      assert.deepStrictEqual(
        [lag.status, lag.headers.get("retry-after"), lag.headers.get("x-database-lag")],
        [200, "5", "6"]
      )
      assert.nestedPropertyVal(lag.json(), "error.code", "maxlag")
      const missing = yield* heardUnder({ kind: "response-false", variant: "not-found" }, omdb)
      assert.deepStrictEqual(said(missing), [200, { Response: "False", Error: "Movie not found!" }])
    })
  )
})

describe("the wire misbehaves", () => {
  it.effect("slow is the right answer, late", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(hearing(movie(baseUrls)))
          yield* until(() => status().providers.tmdb.concurrent === 1)
          yield* TestClock.adjust("4999 millis")
          assert.strictEqual(status().providers.tmdb.concurrent, 1)
          yield* TestClock.adjust("1 millis")
          assert.propertyVal((yield* Fiber.join(fiber)).json(), "id", 13)
        }),
      { faults: [{ kind: "slow", delayMs: 5_000 }] }
    )
  )

  it.effect("stalled is headers and half a body, and then nothing until the asker goes away", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          const heard = yield* Effect.promise(
            () =>
              new Promise<{ readonly declared: number; readonly got: number }>((resolve, reject) => {
                let got = 0
                const sent = request(movie(baseUrls), { headers: known }, (response) => {
                  const declared = Number(response.headers["content-length"])
                  response.on("error", () => undefined)
                  response.on("data", (piece: Buffer) => {
                    got += piece.length
                    if (got < Math.floor(declared / 2)) return
                    // What comes after the half would come at once: a turn of the loop is enough to see it.
                    setImmediate(() => {
                      resolve({ declared, got })
                      sent.destroy()
                    })
                  })
                })
                sent.on("error", reject).end()
              })
          )
          assert.strictEqual(heard.got, Math.floor(heard.declared / 2))
          yield* until(() => status().providers.tmdb.concurrent === 0)
          assert.strictEqual(status().providers.tmdb.abandoned, 1)
        }),
      { faults: [{ kind: "stalled-body" }] }
    )
  )

  it.effect("a reset comes before any byte; a cut body breaks off; a short body is whole and no JSON", () =>
    Effect.gen(function* () {
      const fails = (fault: FaultSpec) => withStandIn(({ baseUrls }) => failing(movie(baseUrls)), { faults: [fault] })
      assert.strictEqual(yield* fails({ kind: "connection-reset" }), "ECONNRESET")
      assert.strictEqual(yield* fails({ kind: "truncated-json", variant: "connection-closed" }), "UND_ERR_SOCKET")
      const short = yield* heardUnder({ kind: "truncated-json", variant: "length-agrees" })
      assert.strictEqual(short.status, 200)
      assert.throws(short.json, SyntaxError)
    })
  )
})

describe("answers are not what they say", () => {
  it.effect("invalid JSON says 200 and application/json", () =>
    Effect.gen(function* () {
      for (const variant of ["not-json", "not-utf8", "empty"]) {
        const { headers, json, status } = yield* heardUnder({ kind: "invalid-json", variant })
        assert.deepStrictEqual([status, headers.get("content-type")], [200, "application/json"])
        assert.throws(json, SyntaxError)
      }
      assert.deepStrictEqual((yield* heardUnder({ kind: "invalid-json", variant: "not-an-object" })).json(), ["13"])
    })
  )

  it.effect("a wrong content type is a sign-in page, or the right body mislabelled", () =>
    Effect.gen(function* () {
      const page = yield* heardUnder({ kind: "wrong-content-type", variant: "sign-in-page" })
      const body = yield* heardUnder({ kind: "wrong-content-type", variant: "mislabelled" })
      assert.deepStrictEqual([page.status, body.status], [200, 200])
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/)
      assert.match(body.headers.get("content-type") ?? "", /^text\/html/)
      assert.include(page.text, "<h1>")
      assert.propertyVal(body.json(), "id", 13)
    })
  )

  it.effect("redirects lead to themselves, abroad, into a private network, or round in a circle", () =>
    withStandIn(({ addFaults, baseUrls, clearFaults, url }) =>
      Effect.gen(function* () {
        const locations: Array<string | null> = []
        for (const variant of ["to-itself", "foreign-host", "private-address", "loop"]) {
          yield* addFaults([{ kind: "redirect", variant, seed: 3 }])
          const { headers, status } = yield* hearing(movie(baseUrls))
          locations.push(`${status} ${headers.get("location")}`)
          clearFaults()
        }
        assert.deepStrictEqual(
          [locations[0], locations[1], locations[3]],
          ["302 /tmdb/3/movie/13", "302 https://films.example.org/elsewhere", "302 /stand-in/loop/0"]
        )
        assert.match(locations[2] ?? "", /^302 http:\/\/(?:169\.254|192\.168|10\.|\[::1\]|127\.|2130706433)/)
        const steps = [yield* hearing(`${url}/stand-in/loop/0`), yield* hearing(`${url}/stand-in/loop/1`)]
        assert.deepStrictEqual(
          steps.map(({ headers }) => headers.get("location")),
          ["/stand-in/loop/1", "/stand-in/loop/0"]
        )
      })
    )
  )

  it.effect("a huge body is streamed and never held: 200 MB pass while the heap stays small", () =>
    withStandIn(
      ({ baseUrls }) =>
        Effect.promise(async () => {
          const before = process.memoryUsage()
          const response = await fetch(movie(baseUrls), { headers: known })
          let got = 0
          let most = 0
          for await (const piece of response.body!) {
            got += piece.length
            const { arrayBuffers, heapUsed } = process.memoryUsage()
            most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers)
          }
          assert.strictEqual(got, 200_000_000)
          assert.isBelow(most, 170_000_000)
        }),
      { faults: [{ kind: "huge-body", variant: "undeclared" }] }
    )
  )

  it.effect("a bomb is small on the wire and unpacks to what was asked for", () =>
    withStandIn(
      ({ baseUrls }) =>
        Effect.promise(async () => {
          const wire = await new Promise<number>((resolve) => {
            request(movie(baseUrls), { headers: known }, (response) => {
              let got = 0
              response.on("data", (piece: Buffer) => void (got += piece.length)).on("end", () => resolve(got))
            }).end()
          })
          let unpacked = 0
          for await (const piece of (await fetch(movie(baseUrls), { headers: known })).body!) unpacked += piece.length
          assert.isBelow(wire, 30_000)
          assert.isAtLeast(unpacked, 20_000_000)
        }),
      { faults: [{ kind: "gzip-bomb", bytes: 20_000_000 }] }
    )
  )
})

describe("answers are about something else", () => {
  it.effect("a wrong movie is another film, with its own id or under the asked one; a merged one has a new id", () =>
    Effect.gen(function* () {
      const titles = (heard: Heard) => {
        const { id, title } = heard.json() as { readonly id: number; readonly title: string }
        return [id, title]
      }
      assert.deepStrictEqual(titles(yield* heardUnder({ kind: "wrong-movie", variant: "its-own-id" })), [
        278,
        "The Shawshank Redemption"
      ])
      assert.deepStrictEqual(titles(yield* heardUnder({ kind: "wrong-movie", variant: "the-asked-id" })), [
        13,
        "The Shawshank Redemption"
      ])
      assert.deepStrictEqual(titles(yield* heardUnder({ kind: "merged-id" })), [9_500_013, "Forrest Gump"])
      assert.propertyVal((yield* heardUnder({ kind: "wrong-movie" }, omdb)).json(), "Title", "The Shawshank Redemption")
      assert.hasAllKeys((yield* heardUnder({ kind: "wrong-movie" }, entity)).json(), ["entities"])
      assert.hasAllKeys(((yield* heardUnder({ kind: "merged-id" }, entity)).json() as { entities: object }).entities, [
        "Q950000013"
      ])
    })
  )

  it.effect("drift adds, drops or bends fields and leaves the id", () =>
    Effect.gen(function* () {
      const right = (yield* withStandIn(({ baseUrls }) => hearing(movie(baseUrls)))).json() as Record<string, unknown>
      const drift = (variant: string) =>
        Effect.map(heardUnder({ kind: "drifted-fields", variant }), (heard) => heard.json() as Record<string, unknown>)
      const more = yield* drift("unknown-fields")
      const { invented_field: invented, softcore, ...rest } = more
      assert.isDefined(invented)
      assert.strictEqual(softcore, false)
      assert.deepStrictEqual(Object.keys(rest), Object.keys(right))
      const less = yield* drift("missing-fields")
      assert.isBelow(Object.keys(less).length, Object.keys(right).length)
      const bent = yield* drift("wrong-types")
      assert.sameMembers(Object.keys(bent), Object.keys(right))
      assert.isTrue(Object.entries(bent).some(([name, value]) => typeof value !== typeof right[name]))
      assert.strictEqual(more["id"], 13)
      for (const variant of ["missing-fields", "wrong-types"]) {
        const faults = Array.from(
          { length: 20 },
          (_, seed) => ({ kind: "drifted-fields", variant, seed, times: 1 }) as const
        )
        const ids = withStandIn(
          ({ baseUrls }) =>
            Effect.forEach(faults, () => Effect.map(hearing(movie(baseUrls)), (heard) => heard.json() as object)),
          { faults }
        )
        for (const body of yield* ids) assert.propertyVal(body, "id", 13)
      }
    })
  )
})
