import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ImageEntry } from "../../../src/domain/movie.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { recordsText } from "../../../src/infra/json-store/replay-records.ts"
import { born, fileNamed, image, movieId, records, removalOf, type StoreService, withStore } from "./support.ts"

const hd = (n: number, more: Partial<ImageEntry> = {}) =>
  image(1, { file: fileNamed(n), size: "hd", bytes: n, ...more })
const doomed = (entry: ImageEntry): ImageEntry => ({ ...entry, doomed: true })

const look = (store: StoreService) =>
  Effect.sync(() => ({
    of: store.imagesOf(movieId(1)).map(({ bytes, doomed: isDoomed }) => [bytes, isDoomed]),
    all: [...store.images()].length,
    doomed: [...store.images("doomed")].length,
    bytes: [store.columns(movieId(1))?.hdImageBytes, store.status().imageBytes],
    shown: [1, 2, 3].map((n) => store.isShown(fileNamed(n)))
  }))

describe("the image manifest", () => {
  it.effect("lists several files of one kind and size, what is shown first, and counts all that is held (SAFE-1)", () =>
    Effect.gen(function* () {
      const disk = new MemoryDisk()
      const expected = {
        of: [
          [3, false],
          [1, true],
          [2, true]
        ],
        all: 3,
        doomed: 2,
        bytes: [6, 6],
        shown: [false, false, true]
      }
      const before = yield* withStore(disk, (store) =>
        Effect.gen(function* () {
          yield* store.commit({ movies: [born(1)], images: [hd(2)] })
          yield* store.commit({ images: [doomed(hd(2)), hd(1)] })
          yield* store.commit({ images: [doomed(hd(1)), hd(3)] })
          return yield* look(store)
        })
      )
      assert.deepStrictEqual(before, expected)
      assert.deepStrictEqual(yield* withStore(disk, look), expected)
      yield* withStore(disk, (store) => store.commit({ images: [removalOf(hd(2))] }))
      assert.deepStrictEqual((yield* withStore(disk, look)).of, [
        [3, false],
        [1, true]
      ])
      assert.strictEqual(recordsText(yield* records(disk, "checkpoint")), recordsText(yield* records(disk, "start")))
    })
  )

  it.effect("a removal takes effect on what is doomed and on nothing else (SAFE-1)", () =>
    withStore(new MemoryDisk(), (store) =>
      Effect.gen(function* () {
        yield* store.commit({ movies: [born(1)], images: [hd(1), doomed(hd(2))] })
        yield* store.commit({ images: [removalOf(hd(1)), removalOf(hd(3)), removalOf({ ...hd(2), size: "small" })] })
        assert.deepInclude(yield* look(store), { all: 2, bytes: [3, 3] })
        yield* store.commit({ images: [removalOf(hd(2))] })
        assert.deepInclude(yield* look(store), { all: 1, bytes: [1, 1] })
      })
    )
  )

  it.effect("a file by a name that is not ours is not listed, so that nobody deletes it (SAFE-1, SAFE-4)", () =>
    withStore(new MemoryDisk(), (store) =>
      Effect.gen(function* () {
        const names = ["../film.mkv", "holiday.jpg", `${"0".repeat(39)}.jpg`, `${"0".repeat(40)}.mkv`]
        yield* store.commit({ movies: [born(1)], images: names.map((file) => image(1, { file, doomed: true })) })
        assert.deepStrictEqual([...store.images()], [])
      })
    )
  )
})
