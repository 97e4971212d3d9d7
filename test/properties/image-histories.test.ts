/**
 * Images and people of a whole library in which movies learn, forget and learn again while the sweepers are at work, with
 * providers that change their mind, a slow disk, a full disk, and kills: nothing that is shown is missing, nothing is ever
 * there that is not listed, nothing is left behind, and who is named is known.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, References } from "effect"
import fc from "fast-check"
import { aliasOf } from "../../src/domain/identity.ts"
import { levels } from "../../src/domain/level.ts"
import { hourMs } from "../../src/domain/time.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { recordsText, replayRecords } from "../../src/infra/json-store/replay-records.ts"
import { CacheManager } from "../../src/services/cache-manager.ts"
import { PeopleSweeper } from "../../src/services/people-sweeper.ts"
import { ImageWorld } from "../support/image-world.ts"
import { runs } from "../support/runs.ts"
import { advance, inWorld, type World } from "../support/virtual.ts"

const numRuns = runs(45)
const timeoutMs = 1_200_000

const movie = fc.integer({ min: 1, max: 3 })
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("ask"), movie, level: fc.constantFrom(...levels.slice(1)) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("pass"), durationMs: fc.integer({ min: 0, max: 2_500 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("lower"),
      movie,
      imagesOnly: fc.boolean(),
      kept: fc.constantFrom("basic", "summary"),
      plan: fc.integer({ min: 1, max: 2 })
    })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refresh"), movie }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo"), plan: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget"), movie }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sweep") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart"), how: fc.constantFrom("close", "kill") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("full"), isFull: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("mood"), failures: fc.constantFrom(0, 0.2, 0.6) }) }
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const lower = Effect.fnUntraced(function* (
  world: ImageWorld,
  { imagesOnly, kept, movie: number, plan }: Extract<Action, { readonly kind: "lower" }>
) {
  const id = yield* world.resolve(aliasOf("tmdb", number))
  const from = id === undefined ? undefined : world.store.lifecycle(id)?.state
  if (id === undefined || from === undefined) return
  const evidence = [{ name: "age", value: 9, threshold: 1, unit: "days" }]
  const item = { movie: id, from, kept, imagesOnly, rule: "not-accessed", evidence, rank: 1, bytes: 10 } as const
  yield* world.publish({ type: "HousekeepingRequested", mode: "apply", plan: `plan ${plan}`, items: [item] })
})

const perform = (world: ImageWorld, happens: Action): Effect.Effect<unknown, never, World> => {
  const ref = "movie" in happens ? aliasOf("tmdb", happens.movie) : aliasOf("tmdb", 1)
  switch (happens.kind) {
    case "ask":
      return world.publish({ type: "MovieRequested", movie: ref, level: happens.level })
    case "lower":
      return lower(world, happens)
    case "refresh":
      return world.publish({ type: "ProviderRefreshRequested", movie: ref })
    case "undo":
      return world.publish({ type: "HousekeepingRequested", mode: "undo", plan: `plan ${happens.plan}` })
    case "forget":
      return world.publish({ type: "MovieForgotten", movie: ref })
    case "sweep":
      return Effect.forkDetach(
        Effect.all([Effect.ignore(world.get(CacheManager).sweep), Effect.ignore(world.get(PeopleSweeper).sweep)], {
          concurrency: "unbounded"
        })
      )
    case "restart":
      return Effect.andThen(world.end(happens.how), Effect.orDie(world.open))
    case "full":
      return Effect.sync(() => void (world.disk.full = happens.isFull))
    case "mood":
      return Effect.sync(() => void (world.fickle.failures = happens.failures))
    case "pass":
      return Effect.void
  }
}

/** At any moment: what is shown is there, one of each, what is there is listed, and bytes are counted. */
const imagesHold = (world: ImageWorld) => {
  const { files, listed } = world
  const names = new Set(listed.map(({ file }) => file))
  const shown = listed.filter(({ doomed }) => !doomed)
  const slots = shown.map(({ kind, movie: id, size }) => `${id} ${kind} ${size}`)
  assert.deepStrictEqual(slots.toSorted(), [...new Set(slots)].toSorted(), "one is shown of each movie, kind and size")
  for (const { file, kind, movie: id } of shown) assert.include(files, file, `the ${kind} of ${id} is there`)
  for (const file of world.begun) assert.isTrue(names.has(file), `${file} is there, so it is listed`)
  const sum = (entries: typeof listed) => entries.reduce((bytes, entry) => bytes + entry.bytes, 0)
  assert.strictEqual(world.store.status().imageBytes, sum(listed))
  for (const { hdImageBytes, id, smallImageBytes } of world.store.all()) {
    const own = (size: string) => sum(listed.filter((entry) => entry.movie === id && entry.size === size))
    assert.deepStrictEqual([smallImageBytes, hdImageBytes], [own("small"), own("hd")], `bytes of ${id}`)
  }
}

