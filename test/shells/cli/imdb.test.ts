import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { basics, inDataSetWorld, movieRow, ratings } from "../../infra/imdb-data-set/data-set-world.ts"
import { reelstate } from "./run-command.ts"

const run = (...args: ReadonlyArray<string>) => Effect.promise(() => reelstate(["imdb", ...args]))

describe("reelstate imdb", () => {
  it.effect("builds an index, tells what it holds, and looks a film up", () =>
    inDataSetWorld((world) =>
      Effect.gen(function* () {
        world.put("title.basics.tsv.gz", basics(movieRow(133_093, "The Matrix"), "tt0000002\tmovie\tToo few"))
        world.put("title.ratings.tsv", ratings("tt0133093\t8.7\t2000000"))
        const built = yield* run("build", world.downloads, "--index", world.index)
        assert.deepInclude(built, { code: 0, stderr: "" })
        assert.match(built.stdout, /line 3: it has another number of cells/)
        assert.match(built.stdout, /holds 1 film, 1 with a rating\./)
        const looked = yield* run("lookup", "the", "matrix", "--index", world.index, "--json")
        const [film] = JSON.parse(looked.stdout) as ReadonlyArray<Record<string, unknown>>
        assert.deepInclude(film, { imdbId: "tt0133093", year: 1999, rating: { average: 8.7, votes: 2_000_000 } })
      })
    )
  )
})
