import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { defaultSickBaySettings } from "../../src/actors/sick-bay.ts"
import type { EventInput } from "../../src/domain/event.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { hourMs, minuteMs, secondMs } from "../../src/domain/time.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { Supervisor } from "../../src/actors/supervisor.ts"
import { allEvents, core, recordOf, typesOf } from "../support/core.ts"
import { randomFrom } from "../support/random.ts"
import { runs } from "../support/runs.ts"
import { newScript, scriptedEngine } from "../support/scripted-engine.ts"
import { advance, inWorld } from "../support/virtual.ts"
import { shakyCore } from "./shaky-core.ts"

const publish = (...inputs: ReadonlyArray<EventInput>) => EventBus.use((bus) => bus.publishAll(inputs))
const status = Supervisor.use((supervisor) => Effect.sync(supervisor.status))
const settle = Effect.andThen(
  advance(hourMs),
  AtRest.use(({ wait }) => wait)
)

describe("a read that fails in the middle of a turn", () => {
  it("starts the turn over: nothing is lost and nothing is done twice, wherever it fails (STORE-1)", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(burst, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        fc.nat(1e6),
        (bursts, rate, seed) => {
          const script = newScript()
          const draw = randomFrom(seed)
          const library = { isShaky: true }
          const fails = () => library.isShaky && draw() < rate
          return inWorld(
            shakyCore({ engine: scriptedEngine(script), fails, settings: { enrichmentsMax: 2, residentsMax: 2 } }),
            Effect.gen(function* () {
              for (const events of bursts) {
                yield* publish(...events)
                yield* advance(50)
              }
              yield* advance(minuteMs)
              library.isShaky = false
              yield* settle
              assert.strictEqual((yield* status).trouble, null)
              assert.strictEqual(script.overlaps, 0)
              yield* nothingLostOrDoubled(bursts.flat())
            }),
            String(seed)
          )
        }
      ),
      { numRuns: runs(60) }
    ))

  it("is visible while it lasts, and the system is not at rest", () => {
    const library = { isShaky: true }
    return inWorld(
      shakyCore({ engine: scriptedEngine(newScript()), fails: () => library.isShaky }),
      Effect.gen(function* () {
        yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "basic" })
        yield* advance(minuteMs)
        assert.include((yield* status).trouble ?? "", "told to fail")
        assert.isTrue((yield* AtRest).pending().some((sentence) => sentence.includes("told to fail")))
        library.isShaky = false
        yield* settle
        assert.strictEqual((yield* status).trouble, null)
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "basic")
      })
    )
  })

  it("does not heap up deadlines, however often it is tried again (RUN-1)", () => {
    const library = { isShaky: false }
    return inWorld(
      shakyCore({ engine: scriptedEngine(newScript()), fails: () => library.isShaky }),
      Effect.gen(function* () {
        yield* publish(
          ...[1, 2, 3, 4].map((n) => ({ type: "MovieRequested", movie: `tmdb:${n}`, level: "deep" }) as const)
        )
        yield* settle
        library.isShaky = true
        yield* publish({ type: "MovieRequested", movie: "tmdb:5", level: "deep" })
        yield* advance(2 * hourMs)
        assert.isAtMost((yield* status).deadlines, 4 * 4)
      })
    )
  })

  it("does not swallow a person's wish to replay what was quarantined", () => {
    const library = { isShaky: false }
    let broken = true
    const script = newScript({ fails: () => (broken ? "defect" : undefined) })
    return inWorld(
      shakyCore({ engine: scriptedEngine(script), fails: () => library.isShaky }),
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "basic" })
        yield* settle
        const [letter] = supervisor.deadLetters()
        assert.strictEqual(letter?.retryAt, null)
        yield* publish({ type: "MoviePinned", movie: "tmdb:1" })
        yield* settle
        broken = false
        library.isShaky = true
        yield* supervisor.replay(letter!.movie)
        assert.isNotEmpty((yield* AtRest).pending())
        yield* advance(minuteMs)
        library.isShaky = false
        yield* settle
        assert.deepStrictEqual(supervisor.deadLetters(), [])
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "basic")
        assert.isNotNull((yield* recordOf("tmdb:1")).identity.pin)
      })
    )
  })
})

describe("a full disk", () => {
  it("pauses the supervisor visibly, and it goes on by itself when there is space again (STORE-1)", () => {
    const disk = new MemoryDisk()
    const script = newScript()
    return inWorld(
      core({ disk, script }),
      Effect.gen(function* () {
        yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "medium" })
        yield* advance(10)
        disk.full = true
        yield* advance(10 * minuteMs)
        assert.include((yield* status).trouble ?? "", "is full")
        assert.isTrue((yield* AtRest).pending().some((sentence) => sentence.includes("is full")))
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "initial")
        assert.lengthOf(script.asked, 1)
        disk.full = false
        yield* advance(minuteMs)
        assert.strictEqual((yield* status).trouble, null)
        assert.strictEqual((yield* recordOf("tmdb:1")).lifecycle.state, "medium")
        assert.deepStrictEqual(
          script.asked.map(({ level }) => level),
          ["basic", "medium"]
        )
        assert.deepStrictEqual(typesOf(yield* allEvents), [
          "MovieRequested",
          "MovieCreated",
          "EnrichmentRequested",
          "MovieEnriched",
          "MovieEnriched"
        ])
      })
    )
  })
})