const namedPeople = Effect.fnUntraced(function* (world: ImageWorld) {
  const named = new Set<string>()
  yield* world.store.eachRelations(({ credits }) => {
    for (const { person } of credits) named.add(person)
  })
  return named
})

/** At any moment: who is named is known. */
const peopleHold = Effect.fnUntraced(function* (world: ImageWorld) {
  for (const person of yield* namedPeople(world)) {
    assert.isDefined(yield* world.store.person(person as never), `${person} is named, so somebody knows who it is`)
  }
}, Effect.orDie)

const replayHolds = Effect.fnUntraced(function* (world: ImageWorld) {
  const replayed = (from: "start" | "checkpoint") =>
    Effect.provide(replayRecords(MemoryStore.directory, from), world.disk.layer)
  assert.strictEqual(recordsText(yield* replayed("checkpoint")), recordsText(yield* replayed("start")))
}, Effect.orDie)

/** Once faults stop and time passes, only what is shown is left, and only who is named. */
const settles = Effect.fnUntraced(function* (world: ImageWorld) {
  world.disk.full = false
  world.fickle.failures = 0
  yield* advance(3 * hourMs)
  imagesHold(world)
  assert.deepStrictEqual(
    world.listed.filter(({ doomed }) => doomed),
    [],
    "nothing waits to be deleted"
  )
  const shown = new Set(world.listed.map(({ file }) => file))
  assert.deepStrictEqual(
    world.begun.filter((file) => !shown.has(file)),
    [],
    "no file is left behind"
  )
  yield* world.get(PeopleSweeper).sweep
  yield* world.get(PeopleSweeper).sweep
  yield* world.get(PeopleSweeper).sweep
  assert.strictEqual(world.store.status().people, (yield* namedPeople(world)).size, "nobody is kept for nothing")
  yield* peopleHold(world)
}, Effect.orDie)

const live = (seed: number, actions: ReadonlyArray<Action>) => {
  const world = new ImageWorld(seed)
  return inWorld(
    Layer.empty,
    Effect.gen(function* () {
      yield* world.open
      yield* Effect.addFinalizer(() => world.end("close"))
      for (const happens of actions) {
        yield* perform(world, happens)
        yield* advance(happens.kind === "pass" ? happens.durationMs : 0)
        imagesHold(world)
        yield* peopleHold(world)
      }
      yield* settles(world)
      yield* world.end("close")
      yield* replayHolds(world)
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None")),
    String(seed)
  )
}

describe("any life of a library's images and people", () => {
  it(
    "what is shown is there, what is there is listed and never left behind, who is named is known (SAFE-1, STORE-3)",
    { timeout: timeoutMs },
    () =>
      fc.assert(
        fc.asyncProperty(fc.nat(), fc.array(action, { minLength: 5, maxLength: 40 }), (seed, actions) =>
          live(seed, actions)
        ),
        { numRuns }
      )
  )
})
