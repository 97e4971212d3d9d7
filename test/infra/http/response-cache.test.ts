/** What is kept, for how long, and what stands in while a provider fails. */
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { Effect } from "effect"
import { dayMs, hourMs, minuteMs, secondMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { freshnessOf } from "../../../src/infra/http/freshness.ts"
import { httpSettings, type CachePolicy } from "../../../src/infra/http/http-settings.ts"
import { ResponseCache } from "../../../src/infra/http/response-cache.ts"
import { runs } from "../../support/runs.ts"
import { randomFrom } from "../../support/random.ts"
import { advance, startMs } from "../../support/virtual.ts"
import { budget, get, httpWorld, outcomeOf, start } from "./http-world.ts"
import type { Script, ScriptedAnswer, ScriptedCut } from "./scripted-client.ts"

const cache: CachePolicy = httpSettings({ version: "0" }).tmdb.cache!
const wait = (ms: number) => Effect.andThen(advance(ms), Effect.void)
const ask = (path: string) => Effect.flatMap(start(path), (fiber) => Effect.andThen(wait(minuteMs), outcomeOf(fiber)))

/** What is told at each of these hours, and how many requests that costs. */
const hourly = async (script: Script, hours: ReadonlyArray<number>, policy: Partial<CachePolicy> = {}) => {
  const world = httpWorld(script, { cache: { ...cache, ...policy }, retriesMax: 0 })
  const told = await world.run(
    Effect.gen(function* () {
      const texts: Array<string> = []
      let now = 0
      for (const hour of hours) {
        yield* wait(hour * hourMs - now)
        texts.push(yield* ask("/movie/13"))
        now = hour * hourMs + minuteMs
      }
      return texts
    })
  )
  return { told, sent: world.net.sent }
}
const counted =
  (answer: ScriptedAnswer): Script =>
  (_, count) => ({ ...answer, body: `{"count":${count}}` })
const aged = (seconds: number, more: Readonly<Record<string, string>> = {}) => ({
  headers: { "cache-control": `public, max-age=${seconds}`, ...more }
})

describe("an answer", () => {
  it("is believed for its max-age, and asked for again after it", async () => {
    const { told } = await hourly(counted(aged(8 * 3_600)), [0, 4, 7, 9])
    assert.deepStrictEqual(told, ['200 {"count":1}', '200 {"count":1}', '200 {"count":1}', '200 {"count":2}'])
  })

  it("is never believed for longer than the policy allows, nor after it was old already", async () => {
    assert.strictEqual((await hourly(counted(aged(1e9)), [0, 23, 25])).sent.length, 2)
    assert.strictEqual((await hourly(counted(aged(7_200, { age: "7000" })), [0, 1])).sent.length, 2)
  })

  it("that must not be kept is not kept", async () => {
    const never: ReadonlyArray<ScriptedAnswer> = [
      { status: 500 },
      { status: 503 },
      { status: 429 },
      { status: 401 },
      { status: 422 },
      { headers: { "cache-control": "no-store" } },
      { headers: { "content-type": "text/html" } },
      { headers: { "retry-after": "1" } },
      { headers: { "mediawiki-api-error": "maxlag" } }
    ]
    for (const answer of never) {
      const { sent } = await hourly(counted(answer), [0, 0.5])
      assert.strictEqual(sent.length, 2, JSON.stringify(answer))
    }
    for (const body of [
      '{"success":false,"status_code":25}',
      '{"Response":"False","Error":"x"}',
      '{"error":{"code":"maxlag"}}',
      '{"id":1',
      ""
    ]) {
      assert.strictEqual((await hourly(() => ({ body }), [0, 0.5])).sent.length, 2, body)
    }
  })

  it("of 404 is believed for days, and told as 404", async () => {
    const { sent, told } = await hourly(
      () => ({ status: 404, body: '{"success":false,"status_code":34}' }),
      [0, 48, 80]
    )
    assert.deepStrictEqual([sent.length, new Set(told).size, told[1]], [2, 1, '404 {"success":false,"status_code":34}'])
  })

  it("with an ETag is asked for with it, and renewed by a 304", async () => {
    const script: Script = ({ headers }, count) =>
      headers["if-none-match"] === '"a"'
        ? { status: 304, headers: { "cache-control": "max-age=3600" } }
        : { ...counted(aged(3_600, { etag: '"a"' }))({} as never, count) }
    const { sent, told } = await hourly(script, [0, 2, 2.5, 4])
    assert.deepStrictEqual(told, Array(4).fill('200 {"count":1}'))
    assert.deepStrictEqual(
      sent.map(({ headers }) => headers["if-none-match"]),
      [undefined, '"a"', '"a"']
    )
  })

  it("says when the provider said so (LIFE-8)", async () => {
    const world = httpWorld(counted(aged(7_200)), { cache })
    const fetchedAt = await world.run(
      Effect.gen(function* () {
        yield* ask("/movie/13")
        yield* wait(hourMs)
        return (yield* get("/movie/13")).fetchedAt
      })
    )
    assert.strictEqual(fetchedAt, startMs)
  })
})

describe("while a provider fails", () => {
  it("what it said before stands in, for a while and no longer (LIFE-8)", async () => {
    const fails: ReadonlyArray<ScriptedAnswer | ScriptedCut> = [
      { status: 503 },
      { status: 429 },
      { code: "ECONNREFUSED" },
      { body: "{}", tookMs: hourMs }
    ]
    for (const failure of fails) {
      const script: Script = (sent, count) => (count === 1 ? counted(aged(60))(sent, 1) : failure)
      const { told } = await hourly(script, [0, 2, 24 * 29, 24 * 31])
      assert.deepStrictEqual(told.slice(0, 3), Array(3).fill('200 {"count":1}'), JSON.stringify(failure))
      assert.notStrictEqual(told[3], told[0])
    }
  })

  it("also while its breaker is open, without a request", async () => {
    const script: Script = (sent, count) => (count === 1 ? counted(aged(60))(sent, 1) : { code: "ECONNREFUSED" })
    const { sent, told } = await hourly(
      script,
      [...Array(12).keys()].map((step) => step / 60)
    )
    assert.deepStrictEqual(new Set(told), new Set(['200 {"count":1}']))
    assert.isBelow(sent.length, 12)
  })
})

describe("the cache", () => {
  const failures = fc.constantFrom<ScriptedAnswer | ScriptedCut>(
    { status: 500 },
    { status: 429 },
    { code: "ECONNRESET" },
    { status: 404, body: '{"status_code":34}' },
    { body: "<html>", headers: { "content-type": "text/html" } }
  )
  const world = fc.record({
    steps: fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 4 }),
        afterMs: fc.integer({ min: 0, max: 2 * hourMs }),
        kind: fc.constantFrom("ask", "ask", "ask", "restart", "crash", "rot")
      }),
      { maxLength: 60 }
    ),
    answers: fc.array(
      fc.oneof({ weight: 3, arbitrary: fc.constant("good" as const) }, { weight: 1, arbitrary: failures }),
      { minLength: 1, maxLength: 20 }
    ),
    seed: fc.integer()
  })

  it("never tells what no answer has said, over failures, crashes and rotten disks (LIFE-8)", () =>
    fc.assert(
      fc.asyncProperty(world, async ({ answers, seed, steps }) => {
        const random = randomFrom(seed)
        const disk = new MemoryDisk()
        const said = new Set<string>()
        const script: Script = ({ url }, count) => {
          const answer = answers[count % answers.length]!
          const told: ScriptedAnswer | ScriptedCut =
            answer === "good"
              ? { ...aged(1_800), body: `{"of":"${url.pathname}","n":${count},"r":${random()}}` }
              : answer
          if (!("code" in told)) said.add(`${url.pathname} ${told.status ?? 200} ${String(told.body ?? "")}`)
          return told
        }
        let now = 0
        const settings = { cache: { ...cache, bytesMax: 8 * 400, entriesMax: 16 }, retriesMax: 0 }
        for (const { afterMs, id, kind } of steps) {
          if (kind === "crash") disk.crash(random)
          if (kind === "rot") rot(disk, random)
          now += afterMs + 2 * minuteMs
          const told = await httpWorld(script, settings, {}, disk).run(
            Effect.gen(function* () {
              yield* wait(now)
              const first = yield* ask(`/movie/${id}`)
              const second = yield* ask(`/movie/${(id + 1) % 5}`)
              const { cache: kept } = yield* budget()
              assert.isAtMost(kept!.bytes, settings.cache.bytesMax)
              assert.isAtMost(kept!.entries, settings.cache.entriesMax)
              return [`/3/movie/${id} ${first}`, `/3/movie/${(id + 1) % 5} ${second}`]
            })
          )
          for (const text of told) assert.isTrue(/ Provider/.test(text) || said.has(text), text)
        }
      }),
      { numRuns: runs(25, 300) }
    ))

  it("forgets an answer of which the disk has changed any byte", async () => {
    const first = httpWorld(counted(aged(36_000, { etag: '"a"' })), { cache })
    await first.run(ask("/movie/13"))
    const path = first.disk.paths().find((each) => each.endsWith(".answers"))!
    const bytes = first.disk.contents(path)!
    for (const place of bytes.keys()) {
      const disk = new MemoryDisk()
      disk.put(path, bytes.with(place, bytes[place]! ^ 1))
      const told = await httpWorld(() => ({ body: '{"count":2}' }), { cache }, {}, disk).run(ask("/movie/13"))
      assert.include(['200 {"count":1}', '200 {"count":2}'], told, `byte ${place}`)
    }
  })

  it("keeps by status: successes and what is not there, nothing else", () => {
    const answer = { contentType: "application/json", body: Buffer.from("{}"), cacheControl: "", isStatedError: false }
    const none = {
      retryAfterMs: undefined,
      location: undefined,
      etag: undefined,
      lastModified: undefined,
      age: undefined
    }
    const statuses = [200, 201, 204, 206, 301, 304, 400, 401, 403, 404, 410, 422, 429, 500, 502, 503]
    const kept = statuses.filter((status) => freshnessOf({ ...answer, ...none, status }, cache) !== undefined)
    assert.deepStrictEqual(kept, [200, 404, 410])
  })

  it("forgets the oldest when it is full, and keeps within its bounds", async () => {
    const body = `{"text":"${"x".repeat(800)}"}`
    const own = httpWorld(() => ({ ...aged(36_000), body }), {
      cache: { ...cache, bytesMax: 40_000, entriesMax: 1_000 },
      ratePerSecond: 1_000,
      burst: 10
    })
    const status = await own.run(
      Effect.gen(function* () {
        for (let id = 0; id < 200; id++) {
          yield* start(`/movie/${id}`)
          yield* wait(secondMs)
        }
        return (yield* budget()).cache!
      })
    )
    assert.isAtMost(status.bytes, 40_000)
    assert.isAtLeast(status.entries, 20)
    const onDisk = own.disk.paths().filter((path) => path.includes("/cache/tmdb/"))
    assert.isAtMost(onDisk.length, 8)
  })

  it("keeps nothing past the term of the provider, on the disk neither (LIFE-8)", async () => {
    const own = httpWorld(counted(aged(60)), { cache: { ...cache, keptMaxMs: 1_000 * dayMs } })
    const left = await own.run(
      Effect.gen(function* () {
        yield* ask("/movie/13")
        yield* wait(182 * dayMs)
        return (yield* budget()).cache
      })
    )
    assert.deepStrictEqual([left?.entries, own.disk.paths().filter((path) => path.endsWith(".answers"))], [0, []])
  })

  it("is purged of one provider, and of nothing else", async () => {
    const own = httpWorld(counted(aged(36_000)), { cache })
    own.disk.put("/library/cache/tmdb/mine.txt", Buffer.from("a file of somebody"))
    const entries = await own.run(
      Effect.gen(function* () {
        yield* ask("/movie/13")
        yield* Effect.andThen(start("/wiki/x", "person", "wikidata"), wait(minuteMs))
        yield* ResponseCache.use(({ purge }) => purge("tmdb"))
        return [(yield* budget("tmdb")).cache?.entries, (yield* budget("wikidata")).cache?.entries]
      })
    )
    assert.deepStrictEqual(entries, [0, 1])
    assert.deepStrictEqual(
      own.disk.paths().filter((path) => path.includes("/tmdb/")),
      ["/library/cache/tmdb/mine.txt"]
    )
  })

  it("that cannot be written costs requests, not answers", async () => {
    const own = httpWorld(counted(aged(36_000)), { cache })
    const told = await own.run(
      Effect.gen(function* () {
        own.disk.full = true
        const texts = [yield* ask("/movie/13"), yield* ask("/movie/13")]
        return [...texts, (yield* budget()).cache?.trouble]
      })
    )
    assert.deepStrictEqual(told.slice(0, 2), ['200 {"count":1}', '200 {"count":2}'])
    assert.match(told[2] ?? "", /no space left/)
  })

  it("of a stand-in does not stand in for the provider", async () => {
    const disk = new MemoryDisk()
    const one = httpWorld(counted(aged(36_000)), { cache, baseUrl: "http://127.0.0.1:1/tmdb" }, {}, disk)
    const two = httpWorld(counted(aged(36_000)), { cache }, {}, disk)
    await one.run(ask("/movie/13"))
    await two.run(ask("/movie/13"))
    assert.deepStrictEqual([one.net.sent.length, two.net.sent.length], [1, 1])
  })
})

/** Some bytes of some file of the cache become others. */
const rot = (disk: MemoryDisk, random: () => number): void => {
  for (const path of disk.paths()) {
    const bytes = disk.contents(path)
    if (bytes === undefined || bytes.length === 0 || !path.endsWith(".answers")) continue
    const rotten = new Uint8Array(bytes)
    rotten[Math.floor(random() * rotten.length)]! ^= 1 + Math.floor(random() * 255)
    disk.put(path, rotten)
  }
}
