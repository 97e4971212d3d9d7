import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openImdbIndex } from "../../../src/infra/imdb-data-set/imdb-index.ts"
import { imdbIndexBytes, removeImdbIndex } from "../../../src/infra/imdb-data-set/remove-imdb-index.ts"
import { basics, inDataSetWorld, movieRow } from "./data-set-world.ts"

describe("removing the index of IMDb titles", () => {
  it.effect("leaves nothing of it, finished or not, and touches no other file (SAFE-1)", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        world.put("title.basics.tsv.gz", basics(movieRow(1, "Home")))
        yield* world.build()
        for (const name of ["titles.part.sqlite", "mine.txt"]) writeFileSync(join(world.index, name), "12345")
        const before = yield* imdbIndexBytes(world.index)
        assert.isAbove(before, 5)
        yield* removeImdbIndex(world.index)
        assert.deepStrictEqual(readdirSync(world.index), ["mine.txt"])
        assert.strictEqual(yield* imdbIndexBytes(world.index), 0)
        assert.isUndefined(yield* Effect.scoped(openImdbIndex(world.index)))
        assert.strictEqual(readdirSync(world.downloads).length, 1, "what a person downloaded is theirs")
      })
    )
  )

  it.effect("where there is none is no error", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        yield* removeImdbIndex(join(world.index, "nowhere"))
        assert.strictEqual(yield* imdbIndexBytes(join(world.index, "nowhere")), 0)
      })
    )
  )
})
