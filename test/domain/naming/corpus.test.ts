/** How often the best reading is right, by kind, on names written by hand. The floors are near what was reached. */
import { assert, describe, it } from "vitest"
import { readPath } from "../../../src/domain/naming/read-path.ts"
import { casesOf, differences } from "./corpus.ts"

/** The held-out names were written after the rules, and read once before any rule was changed: 139 of 142 were right. */
const floors = { development: { all: 0.995, kind: 0.95 }, "held-out": { all: 0.975, kind: 0.85 } }

for (const part of ["development", "held-out"] as const) {
  describe(`the ${part} names`, () => {
    const lines: Array<string> = []
    let [right, all] = [0, 0]
    for (const [kind, cases] of casesOf(part)) {
      const wrong = cases.flatMap((one) => {
        const [best] = readPath(one.path, one.nfo === undefined ? {} : { nfo: one.nfo })
        const found = differences(one, best!)
        return found.length === 0 ? [] : [`${one.path} (${one.why}): ${found.join("; ")}`]
      })
      right += cases.length - wrong.length
      all += cases.length
      const share = (cases.length - wrong.length) / cases.length
      lines.push(`  ${kind.padEnd(10)} ${cases.length - wrong.length}/${cases.length}`)
      it(`of kind ${kind} are read right`, () => {
        assert.isAtLeast(
          share,
          cases.length < 8 ? Math.min(floors[part].kind, 1 - 1 / cases.length) : floors[part].kind,
          wrong.join("\n")
        )
      })
    }

    it("are read right all in all", () => {
      process.stdout.write(`${part}: ${right}/${all}\n${lines.join("\n")}\n`)
      assert.isAtLeast(right / all, floors[part].all)
    })
  })
}
