/** An old Node is told so, before it meets a word that it does not know. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { nodeComplaint, nodeWanted } from "../../src/shells/node-version.ts"
import { runs } from "../support/runs.ts"

const part = fc.nat({ max: 40 })

describe("the Node that a published reelstate runs on", () => {
  it("is the one that package.json promises", () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
      readonly engines: { readonly node: string }
    }
    assert.strictEqual(manifest.engines.node, `>=${nodeWanted}`)
  })

  it("is named in the complaint, with the one that was found", () => {
    assert.include(nodeComplaint("20.20.2"), "needs Node 22.22.0 or newer, and this is Node 20.20.2")
  })

  it.each(["22.21.9", "20.20.2", "9.99.99", "22.9.0", "22.21.0-nightly"])("is not %s", (version) => {
    assert.isDefined(nodeComplaint(version))
  })

  it.each([nodeWanted, "22.22.1", "22.100.0", "24.0.0", "100.0.0", "23.0.0-nightly"])("may be %s", (version) => {
    assert.isUndefined(nodeComplaint(version))
  })

  it("is compared number by number, so that a newer Node is never refused", () => {
    fc.assert(
      fc.property(part, part, part, (major, minor, patch) => {
        const isNewEnough = major * 10_000 + minor * 100 + patch >= 22 * 10_000 + 22 * 100
        assert.strictEqual(nodeComplaint(`${major}.${minor}.${patch}`) === undefined, isNewEnough)
      }),
      { numRuns: runs() }
    )
  })
})
