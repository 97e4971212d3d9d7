/** Lists in and out on the command line, as a person does it; and a kill in the middle of a long one. */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 120_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-lists-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => `${at + 1},Film ${at + 1},1994`).join("\n")

const listOf = (name: string, count: number): string => {
  writeFileSync(`${root}/${name}`, `tmdb,title,year\n${rowsOf(count)}\n`)
  return `${root}/${name}`
}

describe("reelstate import", () => {
  it("tells in a dry run what would come of it, and changes nothing", async () => {
    const list = listOf("dry.csv", 3)
    const { code, stdout } = await reelstate(["import", list, "--dry-run", "--library", `${root}/dry`])
    assert.strictEqual(code, 0)
    assert.match(stdout, /3 rows, 3 movies would be imported/)
    assert.isFalse(existsSync(`${root}/dry`))
  })

  it("makes a library, names the rows that it could not use, and does nothing the second time", async () => {
    writeFileSync(`${root}/some.csv`, "title,year,imdb\nForrest Gump,1994,tt0109830\n,1999,\n")
    const args = ["import", `${root}/some.csv`, "--library", `${root}/some`]
    const first = await reelstate(args)
    assert.strictEqual(first.code, 0, first.stderr)
    assert.match(first.stdout, /2 rows, 1 movie imported\n {2}line 3: it has neither an id/)
    const second = await reelstate([...args, "--json"])
    const report = JSON.parse(second.stdout) as { readonly files: ReadonlyArray<{ movies: number; before: number }> }
    assert.deepInclude(report.files[0], { movies: 0, before: 1 })
    const shown = await reelstate(["list", "--library", `${root}/some`, "--json"])
    assert.match(shown.stdout, /Forrest Gump/)
    const csv = await reelstate(["export", "--format", "csv", "--library", `${root}/some`])
    assert.match(csv.stdout, /\nm_[0-9a-z]{10},Forrest Gump,1994,initial,,tt0109830,/)
  })

  it.each([
    [["import", "nowhere.csv"], /There is no file nowhere.csv/],
    [["import", root], /is a folder.*reelstate scan/],
    [["import", fileURLToPath(import.meta.url)], /does not tell what it is. Say --format, one of csv, tsv/],
    [["enrich"], /Name movies, or say --all/],
    [["enrich", "--all", "--library", `${root}/nothing`], /There is no library at/],
    [["events", "--type", "MovieDowngradd"], /There is no event MovieDowngradd. The nearest are MovieDowngraded/],
    [["export", "--out", "/proc/none/x", "--library", `${root}/some`], /cannot be written/]
  ] as const)("says what is wrong: %j", async (args, expected) => {
    const { code, stderr, stdout } = await reelstate(args)
    assert.notStrictEqual(code, 0)
    assert.match(stderr, expected)
    assert.notMatch(stderr + stdout, /\n\s+at /)
  })
})

const main = fileURLToPath(new URL("../../../src/shells/cli/main.ts", import.meta.url))

/** Until the import has noted so many events, then no more. */
const killedAfter = async (child: ChildProcess, directory: string, events: number) => {
  const gone = new Promise((done) => child.once("exit", done))
  const notes = `${directory}/imports`
  const noted = () => {
    try {
      const note = readdirSync(notes).find((name) => name.endsWith(".json"))
      return note === undefined
        ? 0
        : (JSON.parse(readFileSync(`${notes}/${note}`, "utf8")) as { events: number }).events
    } catch {
      return 0
    }
  }
  while (noted() < events && child.exitCode === null) await new Promise(setImmediate)
  child.kill("SIGKILL")
  await gone
  return noted()
}

it("STORE-1: an import that is killed goes on where it stopped; every row is there once", async () => {
  const rows = 12_000
  const list = listOf("long.csv", rows)
  const directory = `${root}/long`
  const args = ["import", list, "--library", directory]
  const before = await killedAfter(spawn(process.execPath, [main, ...args], { stdio: "ignore" }), directory, 7)
  assert.isAtLeast(before, 7)
  assert.isBelow(before, rows / 500)
  const { code, stderr, stdout } = await reelstate([...args, "--json"])
  assert.strictEqual(code, 0, stderr)
  const report = JSON.parse(stdout) as { readonly files: ReadonlyArray<{ movies: number; before: number }> }
  assert.deepInclude(report.files[0], { movies: rows - before * 500, before: before * 500 })
  const exported = await reelstate(["export", "--library", directory])
  const movies = exported.stdout.trimEnd().split("\n")
  assert.strictEqual(movies.length, rows)
  const aliases = movies.map((line) => (JSON.parse(line) as { identity: { aliases: string[] } }).identity.aliases[0])
  assert.strictEqual(new Set(aliases).size, rows)
  const told = await reelstate([
    "events",
    "--type",
    "BulkImportRequested",
    "--after",
    "0",
    "--json",
    "--library",
    directory
  ])
  assert.strictEqual(told.stdout.trimEnd().split("\n").length, rows / 500)
})
