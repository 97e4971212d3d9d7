import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { Effect, Fiber, Result } from "effect"
import { dayMs, secondMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { HybridReport } from "../../../src/infra/hybrid/hybrid-provider.ts"
import { driftText } from "../../../src/infra/hybrid/drift-report.ts"
import { parseHybridModes } from "../../../src/infra/hybrid/hybrid-settings.ts"
import { parseLine } from "../../../src/infra/replay/pack-line.ts"
import type { DataProvider } from "../../../src/services/data-provider.ts"
import { runs } from "../../support/runs.ts"
import { advance, startMs } from "../../support/virtual.ts"
import { ask, down, hybridWorld, type Live, packOf, secret } from "./hybrid-world.ts"

/** Runs it while time passes. */
const timed = <A, R>(effect: Effect.Effect<A, never, R>) =>
  Effect.flatMap(Effect.forkChild(effect, { startImmediately: true }), (fiber) =>
    Effect.andThen(advance(secondMs), Fiber.join(fiber))
  )
const fixtures = [{ key: "tmdb /movie/1", body: { id: 1, title: "fixture" } }]
const says: Live = (key) => ({ body: { of: key, title: "live" } })
const live = (path: string) => `200 ${JSON.stringify({ of: `tmdb ${path}`, title: "live" })}`
const fixed = '200 {"id":1,"title":"fixture"}'

describe("the modes", () => {
  it("say for each provider where answers come from, and what is written down", async () => {
    const table: ReadonlyArray<readonly [string, Live, ReadonlyArray<string>, number]> = [
      ["replay", says, [fixed, "FixtureMissing"], 0],
      ["live", says, [live("/movie/1"), live("/movie/2")], 0],
      ["record", says, [live("/movie/1"), live("/movie/2")], 2],
      ["replay-then-live", says, [fixed, live("/movie/2")], 1],
      ["live-then-replay", says, [live("/movie/1"), live("/movie/2")], 0],
      ["live-then-replay", down, [fixed, "ProviderUnreachable"], 0],
      ["live-then-replay", () => ({ status: 503 }), [fixed, "503 {}"], 0],
      ["live-then-replay", () => ({ status: 429 }), [fixed, "429 {}"], 0],
      ["live-then-replay", () => ({ status: 404 }), ["404 {}", "404 {}"], 0],
      ["record", down, ["ProviderUnreachable", "ProviderUnreachable"], 0],
      ["record", () => ({ status: 500 }), ["500 {}", "500 {}"], 0],
      ["record", () => ({ status: 429, retryAfterMs: 1 }), ["429 {}", "429 {}"], 0],
      ["record", () => ({ status: 401 }), ["401 {}", "401 {}"], 0],
      ["record", () => ({ status: 404 }), ["404 {}", "404 {}"], 2]
    ]
    for (const [mode, script, told, lines] of table) {
      const world = hybridWorld(mode, script, fixtures)
      const texts = await world.run(timed(Effect.forEach(["/movie/1", "/movie/2"], (path) => ask(path))))
      assert.deepStrictEqual([texts, packOf(world.disk).split("\n").length - 1], [told, lines], mode)
    }
  })

  it("are read from a text, each provider by its name", () => {
    const modes = Result.getOrThrow(parseHybridModes("live, wikipedia=replay,images = record"))
    assert.deepStrictEqual(modes, {
      tmdb: "live",
      imdb: "live",
      wikidata: "live",
      wikipedia: "replay",
      images: "record"
    })
    assert.match(
      Result.getOrThrow(Result.flip(parseHybridModes("tape"))),
      /^"tape" is no mode; did you mean \w.*\? There are replay, live/
    )
    assert.match(
      Result.getOrThrow(Result.flip(parseHybridModes("imbd=live"))),
      /^"imbd" is no provider; did you mean imdb\?/
    )
  })

  it("differ between providers without a line of code", async () => {
    const world = hybridWorld("replay,wikidata=live", says, fixtures)
    const texts = await world.run(timed(Effect.all([ask("/movie/1"), ask("/wiki/x", "wikidata")])))
    assert.deepStrictEqual([texts[0], world.asked], [fixed, ["wikidata /wiki/x"]])
  })
})

const answers: fc.Arbitrary<ReadonlyArray<{ readonly id: number; readonly body: fc.JsonValue | Uint8Array }>> =
  fc.array(
    fc.record({
      id: fc.integer({ min: 0, max: 12 }),
      body: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.uint8Array({ maxLength: 30 }))
    }),
    { maxLength: 30 }
  )
