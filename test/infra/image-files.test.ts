import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { DiskImageFiles, imageBytesMax } from "../../src/infra/image-files.ts"
import { ImageFiles, imageFilePattern } from "../../src/services/image-files.ts"
import { slowDisk } from "../support/slow-disk.ts"

const directory = "/library"
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"))
const samples = {
  png: bytesOf("\x89PNG\r\n\x1a\nrest"),
  jpg: bytesOf("\xff\xd8\xff\xe0rest"),
  gif: bytesOf("GIF89arest"),
  webp: bytesOf("RIFF\x10\0\0\0WEBPVP8 ")
}

const withImages = <A, E>(disk: MemoryDisk, use: (images: typeof ImageFiles.Service) => Effect.Effect<A, E>) =>
  Effect.provide(ImageFiles.use(use), Layer.provide(DiskImageFiles.layer({ directory }), disk.layer), { local: true })

describe("image files", () => {
  it.effect("are named by a hash of their bytes and keep them; the same bytes are written once", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withImages(disk, (images) =>
        Effect.gen(function* () {
          for (const [extension, bytes] of Object.entries(samples)) {
            const name = yield* images.write(bytes)
            assert.match(name, imageFilePattern)
            assert.isTrue(name.endsWith(`.${extension}`))
            assert.deepStrictEqual(yield* images.read(name), bytes)
            const operations = disk.operations
            assert.strictEqual(yield* images.write(bytes), name)
            assert.strictEqual(disk.operations, operations)
          }
          assert.strictEqual(disk.paths().length, 4)
        })
      )
    })
  )

  it.effect("are refused when they are something else or too large (SAFE-4)", () =>
    withImages(new MemoryDisk(), (images) =>
      Effect.gen(function* () {
        const large = new Uint8Array(imageBytesMax + 1)
        large.set(samples.png)
        const errors = yield* Effect.forEach(
          [bytesOf("<svg onload=x>"), bytesOf(""), bytesOf("RIFF0000WAVE"), large],
          (bytes) => Effect.flip(images.write(bytes))
        )
        assert.deepStrictEqual(
          errors.map(({ message }) => message.includes("first bytes")),
          [true, true, true, false]
        )
        assert.match(errors[3]!.message, /20971521 bytes, more than the 20971520 allowed/)
      })
    )
  )

  it.effect("no name leads anywhere else: it is refused before the disk is asked (SAFE-1)", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const victims = ["/library/movies.json", "/films/Up.mkv", "/library/images/manifest.json"]
      for (const path of victims) disk.put(path, bytesOf("x"))
      const names = [
        "../movies.json",
        "/films/Up.mkv",
        "manifest.json",
        "",
        ".",
        `${"a".repeat(40)}.png/../manifest.json`,
        `${"a".repeat(40)}.png\n`,
        `${"A".repeat(40)}.png`
      ]
      yield* withImages(disk, (images) =>
        Effect.forEach(names, (name) =>
          Effect.gen(function* () {
            assert.match((yield* Effect.flip(images.remove(name))).message, /is no name of an image file/)
            assert.match((yield* Effect.flip(images.read(name))).message, /is no name of an image file/)
          })
        )
      )
      assert.deepStrictEqual(disk.paths(), victims.toSorted())
      assert.strictEqual(disk.operations, 0)
    })
  )

  it.effect("removing twice is no error, and reading what is gone gives nothing", () =>
    withImages(new MemoryDisk(), (images) =>
      Effect.gen(function* () {
        const name = yield* images.write(samples.gif)
        yield* images.remove(name)
        yield* images.remove(name)
        assert.isUndefined(yield* images.read(name))
      })
    )
  )

  it.effect("what a kill has left of the writing goes with the file, and alone (SAFE-1)", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withImages(disk, (images) =>
        Effect.gen(function* () {
          const name = yield* images.nameFor(samples.png)
          assert.strictEqual(yield* images.write(samples.png), name)
          const half = `/library/images/${name}.next`
          disk.put(half, bytesOf("half"))
          disk.put("/library/images/notes.next", bytesOf("of a person"))
          yield* images.remove(name)
          assert.deepStrictEqual(disk.paths(), ["/library/images/notes.next"])
          disk.put(half, bytesOf("half"))
          yield* images.remove(name)
          assert.deepStrictEqual(disk.paths(), ["/library/images/notes.next"])
        })
      )
    })
  )

  it.effect("a full disk is told plainly and leaves no half image; unknown free space is null", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      disk.full = true
      disk.freeBytes = null
      yield* withImages(disk, (images) =>
        Effect.gen(function* () {
          assert.match((yield* Effect.flip(images.write(samples.png))).message, /Free some space/)
          assert.isNull(yield* images.freeBytes)
        })
      )
      assert.deepStrictEqual(disk.paths(), [])
    })
  )

  it.live("a directory or file that is a symbolic link is refused and what it points to is left alone (SAFE-1)", () =>
    Effect.gen(function* () {
      const root = mkdtempSync(join(tmpdir(), "reelstate-"))
      const films = join(root, "films")
      const film = join(films, `${"a".repeat(40)}.png`)
      mkdirSync(films)
      mkdirSync(join(root, "linked"))
      writeFileSync(film, "a film")
      symlinkSync(films, join(root, "linked", "images"))
      mkdirSync(join(root, "plain", "images"), { recursive: true })
      const link = join(root, "plain", "images", `${"b".repeat(40)}.png`)
      symlinkSync(film, link)
      const use = <A, E>(library: string, run: (images: typeof ImageFiles.Service) => Effect.Effect<A, E>) =>
        Effect.provide(
          ImageFiles.use(run),
          Layer.provide(DiskImageFiles.layer({ directory: join(root, library) }), NodeDisk.layer),
          { local: true }
        )
      const messages = yield* Effect.all([
        Effect.flip(use("linked", (images) => images.remove(`${"a".repeat(40)}.png`))),
        Effect.flip(use("linked", (images) => images.write(samples.png))),
        Effect.flip(use("plain", (images) => images.remove(`${"b".repeat(40)}.png`))),
        Effect.flip(use("plain", (images) => images.read(`${"b".repeat(40)}.png`)))
      ])
      assert.deepStrictEqual(
        messages.map(({ message }) => message.includes("is a link, not a")),
        [true, true, true, true]
      )
      assert.strictEqual(readFileSync(film, "utf8"), "a film")
      assert.isTrue(lstatSync(link).isSymbolicLink())
      rmSync(root, { recursive: true })
    })
  )
})

