import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { openPackFolder } from "../../../src/infra/replay/pack-folder.ts"
import { runs } from "../../support/runs.ts"

/** What a key may hold that a line may not, among other things. */
const keyCharacter = fc.oneof(
  fc.constantFrom('"', "\\", "\n", "{", "}", "é", "😀"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 })
)

const folders: Array<string> = []
const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), "reelstate-packs-"))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const bodyOf = (pack: ReturnType<typeof openPackFolder>, key: string) => {
  const line = pack.find(key)
  return line === undefined || Result.isFailure(line) ? line?.failure : line.success.body
}

describe("a folder of packs", () => {
  it("finds every line by its key, whatever characters the key and the line ends have", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: keyCharacter, minLength: 1 }), { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (keys, lineEnd, ended) => {
          const text =
            keys.map((key, place) => JSON.stringify({ key, body: place })).join(lineEnd) + (ended ? lineEnd : "")
          const pack = openPackFolder(folderWith({ "a.ndjson": text }))
          expect(pack.damaged).toEqual([])
          expect(keys.map((key) => bodyOf(pack, key))).toEqual(keys.map((_, place) => place))
          expect(pack.keys()).toEqual(keys)
          pack.close()
        }
      ),
      { numRuns: runs(50) }
    ))

  it("reports a damaged line with file and line, and keeps all others", () => {
    const lines = [
      `{"key":"a","body":1}`,
      `{"key":"b","bo`,
      "",
      "nonsense",
      `{"body":1}`,
      `{"body":6,"key":"c"}`,
      `{"key":"a","body":2}`
    ]
    const pack = openPackFolder(
      folderWith({ "first.ndjson": lines.join("\n"), "second.ndjson": `{"key":"d","body":4}\n` })
    )
    expect(pack.damaged).toEqual([
      { file: "first.ndjson", line: 2, detail: "the line is not valid JSON" },
      { file: "first.ndjson", line: 4, detail: "the line is not valid JSON" },
      { file: "first.ndjson", line: 5, detail: "the line is neither an answer, a rule nor a template" },
      { file: "first.ndjson", line: 7, detail: "the key a is filed already" }
    ])
    expect(["a", "b", "c", "d"].map((key) => bodyOf(pack, key))).toEqual([1, undefined, 6, 4])
    pack.close()
  })

  it("a line that is damaged behind its key is told when it is asked for", () => {
    const pack = openPackFolder(folderWith({ "a.ndjson": `{"key":"x","body":1}\n{"key":"y","body":}\n` }))
    expect(pack.damaged).toEqual([])
    expect(bodyOf(pack, "y")).toBe("a.ndjson line 2: the line is not valid JSON")
    expect(bodyOf(pack, "x")).toBe(1)
    pack.close()
  })
})
