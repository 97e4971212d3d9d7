import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { openByteSource } from "../../../src/infra/imdb-data-set/byte-source.ts"
import { findDataFiles } from "../../../src/infra/imdb-data-set/data-files.ts"
import { basics, inDataSetWorld, movieRow } from "./data-set-world.ts"

const chunkBytes = 16 * 1024
const text = basics(...Array.from({ length: 60_000 }, (_, at) => movieRow(at + 1, `Film ${at}`)))

describe("a file as chunks", () => {
  for (const name of ["title.basics.tsv", "title.basics.tsv.gz"]) {
    it.live(`is read no further ahead than its buffers hold, however slow the reader: ${name} (RUN-1)`, () =>
      inDataSetWorld((world) =>
        Effect.gen(function* () {
          world.put(name, text)
          const [file] = yield* findDataFiles([world.downloads])
          const source = yield* openByteSource(file!, chunkBytes)
          let bytes = 0
          let first = 0
          for (let chunk = yield* source.next; chunk !== undefined; chunk = yield* source.next) {
            // What was ready comes at once.
            assert.isAtMost(chunk.length, 8 * chunkBytes)
            bytes += chunk.length
            // The streams may do what they like meanwhile.
            if (first === 0) {
              for (let turns = 0; turns < 50; turns++) yield* Effect.promise(() => new Promise(setImmediate))
              first = source.bytesRead()
              assert.isAtMost(first, 16 * chunkBytes)
            }
          }
          assert.strictEqual(bytes, Buffer.byteLength(text))
          assert.strictEqual(source.bytesRead(), file!.bytes)
        }).pipe(Effect.scoped)
      )
    )
  }
})
