/**
 * STORE-1 for files: the program dies at every single operation on the disk, between sighting, telling and noting that it
 * was told, and begins again at another time. Every finished video has exactly one effect.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { WatchFailed } from "../../../src/services/file-watcher.ts"
import { StoreError } from "../../../src/services/store.ts"
import { runs } from "../../support/runs.ts"
import { advance } from "../../support/virtual.ts"
import {
  fileBytes,
  film,
  films,
  inWatcher,
  newWorld,
  removalMs,
  settleMs,
  told,
  watch,
  type WatcherWorld
} from "./watcher-world.ts"

const moved = `${films}/Film 1, elsewhere.mkv`

/** What happens to the files, whether anybody watches or not. */
const history: ReadonlyArray<readonly [afterMs: number, (world: WatcherWorld) => void]> = [
  [0, ({ tree }) => [1, 2, 3].forEach((number) => tree.put(film(number), `film ${number};`, fileBytes))],
  [settleMs, ({ tree }) => tree.rename(film(1), moved)],
  [settleMs, ({ tree }) => tree.put(film(4), "film 4;", fileBytes)],
  [settleMs, ({ tree }) => tree.remove(film(2))],
  [removalMs, ({ tree }) => tree.put(film(3), "another film;", fileBytes)]
]

/** Returns how much of the history came to pass while it lived. */
const live = async (world: WatcherWorld): Promise<number> => {
  let happened = 0
  const life = Effect.gen(function* () {
    yield* watch()
    for (const [afterMs, happens] of history) {
      yield* advance(afterMs)
      happens(world)
      happened++
    }
    yield* advance(settleMs)
  })
  // A life that could not even begin is one that never was.
  await inWatcher(world, life).catch((error: unknown) => {
    if (!(error instanceof WatchFailed || error instanceof StoreError)) throw error
  })
  return happened
}

/** A later life, on what the first one left. */
const liveAgain = (world: WatcherWorld) =>
  inWatcher(
    world,
    Effect.gen(function* () {
      yield* watch()
      yield* advance(2 * removalMs)
      return yield* told
    })
  )

/** The films that are there by what was told; fails where an event has no effect, or one that it should not have. */
const heard = (all: ReadonlyArray<string>, where: string): ReadonlyArray<string> => {
  const there = new Set<string>()
  // Another film under a name that is known is told as detected, once.
  let replaced = 0
  for (const line of all) {
    const [from, to] = line.split(" > ")
    const path = line.slice(2)
    if (to !== undefined) {
      assert.isTrue(there.delete(from!), `${where}: moved, but it was not known: ${line}`)
      assert.isFalse(there.has(to), `${where}: moved to what is known: ${line}`)
      there.add(to)
    } else if (line.startsWith("- ")) assert.isTrue(there.delete(path), `${where}: removed twice: ${line}`)
    else if (path === film(3) && there.has(path)) assert.strictEqual(++replaced, 1, `${where}: told twice: ${line}`)
    else {
      assert.isFalse(there.has(path), `${where}: told twice: ${line}`)
      there.add(path)
    }
  }
  return [...there].toSorted()
}

const expected = [film(3), film(4), moved].toSorted()

type Death = "killed" | "power cut" | "torn write"

const dieAt = async (operation: number, death: Death) => {
  const world = newWorld()
  world.disk.failAt(operation, death === "torn write" ? "torn" : "dead")
  world.disk.failAt(operation + 1, "dead")
  const happened = await live(world)
  for (const [, happens] of history.slice(happened)) happens(world)
  if (death === "power cut") world.disk.crash(() => 0)
  else world.disk.kill()
  return liveAgain(world)
}

describe("a watcher that dies", () => {
  it("tells everything once when it does not", async () => {
    const world = newWorld()
    await live(world)
    assert.deepStrictEqual(heard(await liveAgain(world), "without a crash"), expected)
  })

  const deaths: ReadonlyArray<Death> = ["killed", "power cut", "torn write"]

  // A third of the operations each in a plain run, all of them in a thorough one.
  for (const [turn, death] of deaths.entries()) {
    it(`${death}, at any operation: exactly one effect for every finished video`, async () => {
      const whole = newWorld()
      await live(whole)
      const { operations } = whole.disk
      assert.isAbove(operations, 30)
      const step = runs(1) > 1 ? 1 : deaths.length
      for (let operation = 1 + (turn % step); operation <= operations; operation += step) {
        const where = `${death} at operation ${operation} of ${operations}`
        assert.deepStrictEqual(heard(await dieAt(operation, death), where), expected, where)
      }
    })
  }
})
