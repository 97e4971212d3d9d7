import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, type Scope } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Disk, replaceFile } from "../../../src/infra/disk/disk.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { NodeDisk } from "../../../src/infra/disk/node-disk.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)

const disks: Record<string, () => Layer.Layer<Disk>> = {
  "NodeDisk.layer": () => NodeDisk.layer,
  "NodeDisk.layerSync": () => NodeDisk.layerSync,
  MemoryDisk: () => new MemoryDisk().layer
}

const inDirectory = <A, E>(
  use: (directory: string, disk: typeof Disk.Service) => Effect.Effect<A, E, Disk | Scope.Scope>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const disk = yield* Disk
      const directory = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "reelstate-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true }))
      )
      return yield* use(directory, disk)
    })
  )

for (const [name, layer] of Object.entries(disks)) {
  describe(`every disk is the same to a store: ${name}`, () => {
    it.live("appends, reads anywhere, cuts, and keeps an open file readable when another takes its name", () =>
      inDirectory((directory, disk) =>
        Effect.gen(function* () {
          const path = `${directory}/journal`
          const file = yield* disk.open(path)
          yield* file.append(bytesOf("hello "))
          yield* file.append(bytesOf("world"))
          yield* file.sync
          assert.strictEqual(textOf(file.readAt(6, 100)), "world")
          assert.strictEqual(file.readAt(11, 5).length, 0)
          yield* file.truncate(5)
          yield* file.append(bytesOf("!"))
          assert.strictEqual(file.size(), 6)
          assert.strictEqual(textOf(yield* disk.read(path)), "hello!")
          yield* replaceFile(path, [bytesOf("new"), bytesOf("er")])
          assert.strictEqual(textOf(file.readAt(0, 6)), "hello!")
          assert.strictEqual(textOf(yield* disk.read(path)), "newer")
          assert.deepStrictEqual(yield* disk.list(directory), ["journal"])
        })
      ).pipe(Effect.provide(layer()))
    )

    it.live("creates exclusively once, removes without complaint, tells what is absent", () =>
      inDirectory((directory, disk) =>
        Effect.gen(function* () {
          const path = `${directory}/lock`
          assert.isTrue(yield* disk.createExclusive(path, bytesOf("mine")))
          assert.isFalse(yield* disk.createExclusive(path, bytesOf("yours")))
          assert.strictEqual(textOf(yield* disk.read(path)), "mine")
          assert.strictEqual(yield* disk.kindOf(path), "file")
          yield* disk.unlink(path)
          yield* disk.unlink(path)
          assert.strictEqual(yield* disk.kindOf(path), "absent")
          assert.isUndefined(yield* disk.read(path))
          assert.isUndefined(yield* disk.openExisting(path))
          assert.deepStrictEqual(yield* disk.list(`${directory}/none`), [])
          assert.isTrue(disk.isAlive(disk.self))
          assert.isFalse(disk.isAlive({ ...disk.self, pid: 4_194_999, start: "1" }))
        })
      ).pipe(Effect.provide(layer()))
    )

    it.live("a failed operation names the operation and the path", () =>
      inDirectory((directory, disk) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(disk.rename(`${directory}/none`, `${directory}/other`))
          assert.match(error.message, /could not rename .*none/)
          assert.strictEqual(error.code, "ENOENT")
        })
      ).pipe(Effect.provide(layer()))
    )
  })
}

describe("the disk in memory", () => {
  const twoParts = (disk: MemoryDisk) =>
    Effect.scoped(
      Effect.gen(function* () {
        const service = yield* Disk
        const file = yield* service.open("/d/file")
        yield* service.syncDirectory("/d")
        yield* file.append(bytesOf("durable "))
        yield* file.sync
        yield* file.append(bytesOf("perhaps"))
        return file
      })
    ).pipe(Effect.provide(disk.layer))

  it.effect("keeps after a crash what was synced, and some of the rest", () =>
    Effect.gen(function* () {
      const seen = new Set<string>()
      for (let n = 0; n < 20; n++) {
        const disk = new MemoryDisk()
        yield* twoParts(disk)
        const draws = [0, n / 20, 0.9]
        disk.crash(() => draws.shift() ?? n / 20)
        seen.add(textOf(disk.contents("/d/file"))!)
      }
      assert.isTrue([...seen].every((text) => text.startsWith("durable ")))
      assert.isAbove(seen.size, 3)
    })
  )

  it.effect("forgets a name whose directory was not synced", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* Effect.provide(
        Disk.use((service) => service.write("/d/file", [bytesOf("x")])),
        disk.layer
      )
      disk.crash(() => 0)
      assert.deepStrictEqual(disk.paths(), [])
    })
  )

  it.effect("a fault strikes the operation it was put at: part of a write, nothing of it, or a sync that lies", () =>
    Effect.gen(function* () {
      const results: Array<string> = []
      for (const fault of ["full", "torn", "broken"] as const) {
        const disk = new MemoryDisk()
        const file = yield* twoParts(disk)
        disk.failAt(1, fault)
        const error = yield* Effect.flip(file.append(bytesOf("12345678")))
        results.push(`${error.code} ${textOf(disk.contents("/d/file"))!.slice(15)}`)
      }
      assert.deepStrictEqual(results, ["ENOSPC 1234", "EIO 1234", "EIO "])
      const disk = new MemoryDisk()
      const file = yield* twoParts(disk)
      disk.failAt(1, "lostSync")
      yield* file.sync
      disk.crash(() => 0)
      assert.strictEqual(textOf(disk.contents("/d/file")), "durable ")
    })
  )
})