const isBytes = (body: unknown): boolean => body instanceof Uint8Array

describe("a recording", () => {
  const recordAll = async (
    list: ReadonlyArray<{ readonly id: number; readonly body: unknown }>,
    disk: MemoryDisk
  ): Promise<ReadonlyArray<string>> => {
    const bodies = list.map(({ body }) => body)
    const world = hybridWorld(
      "record",
      (_, count) => {
        const body = bodies[count - 1]
        return { body, contentType: isBytes(body) ? "image/png" : "application/json" }
      },
      [],
      disk
    )
    return world.run(Effect.forEach(list, ({ id }) => timed(ask(`/movie/${id}`))))
  }
  const replayAll = (ids: ReadonlyArray<number>, disk: MemoryDisk) =>
    hybridWorld("replay", down, [], disk).run(timed(Effect.forEach(ids, (id) => ask(`/movie/${id}`))))
  const comparable = (text: string) => {
    try {
      return JSON.stringify(sorted(JSON.parse(text.slice(4))))
    } catch {
      return text
    }
  }

  it("answers offline what was answered last, to the letter or field by field", () =>
    fc.assert(
      fc.asyncProperty(answers, async (list) => {
        const disk = new MemoryDisk()
        const told = await recordAll(list, disk)
        const last = new Map(list.map(({ id }, place) => [id, comparable(told[place]!)]))
        const again = await replayAll([...last.keys()], disk)
        assert.deepStrictEqual(again.map(comparable), [...last.values()])
      }),
      { numRuns: runs(60) }
    ))

  it("has the same bytes in whatever order the answers came, and each line is one of a pack", () =>
    fc.assert(
      fc.asyncProperty(answers, fc.infiniteStream(fc.nat()), async (list, order) => {
        const once = [...new Map(list.map((each) => [each.id, each])).values()]
        const shuffled = once.map((each) => ({ each, at: order.next().value })).toSorted((a, b) => a.at - b.at)
        const [one, two] = [new MemoryDisk(), new MemoryDisk()]
        await recordAll(once, one)
        await recordAll(
          shuffled.map(({ each }) => each),
          two
        )
        const timeless = (disk: MemoryDisk) => packOf(disk).replaceAll(/"recordedAt":\d+/g, "")
        assert.strictEqual(timeless(two), timeless(one))
        for (const line of packOf(one).split("\n").slice(0, -1)) assert.isTrue(Result.isSuccess(parseLine(line)), line)
      }),
      { numRuns: runs(30) }
    ))

  it("that was torn anywhere is cut to its last whole line, and goes on", () =>
    fc.assert(
      fc.asyncProperty(answers, fc.double({ min: 0, max: 1, noNaN: true }), async (list, share) => {
        const disk = new MemoryDisk()
        await recordAll(list, disk)
        const whole = packOf(disk)
        const bytes = Buffer.from(whole)
        const cut = bytes.subarray(0, Math.floor(bytes.length * share))
        disk.put("/library/recordings/tmdb.ndjson", cut)
        await recordAll([{ id: 99, body: { id: 99 } }], disk)
        const kept = packOf(disk).split("\n").slice(0, -1)
        const expected = cut.toString("utf8").split("\n").slice(0, -1)
        assert.deepStrictEqual(
          kept.filter((line) => !line.includes("/movie/99")),
          expected
        )
        assert.strictEqual(kept.length, expected.length + 1)
      }),
      { numRuns: runs(60) }
    ))

  it("that was torn takes whole lines after it, also when it is never closed in peace", async () => {
    const [torn, killed] = [new MemoryDisk(), new MemoryDisk()]
    torn.put("/library/recordings/tmdb.ndjson", Buffer.from('{"key":"tmdb /movie/1","body":{"ti'))
    const seen = await hybridWorld("record", says, [], torn).run(Effect.map(timed(ask("/movie/2")), () => packOf(torn)))
    killed.put("/library/recordings/tmdb.ndjson", Buffer.from(seen))
    assert.deepStrictEqual(await replayAll([1, 2], killed), ["FixtureMissing", live("/movie/2")])
  })

  it("holds no key, token or cookie, whoever sent it (SAFE-5)", async () => {
    const hidden = ["s3cr3tValue00", "abcdef0123456789abcdef"]
    const [one, two] = hidden as [string, string]
    const leaks = {
      api_key: one,
      "X-Api-Key": one,
      Authorization: `Bearer ${two}`,
      nested: [{ request_token: two, cookie: one }],
      url: `https://x.example/?api_key=${one}&a=1`,
      encoded: `api_key%3D${one}`,
      header: `Cookie: sid=${one}; b=${two}`,
      text: `curl -H "Authorization: Bearer ${two}"`,
      json: JSON.stringify({ token: two, session_id: one }),
      known: secret,
      [`key ${secret}`]: 1,
      jwt: `eyJhbGciOiJI.eyJzdWIiOiIx.${two}`
    }
    const plain = `api_key=${one}\nAuthorization: Basic ${two}\nSet-Cookie: sid=${one}\n${secret}`
    const world = hybridWorld("record", (key) => {
      if (key.includes("plain")) return { body: plain, contentType: "text/plain" }
      return key.includes("broken") ? { body: `{"api_key":"${one}","x` } : { body: leaks }
    })
    await world.run(
      timed(Effect.all([ask("/json"), ask("/plain"), ask("/broken"), ask("/query", "tmdb", { api_key: one, q: 1 })]))
    )
    const pack = packOf(world.disk)
    const decoded = [...pack.matchAll(/"base64":"([^"]*)"/g)].map(([, text]) =>
      Buffer.from(text!, "base64").toString("latin1")
    )
    for (const text of [pack, ...decoded]) {
      for (const each of [...hidden, secret]) assert.isFalse(text.includes(each), `${each} in ${text}`)
    }
    assert.strictEqual(pack.split("\n").length, 5)
  })

  it("leaves titles alone that only sound like secrets", async () => {
    const titles = [
      "Basic Instinct",
      "The Token",
      "Secret: A Story",
      "Bearer of the Ring of Power",
      "Cookie",
      "Password"
    ]
    const world = hybridWorld("record", () => ({ body: { titles } }))
    await world.run(timed(ask("/movie/1")))
    assert.include(packOf(world.disk), JSON.stringify(titles))
  })

  it("of TMDB is not a way round its term: after 180 days it is gone (LIFE-8)", async () => {
    const disk = new MemoryDisk()
    await hybridWorld("record", says, [], disk).run(timed(Effect.all([ask("/movie/1"), ask("/wiki/x", "wikidata")])))
    const told = await hybridWorld("replay", down, [], disk).run(
      Effect.gen(function* () {
        yield* advance(179 * dayMs)
        const before = yield* ask("/movie/1")
        yield* advance(2 * dayMs)
        return [before, yield* ask("/movie/1"), yield* ask("/wiki/x", "wikidata")]
      })
    )
    assert.deepStrictEqual(told, [live("/movie/1"), "FixtureMissing", '200 {"of":"wikidata /wiki/x","title":"live"}'])
    assert.strictEqual(packOf(disk), "")
  })

  it("is not written again while the same is heard, and a full disk costs the recording, not the answer", async () => {
    const world = hybridWorld("record", says)
    const told = await world.run(
      Effect.gen(function* () {
        for (let round = 0; round < 5; round++) yield* timed(ask("/movie/1"))
        const before = yield* HybridReport
        const written = before.status()[0]!.recording.written
        world.disk.full = true
        const text = yield* timed(ask("/movie/2"))
        world.disk.full = false
        return [written, text, before.status()[0]!.trouble?.includes("no space left")]
      })
    )
    assert.deepStrictEqual(told, [1, live("/movie/2"), true])
  })
})

