import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ignoredFiles } from "../../src/services/ignored-files.ts"
import { AtRest, core, EventBus } from "../support/core.ts"
import { inWorld } from "../support/virtual.ts"

const detected = (path: string) => ({ type: "VideoFileDetected", path }) as const

describe("files that are no films", () => {
  it("are counted, each once, by what their names say; a look that ends early says so (RUN-1)", () =>
    inWorld(
      core(),
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* ignoredFiles(), { extras: 0, episodes: 0, isWhole: true })
        const { publish } = yield* EventBus
        const paths = ["/f/Up (2009)/Up-trailer.mkv", "/f/Show S01E02.mkv", "/f/Show S01E03.mkv", "/f/Show S01E02.mkv"]
        for (const path of [...paths, "/f/Up (2009)/Up.mkv"]) yield* publish(detected(path))
        yield* AtRest.use(({ wait }) => wait)
        assert.deepStrictEqual(yield* ignoredFiles(), { extras: 1, episodes: 2, isWhole: true })
        assert.deepStrictEqual(yield* ignoredFiles(1), { extras: 0, episodes: 0, isWhole: false })
      })
    ))
})
