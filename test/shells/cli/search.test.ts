import { afterAll, assert, beforeAll, describe, it, vi } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-search-`)
const library = `${root}/library`
const run = (...args: ReadonlyArray<string>) => reelstate([...args, "--library", library])

beforeAll(async () => void (await run("start", "--days", "2", "--json")))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe("reelstate search", () => {
  it("finds a movie by words that are nearly right, and says when there is none", async () => {
    const found = JSON.parse((await run("search", "forest", "gmup", "--json")).stdout) as {
      readonly found: ReadonlyArray<{ readonly title: string; readonly year: number }>
    }
    assert.deepInclude(found.found[0], { title: "Forrest Gump", year: 1994 })
    const none = await run("search", "forrest gump", "--year", "1950")
    assert.deepStrictEqual(
      [none.code, none.stdout.trim()],
      [0, `No movie here is called anything like "forrest gump".`]
    )
  })
})
