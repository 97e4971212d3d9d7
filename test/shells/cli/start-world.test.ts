/** `reelstate start` as a process in a pipe: it tells, and it ends. */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 60_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-start-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const small = ["start", "--movies", "60", "--load", "2000", "--json"]
const crash = `[[60000,{"type":"shock","shock":"crash"}],[60001,{"type":"publish","events":[{"type":"MoviePinned","movie":"tmdb:13"}]}]]`

describe("a world in a pipe", () => {
  it("ends at the moment it is told, and the same words give the same journal in another process (RUN-2)", async () => {
    const words = [...small, "--at", "600000", "--commands"]
    writeFileSync(`${root}/commands.json`, crash)
    const [one, again] = await Promise.all([
      reelstate([...words, crash, "--library", `${root}/one`]),
      reelstate([...words, `@${root}/commands.json`, "--library", `${root}/again`])
    ])
    assert.strictEqual(one.code, 0, one.stderr)
    assert.strictEqual(again.stdout, one.stdout)
    const told = JSON.parse(one.stdout) as { readonly position: number; readonly states: Record<string, number> }
    assert.isAbove(told.position, 60)
    assert.strictEqual(
      Object.values(told.states).reduce((sum, count) => sum + count, 0),
      60
    )
  })

  it("says what is wrong with words that are no commands", async () => {
    const { code, stderr } = await reelstate([...small, "--at", "1000", "--commands", "[[1,2]]"])
    assert.strictEqual(code, 2)
    assert.include(stderr, "item 1 is not [milliseconds, command]")
  })
})