describe("the drift report", () => {
  const drifted = (before: unknown, after: unknown, more: Partial<{ status: number }> = {}) =>
    hybridWorld("live-then-replay", () => ({ body: after, ...more }), [
      { key: "tmdb /movie/1", body: before as never }
    ]).run(
      Effect.gen(function* () {
        yield* timed(ask("/movie/1") as Effect.Effect<string, never, DataProvider>)
        return (yield* HybridReport).drift()
      })
    )

  it("names the fields that changed, with both values, and counts votes and popularity apart", async () => {
    const report = await drifted(
      {
        title: "Old",
        popularity: 1,
        runtime: 90,
        cast: [
          { id: 1, name: "A", popularity: 1 },
          { id: 2, name: "B" }
        ],
        gone: 1
      },
      {
        title: "New",
        popularity: 2,
        runtime: 90,
        cast: [
          { id: 2, name: "C" },
          { id: 1, name: "A", popularity: 9 }
        ],
        softcore: false
      }
    )
    const rows = report.fields.map(
      ({ after, before, isVolatile, path }) => `${path} ${before} ${after}${isVolatile ? " volatile" : ""}`
    )
    assert.deepStrictEqual(rows, [
      'cast[].name "B" "C"',
      "gone 1 null",
      "softcore null false",
      'title "Old" "New"',
      "cast[].popularity 1 9 volatile",
      "popularity 1 2 volatile"
    ])
    assert.deepStrictEqual([report.compared, report.same, report.volatile, report.changed], [1, 0, 0, 1])
    assert.strictEqual(
      driftText(report),
      [
        "1 answers compared: 0 the same, 0 with other votes or popularity, 1 changed.",
        '  tmdb cast[].name: 1 times, such as "B" -> "C" in tmdb /movie/1',
        "  tmdb gone: 1 times, such as 1 -> nothing in tmdb /movie/1",
        "  tmdb softcore: 1 times, such as nothing -> false in tmdb /movie/1",
        '  tmdb title: 1 times, such as "Old" -> "New" in tmdb /movie/1'
      ].join("\n")
    )
  })

  it("is silent about the same answer in another order, and sees a status that changed", async () => {
    const same = await drifted({ a: 1, b: [{ id: 1 }, { id: 2 }] }, { b: [{ id: 2 }, { id: 1 }], a: 1 })
    assert.deepStrictEqual([same.same, same.fields], [1, []])
    const gone = await drifted({ a: 1 }, { a: 1 }, { status: 404 })
    assert.deepStrictEqual(
      gone.fields.map(({ after, before, path }) => [path, before, after]),
      [["(status)", "200", "404"]]
    )
  })

  it("stays small however much has changed", async () => {
    const wide = (tag: string) =>
      Object.fromEntries(Array.from({ length: 3_000 }, (_, place) => [`field${place}`, tag.repeat(500)]))
    const report = await drifted(wide("a"), wide("\u0000b\u202e"))
    assert.isAtMost(JSON.stringify(report).length, 100_000)
    assert.isAtLeast(report.uncounted, 1)
    assert.isFalse(/[\u0000\u202e]/.test(JSON.stringify(report)))
  })

  it("of a recording compares with what was recorded before", async () => {
    const disk = new MemoryDisk()
    await hybridWorld("record", () => ({ body: { v: 1 } }), [], disk).run(timed(ask("/movie/1")))
    const report = await hybridWorld("record", () => ({ body: { v: 2 } }), [], disk).run(
      Effect.andThen(
        timed(ask("/movie/1")),
        Effect.map(HybridReport, (own) => own.drift())
      )
    )
    assert.deepStrictEqual(
      report.fields.map(({ path }) => path),
      ["v"]
    )
    assert.strictEqual(
      packOf(disk),
      `{"key":"tmdb /movie/1","latencyMs":70,"recordedAt":${startMs + 70},"body":{"v":2}}\n`
    )
  })
})

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)])
  )
}
