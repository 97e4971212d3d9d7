import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { Effect, Fiber } from "effect"
import { dayMs, hourMs, minuteMs, secondMs } from "../../../src/domain/time.ts"
import { advance, startMs } from "../../support/virtual.ts"
import { budget, get, httpWorld, omdbKey, outcomeOf, start, textOf } from "./http-world.ts"

const ok = { body: `{"id":13}` }
/** The moments of the requests, in milliseconds from the start. */
const moments = (world: ReturnType<typeof httpWorld>) => world.net.sent.map(({ at }) => at - startMs)

describe("a request", () => {
  it("goes to the base of its provider, with its key in the place for keys and a name that can be reached", async () => {
    const world = httpWorld(() => ok)
    await world.run(
      Effect.gen(function* () {
        yield* start("/movie/13")
        yield* start("/?", "person", "imdb")
        yield* start("/", "person", "imdb")
        yield* start("/de/page/summary/Der_Pate", "person", "wikipedia")
        yield* advance(secondMs)
      })
    )
    const sentTo = (host: string) => world.net.sent.find(({ url }) => url.hostname.endsWith(host))
    const [tmdb, imdb, wikipedia] = [sentTo("themoviedb.org"), sentTo("omdbapi.com"), sentTo("wikipedia.org")]
    assert.strictEqual(world.net.sent.length, 3)
    assert.strictEqual(tmdb?.url.href, "https://api.themoviedb.org/3/movie/13")
    assert.match(tmdb?.headers["authorization"] ?? "", /^Bearer tmdb-token/)
    assert.match(imdb?.url.href ?? "", /^https:\/\/www\.omdbapi\.com\/\?apikey=omdb-key/)
    assert.isUndefined(imdb?.headers["authorization"])
    assert.strictEqual(wikipedia?.url.href, "https://de.wikipedia.org/api/rest_v1/page/summary/Der_Pate")
    assert.match(wikipedia?.headers["user-agent"] ?? "", /^reelstate\/0\.0\.0 \(somebody@example\.org\)$/)
  })

  it("without a key is refused at once, and says what to do", async () => {
    const world = httpWorld(() => ok, { auth: { kind: "missing", what: "key", advice: "set TMDB_TOKEN" } })
    const told = await world.run(Effect.flatMap(start("/movie/13"), outcomeOf))
    assert.strictEqual(told, "ProviderRefused: tmdb refused with status 401: there is no key for it; set TMDB_TOKEN")
    assert.isEmpty(world.net.sent)
  })

  it("that fails quotes no words of the network, which may hold an address with a key (SAFE-5)", async () => {
    for (const code of ["ECONNREFUSED", "EPROTO", "lower case"]) {
      const world = httpWorld(() => ({ code }), {}, { imdb: { retriesMax: 0 } })
      const fiber = Effect.andThen(advance(0), start("/", "person", "imdb"))
      const told = await world.run(Effect.flatMap(fiber, (own) => Effect.andThen(advance(minuteMs), Fiber.join(own))))
      assert.include(world.net.sent[0]?.url.href, omdbKey)
      assert.notInclude(JSON.stringify(told) + inspect(told, { depth: 9, showHidden: true }), omdbKey)
    }
  })

  it("with a path that leads elsewhere is never sent (SAFE-4)", async () => {
    const world = httpWorld(() => ok)
    const paths = ["movie", "//evil.example/x", "/../../x", "/%2e%2e/x", "/a b", "/a?b=1", "/a#b", "/a\\b", "/a\nb"]
    const told = await world.run(
      Effect.forEach(paths, (path) =>
        Effect.flatMap(start(path), (fiber) => Effect.andThen(advance(secondMs), outcomeOf(fiber)))
      )
    )
    const refused = told.filter((text) => text.startsWith("AnswerInvalid"))
    assert.deepStrictEqual(
      [refused.length, world.net.sent.map(({ url }) => url.href)],
      [paths.length - 1, ["https://api.themoviedb.org/3//evil.example/x"]]
    )
  })
})

describe("retries", () => {
  it("are made for 5xx and cut connections, few, and further apart each time", async () => {
    const world = httpWorld((_, count) => (count < 3 ? { code: "ECONNRESET" } : ok))
    const told = await world.run(
      Effect.flatMap(start("/movie/13"), (fiber) => Effect.andThen(advance(minuteMs), outcomeOf(fiber)))
    )
    assert.strictEqual(told, `200 {"id":13}`)
    const [first, second, third] = moments(world)
    assert.isAtLeast(second! - first!, 125)
    assert.isAtLeast(third! - second!, 250)
    assert.isAtMost(third! - first!, 1_000)
  })

  it("end with the last answer, which is an answer", async () => {
    const world = httpWorld(() => ({ status: 503, body: "busy" }))
    const told = await world.run(
      Effect.flatMap(start("/movie/13"), (fiber) => Effect.andThen(advance(minuteMs), outcomeOf(fiber)))
    )
    assert.deepStrictEqual([told, world.net.sent.length], ["503 busy", 3])
  })

  it("are not made for refusals, for what is not there, nor for silence", async () => {
    for (const status of [400, 401, 403, 404, 410, 422]) {
      const world = httpWorld(() => ({ status }))
      await world.run(Effect.andThen(start("/movie/13"), advance(minuteMs)))
      assert.strictEqual(world.net.sent.length, 1, String(status))
    }
    const silent = httpWorld(() => ({ ...ok, tookMs: hourMs }))
    const told = await silent.run(
      Effect.flatMap(start("/movie/13"), (fiber) => Effect.andThen(advance(minuteMs), outcomeOf(fiber)))
    )
    assert.deepStrictEqual(
      [told, silent.net.sent.length, silent.net.underWay],
      ["ProviderUnreachable: tmdb cannot be reached: no whole answer within 10 seconds", 1, 0]
    )
  })
})