describe("lanes", () => {
  it("a person's request stays a person's through all its levels; a job's stays a job's (RUN-4)", () => {
    const script = newScript()
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "deep" })
        yield* settle
        yield* publish({ type: "BulkEnrichRequested", movies: ["tmdb:2"], level: "medium" })
        yield* settle
        assert.deepStrictEqual(
          script.asked.map(({ level, lane }) => [level, lane]),
          [
            ["basic", "person"],
            ["medium", "person"],
            ["deep", "person"],
            ["basic", "background"],
            ["medium", "background"]
          ]
        )
      })
    )
  })

  it("who asks for more of what a job is at work on is waited for from the next level on", () => {
    const script = newScript()
    return inWorld(
      core({ script }),
      Effect.gen(function* () {
        yield* publish({ type: "BulkEnrichRequested", movies: ["tmdb:1"], level: "basic" })
        yield* advance(10)
        yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "medium" })
        yield* publish({ type: "BulkEnrichRequested", movies: ["tmdb:1"], level: "medium" })
        yield* settle
        assert.deepStrictEqual(
          script.asked.map(({ lane }) => lane),
          ["background", "person"]
        )
      })
    )
  })

  it("a movie that a job has queued goes before the job's others when a person asks for the same (RUN-4)", () => {
    const script = newScript({ delayMs: secondMs })
    const movies = [1, 2, 3, 4, 5].map((number) => `tmdb:${number}` as const)
    return inWorld(
      core({ script, settings: { enrichmentsMax: 1 } }),
      Effect.gen(function* () {
        yield* publish({ type: "BulkEnrichRequested", movies, level: "basic" })
        yield* advance(10)
        yield* publish({ type: "MovieRequested", movie: "tmdb:4", level: "basic" })
        yield* settle
        const ids = yield* Effect.forEach(movies, recordOf)
        const order = script.asked.map(({ movie }) => 1 + ids.findIndex(({ id }) => id === movie))
        assert.deepStrictEqual(order, [1, 4, 2, 3, 5])
        assert.strictEqual(script.asked[1]?.lane, "person")
      })
    )
  })
})

