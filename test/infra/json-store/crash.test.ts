import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Fault, MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { checkAfter, checkReplay, live, newWitness } from "./life.ts"
import { seeded } from "./support.ts"

const faults: ReadonlyArray<Fault> = ["full", "torn", "broken", "dead"]

const operationsOfOneLife = Effect.gen(function* () {
  const disk = new MemoryDisk()
  yield* live(disk, newWitness())
  return disk.operations
})

/** A life with one fault, its end, and what must hold afterwards. */
const lifeWith = (n: number, fault: Fault, end: (disk: MemoryDisk) => void) =>
  Effect.gen(function* () {
    const disk = new MemoryDisk()
    const witness = newWitness()
    disk.failAt(n, fault)
    yield* live(disk, witness)
    end(disk)
    yield* checkAfter(disk, fault === "lostSync" ? [] : witness.acknowledged)
    yield* checkReplay(disk)
    return witness
  })

describe("STORE-1 and STORE-2: whatever fails, wherever", () => {
  it.effect(
    "after a fault at any operation and a kill, what was acknowledged is there once, and nothing by half",
    () =>
      Effect.gen(function* () {
        const operations = yield* operationsOfOneLife
        assert.isAbove(operations, 40)
        for (let n = 1; n <= operations; n++) {
          for (const fault of faults) yield* lifeWith(n, fault, (disk) => disk.kill())
        }
      }),
    60_000
  )

  it.effect(
    "the same when the power goes and keeps an arbitrary part of what was not synced",
    () =>
      Effect.gen(function* () {
        const operations = yield* operationsOfOneLife
        for (let n = 1; n <= operations; n++) {
          for (const seed of [1, 2, 3]) yield* lifeWith(n, "dead", (disk) => disk.crash(seeded(seed * 1_000 + n)))
          yield* lifeWith(n, "torn", (disk) => disk.crash(seeded(n)))
        }
      }),
    60_000
  )

  it.effect(
    "a disk that lies about a sync loses what it lied about, and leaves no half",
    () =>
      Effect.gen(function* () {
        const operations = yield* operationsOfOneLife
        for (let n = 1; n <= operations; n++) yield* lifeWith(n, "lostSync", (disk) => disk.crash(seeded(n)))
      }),
    60_000
  )

  it.effect(
    "a commit that was refused for want of space is not there, now or later",
    () =>
      Effect.gen(function* () {
        const operations = yield* operationsOfOneLife
        let refused = 0
        for (let n = 1; n <= operations; n++) {
          const disk = new MemoryDisk()
          const witness = newWitness()
          disk.failAt(n, "full")
          yield* live(disk, witness)
          disk.kill()
          const full = [...witness.failed].filter(([, error]) => error.reason._tag === "StoreFull").map(([k]) => k)
          refused += full.length
          yield* checkAfter(disk, witness.acknowledged, full)
        }
        assert.isAbove(refused, 3)
      }),
    60_000
  )
})