describe("Retry-After", () => {
  const limited = (header: string, extra: Readonly<Record<string, string>> = {}) =>
    httpWorld((_, count) =>
      count === 1 ? { status: 429, headers: { "retry-after": header, ...extra }, body: "slow down" } : ok
    )

  it("of some seconds is waited out by everybody (RUN-4)", async () => {
    const world = limited("3")
    const told = await world.run(
      Effect.gen(function* () {
        const first = yield* start("/movie/13")
        yield* advance(100)
        const second = yield* start("/movie/14")
        yield* advance(minuteMs)
        return [yield* outcomeOf(first), yield* outcomeOf(second)]
      })
    )
    assert.deepStrictEqual(told, [`200 {"id":13}`, `200 {"id":13}`])
    assert.deepStrictEqual(moments(world)[0], 0)
    for (const at of moments(world).slice(1)) assert.isAtLeast(at, 3_000)
  })

  it("that comes while another call waits for its token holds that call too (RUN-4)", async () => {
    const world = httpWorld(
      (_, count) => (count === 1 ? { status: 429, headers: { "retry-after": "4" }, tookMs: 500 } : ok),
      { ratePerSecond: 1, burst: 1, retriesMax: 0 }
    )
    await world.run(
      Effect.gen(function* () {
        yield* start("/movie/13")
        yield* start("/movie/14")
        yield* advance(minuteMs)
      })
    )
    assert.strictEqual(world.net.sent.length, 2)
    assert.isAtLeast(moments(world)[1]!, 4_500)
  })

  it("as a date counts from the provider's own clock", async () => {
    const world = limited("Thu, 01 Jan 2037 00:00:10 GMT", { date: "Thu, 01 Jan 2037 00:00:06 GMT" })
    await world.run(Effect.andThen(start("/movie/13"), advance(minuteMs)))
    assert.deepStrictEqual(moments(world), [0, 4_000])
  })

  it("of minutes is told to everybody at once, and obeyed", async () => {
    const world = limited("120")
    const told = await world.run(
      Effect.gen(function* () {
        const first = yield* start("/movie/13")
        yield* advance(secondMs)
        const second = yield* start("/movie/14")
        yield* advance(0)
        const early = [yield* outcomeOf(first), yield* outcomeOf(second)]
        const { pausedUntil } = yield* budget()
        yield* advance(2 * minuteMs)
        const third = yield* start("/movie/15")
        yield* advance(secondMs)
        return [...early, (pausedUntil ?? 0) - startMs, yield* outcomeOf(third)]
      })
    )
    assert.deepStrictEqual(told, [
      "429 slow down",
      "ProviderRefused: tmdb refused with status 429: it asked to be left alone; it is asked again in 119 s",
      120_000,
      `200 {"id":13}`
    ])
    assert.strictEqual(moments(world).length, 2)
  })

  it("that sends us away for years is believed for a day", async () => {
    const world = limited("999999999")
    await world.run(
      Effect.gen(function* () {
        yield* start("/movie/13")
        yield* advance(dayMs + secondMs)
        yield* start("/movie/14")
        yield* advance(secondMs)
      })
    )
    assert.strictEqual(world.net.sent.length, 2)
  })

  it("reaches whoever asked", async () => {
    const world = limited("120")
    const answer = await world.run(
      get("/movie/13").pipe(
        Effect.forkChild,
        Effect.flatMap((fiber) => Effect.andThen(advance(1), Fiber.join(fiber)))
      )
    )
    assert.deepStrictEqual([answer.status, answer.retryAfterMs, textOf(answer)], [429, 120_000, "slow down"])
  })
})

describe("single flight (LIFE-4)", () => {
  it("many who want the same cost one request, and all get its answer", async () => {
    const world = httpWorld(() => ({ ...ok, tookMs: 200 }))
    const told = await world.run(
      Effect.gen(function* () {
        const fibers = yield* Effect.forEach(Array.from({ length: 50 }), () => start("/movie/13", "background"))
        yield* advance(secondMs)
        return yield* Effect.forEach(fibers, outcomeOf)
      })
    )
    assert.deepStrictEqual(new Set(told), new Set([`200 {"id":13}`]))
    assert.deepStrictEqual([told.length, world.net.sent.length], [50, 1])
  })

  it("stops when the last one has left, not before", async () => {
    const world = httpWorld(() => ({ ...ok, tookMs: 5_000 }))
    const underWay = await world.run(
      Effect.gen(function* () {
        const [one, two] = [yield* start("/movie/13"), yield* start("/movie/13")]
        yield* advance(secondMs)
        yield* Fiber.interrupt(one)
        const after = world.net.underWay
        yield* Fiber.interrupt(two)
        const { inFlight } = yield* budget()
        return [after, world.net.underWay, inFlight]
      })
    )
    assert.deepStrictEqual(underWay, [1, 0, 0])
  })

  it("a person who joins takes the call along into the first lane", async () => {
    const world = httpWorld(() => ({ ...ok, tookMs: 50 }), { ratePerSecond: 1, burst: 1 })
    await world.run(
      Effect.gen(function* () {
        for (let id = 0; id < 5; id++) yield* start(`/movie/${id}`, "background")
        yield* start("/movie/4", "person")
        yield* advance(minuteMs)
      })
    )
    const order = world.net.sent.map(({ url }) => url.pathname.slice("/3/movie/".length))
    assert.deepStrictEqual(order.toSorted(), ["0", "1", "2", "3", "4"])
    assert.isAtMost(order.indexOf("4"), 1)
  })
})
