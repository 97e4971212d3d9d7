/** Every bad command on the list says what is wrong, and nothing else; the page tells exactly that. */
import { assert, beforeAll, describe, it, vi } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { reelstate } from "../../src/shells/cli/reelstate.ts"
import { badCommands } from "../support/bad-commands/bad-commands.ts"
import { badCommandsPage, type Tried, tryBadCommands } from "../support/bad-commands/bad-commands-page.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let tried: ReadonlyArray<Tried>
beforeAll(async () => {
  tried = await tryBadCommands()
})

describe("bad commands", () => {
  it("end with a code that is not 0, and a sentence; none with a trace or as a bug of ours", () => {
    for (const { code, command, said } of tried) {
      assert.include([1, 2], code, `${command}: ${said}`)
      assert.isAbove(said.length, 5, command)
      assert.notMatch(said, /bug in reelstate|node_modules|\.ts:\d|\bat \w+ \(|undefined|\[object/, command)
    }
  })

  it("every command has at least two", () => {
    const names = reelstate.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
    assert.sameMembers(Object.keys(badCommands), [...names, ""])
    for (const [name, rows] of Object.entries(badCommands)) assert.isAtLeast(rows.length, 2, name)
  })

  it("the page about them is what they say: else run `node scripts/bad-commands.ts`, and read it", () => {
    assert.strictEqual(readFileSync("docs/bad-commands.md", "utf8"), badCommandsPage(tried))
  })
})