describe("a movie in the sick bay", () => {
  const ill = (settings = {}) => {
    const state = { broken: true }
    const script = newScript({ fails: ({ wanted }) => (state.broken && wanted === "deep" ? "defect" : undefined) })
    return { state, world: core({ script, settings: { sickBay: { ...defaultSickBaySettings, ...settings } } }) }
  }
  const fallsIll = Effect.gen(function* () {
    yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "deep" })
    yield* settle
    const [letter] = (yield* Supervisor).deadLetters()
    assert.strictEqual(letter?.retryAt, null)
    return letter!.movie
  })

  it("hears nothing until it is replayed, and then all of it, in order, once (RUN-3)", () => {
    const { state, world } = ill()
    return inWorld(
      world,
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        const movie = yield* fallsIll
        yield* publish(
          { type: "MoviePinned", movie: "tmdb:1", reason: "first" },
          { type: "MovieEdited", movie, field: "title", value: "Mine" },
          { type: "VideoFileDetected", path: "/up.mkv", aliases: ["tmdb:1"] },
          { type: "MoviePinned", movie: "tmdb:1", reason: "second" }
        )
        yield* settle
        assert.strictEqual((yield* recordOf("tmdb:1")).identity.pin, null)
        assert.lengthOf(supervisor.deadLetters(), 5)
        state.broken = false
        yield* supervisor.replay(movie)
        yield* settle
        assert.deepStrictEqual(supervisor.deadLetters(), [])
        const { identity, lifecycle } = yield* recordOf("tmdb:1")
        assert.deepInclude(identity.pin, { reason: "second" })
        assert.strictEqual(identity.title, "Mine")
        assert.lengthOf(identity.files, 1)
        assert.deepInclude(lifecycle, { state: "deep", pinned: true })
      })
    )
  })

  it("gets of a list only what was meant for it, when it is told what it missed", () => {
    const { state, world } = ill()
    return inWorld(
      world,
      Effect.gen(function* () {
        const supervisor = yield* Supervisor
        const movie = yield* fallsIll
        yield* publish({
          type: "BulkImportRequested",
          movies: [
            { movie: "tmdb:7", aliases: ["imdb:tt0000007"] },
            { movie: "tmdb:1", aliases: ["imdb:tt0000001"] }
          ]
        })
        yield* settle
        state.broken = false
        yield* supervisor.replay(movie)
        yield* settle
        assert.deepStrictEqual((yield* recordOf("tmdb:1")).identity.aliases, ["tmdb:1", "imdb:tt0000001"])
        assert.deepStrictEqual((yield* recordOf("tmdb:7")).identity.aliases, ["tmdb:7", "imdb:tt0000007"])
      })
    )
  })

  it("keeps so many letters and no more; the rest is counted where it can be seen (RUN-1)", () => {
    const { world } = ill({ lettersMax: 3 })
    return inWorld(
      world,
      Effect.gen(function* () {
        yield* fallsIll
        for (let count = 0; count < 5; count++) yield* publish({ type: "MoviePinned", movie: "tmdb:1" })
        yield* settle
        assert.strictEqual((yield* status).lettersDropped, 3)
        assert.lengthOf((yield* Supervisor).deadLetters(), 3)
      })
    )
  })

  it("that is forgotten takes its letters with it", () => {
    const { world } = ill()
    return inWorld(
      world,
      Effect.gen(function* () {
        yield* fallsIll
        yield* publish({ type: "MoviePinned", movie: "tmdb:1" }, { type: "MovieForgotten", movie: "tmdb:1" })
        yield* settle
        assert.deepStrictEqual((yield* Supervisor).deadLetters(), [])
        assert.strictEqual((yield* status).patients, 0)
        assert.strictEqual((yield* Store).status().movies, 0)
      })
    )
  })

  it("a replay of a movie that is well, or of nobody, changes nothing", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        yield* publish({ type: "MovieRequested", movie: "tmdb:1", level: "basic" })
        yield* settle
        const before = yield* allEvents
        const supervisor = yield* Supervisor
        yield* supervisor.replay((yield* recordOf("tmdb:1")).id)
        yield* supervisor.replay(movieIdFrom(7))
        yield* settle
        assert.deepStrictEqual(yield* allEvents, before)
      })
    ))
})

// Helpers

const movie = fc.integer({ min: 1, max: 3 }).map((number) => `tmdb:${number}` as const)
const level = fc.constantFrom("initial", "basic", "medium", "deep" as const)
const event: fc.Arbitrary<EventInput> = fc.oneof(
  fc.record({ type: fc.constant("MovieRequested" as const), movie, level }),
  fc.record({
    type: fc.constant("RelatedMovieRequested" as const),
    movie,
    level,
    aliases: fc.constant(["imdb:tt0000001"] as const)
  }),
  fc.record({ type: fc.constant("MoviePinned" as const), movie }),
  fc.record({
    type: fc.constant("VideoFileDetected" as const),
    path: fc.constantFrom("/a.mkv", "/b.mkv"),
    aliases: fc.tuple(movie)
  }),
  fc.record({ type: fc.constant("BulkEnrichRequested" as const), movies: fc.array(movie, { maxLength: 3 }), level })
)
const burst = fc.array(event, { minLength: 1, maxLength: 5 })

const nothingLostOrDoubled = Effect.fnUntraced(function* (published: ReadonlyArray<EventInput>) {
  const events = yield* allEvents
  const countOf = (type: string) => events.filter((each) => each.type === type).length
  for (const { type } of published) {
    assert.strictEqual(countOf(type), published.filter((each) => each.type === type).length, type)
  }
  const store = yield* Store
  const movies = [...store.all()]
  assert.strictEqual(countOf("MovieCreated"), movies.length)
  for (const { id, lifecycle } of movies) {
    assert.strictEqual(lifecycle.state, lifecycle.wanted)
    const reached = events.flatMap((each) => (each.type === "MovieEnriched" && each.movie === id ? [each.level] : []))
    assert.deepStrictEqual(reached, (["basic", "medium", "deep"] as const).slice(0, reached.length))
    assert.strictEqual(reached.at(-1) ?? "initial", lifecycle.state)
  }
  for (const each of published) {
    const ref = "movie" in each ? each.movie : undefined
    if (ref === undefined || each.type === "MoviePinned") continue
    const { lifecycle } = yield* recordOf(ref)
    const wanted = "level" in each ? (each.level ?? "basic") : "initial"
    assert.isAtLeast(levels.indexOf(lifecycle.wanted), levels.indexOf(wanted))
  }
  const aliases = yield* Effect.forEach(movies, ({ id }) =>
    Effect.map(store.movie(id), (each) => each!.identity.aliases)
  )
  assert.strictEqual(new Set(aliases.flat()).size, aliases.flat().length)
  assert.deepStrictEqual(store.deadLetters(), [])
})

const levels = ["initial", "basic", "medium", "deep"]