const withSlowImages = <A, E>(disk: MemoryDisk, use: (images: typeof ImageFiles.Service) => Effect.Effect<A, E>) =>
  Effect.provide(
    ImageFiles.use(use),
    Layer.provide(
      DiskImageFiles.layer({ directory }),
      slowDisk(disk, () => 10)
    ),
    { local: true }
  )

describe("writers of an image file, and who deletes it", () => {
  it.effect("a file that somebody holds stays until the last hold is released, whoever asks", () =>
    withImages(new MemoryDisk(), (images) =>
      Effect.gen(function* () {
        const [one, other] = [images.hold(), images.hold()]
        const name = yield* images.write(samples.png, one)
        yield* images.write(samples.png, other)
        one.release()
        one.release()
        assert.strictEqual(yield* images.remove(name), "held")
        other.release()
        assert.strictEqual(yield* images.remove(name, () => true), "needed")
        assert.isDefined(yield* images.read(name))
        assert.strictEqual(yield* images.remove(name), "removed")
        assert.strictEqual(yield* images.remove(name), "removed", "what is gone is gone")
        assert.isFalse(yield* images.keep(name, one))
      })
    )
  )

  it.effect("who comes while a file is being removed waits, and writes it again", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withSlowImages(disk, (images) =>
        Effect.gen(function* () {
          const writing = yield* Effect.forkChild(images.write(samples.png))
          yield* TestClock.adjust("1 second")
          const name = yield* Fiber.join(writing)
          const removal = yield* Effect.forkChild(images.remove(name))
          yield* TestClock.adjust("15 millis")
          const again = yield* Effect.forkChild(images.write(samples.png, images.hold()))
          const looking = yield* Effect.forkChild(images.keep(name, images.hold()))
          const second = yield* Effect.forkChild(images.remove(name))
          yield* TestClock.adjust("1 second")
          assert.strictEqual(yield* Fiber.join(removal), "removed")
          assert.strictEqual(yield* Fiber.join(again), name)
          assert.isTrue(yield* Fiber.join(looking))
          assert.strictEqual(yield* Fiber.join(second), "held")
          assert.deepStrictEqual(disk.contents(`/library/images/${name}`), samples.png)
        })
      )
    })
  )

  it.effect("two who write the same picture at once leave one whole file and nothing else (STORE-2)", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      yield* withSlowImages(disk, (images) =>
        Effect.gen(function* () {
          const both = yield* Effect.forkChild(
            Effect.all([images.write(samples.gif), Effect.delay(images.write(samples.gif), "15 millis")], {
              concurrency: "unbounded"
            })
          )
          yield* TestClock.adjust("1 second")
          const [name] = yield* Fiber.join(both)
          assert.deepStrictEqual(disk.paths(), [`/library/images/${name}`])
          assert.deepStrictEqual(disk.contents(`/library/images/${name}`), samples.gif)
        })
      )
    })
  )
})
