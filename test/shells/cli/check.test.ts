/** What is sound is called sound; what was broken on purpose is found, named, and left as it is. */
import { afterAll, assert, beforeAll, it, vi } from "@effect/vitest"
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import type { Finding } from "../../../src/shells/checking/check-library.ts"
import { reelstate, stateOf } from "./run-command.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-check-`)
const library = `${root}/library`
beforeAll(() => reelstate(["start", "--once", "--days", "3", "--library", library, "--json"]))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Breaks a copy, checks it, and sees that the check has changed nothing. */
const checked = async (name: string, spoil: (directory: string) => void) => {
  const directory = `${root}/${name}`
  cpSync(library, directory, { recursive: true })
  spoil(directory)
  const before = stateOf(directory)
  const { code, stderr, stdout } = await reelstate(["check", "--library", directory, "--json"])
  assert.deepStrictEqual(stateOf(directory), before)
  const { findings = [] } = (stdout === "" ? {} : JSON.parse(stdout)) as { findings?: ReadonlyArray<Finding> }
  return { code, stderr, broken: findings.filter(({ problemCount }) => problemCount > 0), findings }
}

const pictureOf = (directory: string): string =>
  readdirSync(`${directory}/images`).find((name) => /^[0-9a-f]{40}\./.test(name))!

it("a library that nobody spoiled is sound, and everything in it was looked at", async () => {
  const { broken, code, findings } = await checked("sound", () => undefined)
  assert.deepStrictEqual(broken, [])
  assert.strictEqual(code, 0)
  assert.isTrue(findings.every((finding) => finding.checked > 0))
})

it.each([
  [
    "a picture that is gone",
    (at: string) => rmSync(`${at}/images/${pictureOf(at)}`),
    "SAFE-4",
    /is listed and not there/
  ],
  [
    "a picture of other bytes",
    (at: string) => writeFileSync(`${at}/images/${pictureOf(at)}`, "x"),
    "SAFE-4",
    /is not what it was/
  ],
  [
    "a picture that nobody listed",
    (at: string) => writeFileSync(`${at}/images/${"0".repeat(40)}.png`, "x"),
    "SAFE-1",
    /is not listed/
  ],
  ["a torn tail", (at: string) => appendFileSync(`${at}/journal.ndjson`, "0000"), "STORE-2", /torn/],
  [
    "a checkpoint that says something else",
    (at: string) => {
      const path = `${at}/movies.json`
      writeFileSync(path, readFileSync(path, "utf8").replace('"viewCount":1', '"viewCount":7'))
    },
    "STORE-2",
    /movies\.json|checkpoint/
  ]
] as const)("%s is found", async (name, spoil, promise, words) => {
  const { broken, code } = await checked(name.replaceAll(" ", "-"), spoil)
  assert.strictEqual(code, 1)
  assert.deepStrictEqual(
    broken.map((finding) => finding.promise),
    [promise]
  )
  assert.match(broken[0]!.problems.join("\n"), words)
})

it("damage in the middle of the journal is refused with its place, as opening does (STORE-2)", async () => {
  const { code, stderr } = await checked("middle", (at) => {
    const bytes = readFileSync(`${at}/journal.ndjson`)
    bytes[2_000]! ^= 1
    writeFileSync(`${at}/journal.ndjson`, bytes)
    for (const name of readdirSync(at)) if (name.startsWith("checkpoint")) rmSync(`${at}/${name}`)
  })
  assert.strictEqual(code, 1)
  assert.match(stderr, /journal\.ndjson/)
  assert.notMatch(stderr, /\n\s+at /)
})
