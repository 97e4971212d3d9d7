import { afterAll, assert, beforeAll, describe, it, vi } from "@effect/vitest"
import { Effect } from "effect"
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { NodeDisk } from "../../../src/infra/disk/node-disk.ts"
import { lockLibrary } from "../../../src/infra/json-store/library-lock.ts"
import { reelstate, stateOf } from "./run-command.ts"

/** Some tests start a dozen processes, one after the other because each holds the library. */
const limitMs = 120_000
vi.setConfig({ testTimeout: limitMs, hookTimeout: limitMs })

const root = mkdtempSync(`${tmpdir()}/reelstate-cli-`)
const library = `${root}/library`
let started: Awaited<ReturnType<typeof reelstate>>

beforeAll(async () => {
  started = await reelstate(["start", "--days", "4", "--library", library, "--json"])
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A copy of the library for a test that changes it. */
const copied = (name: string): string => {
  cpSync(library, `${root}/${name}`, { recursive: true })
  return `${root}/${name}`
}
const noTrace = (text: string) => assert.notMatch(text, /\n\s+at |node:internal|\u001b\[/)

describe("reelstate start", () => {
  it("prints one JSON document with --json, and nothing else", () => {
    assert.strictEqual(started.code, 0, started.stderr)
    const report = JSON.parse(started.stdout) as {
      story: Array<{ after: { state: string } | null }>
      journalHash: string
    }
    assert.deepStrictEqual(
      report.story.map(({ after }) => after?.state ?? null),
      [null, "initial", "basic", "medium", "deep", "downgraded", "deep"]
    )
    assert.match(report.journalHash, /^[0-9a-f]{64}$/)
    assert.strictEqual(started.stderr, "")
  })

  it("is plain text in a pipe, and every command it names works on what it left", async () => {
    const { code, stdout, stderr } = await reelstate(["start", "--once", "--days", "1", "--library", `${root}/second`])
    assert.strictEqual(code, 0, stderr)
    noTrace(stdout)
    assert.strictEqual(stderr, "")
    const named = [...stdout.matchAll(/npm run reelstate -- (.*)/g)].map((match) => match[1]!)
    assert.isAtLeast(named.length, 4)
    for (const line of named) {
      const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!)
      const ended = await reelstate(args)
      assert.strictEqual(ended.code, 0, `${line}: ${ended.stderr}`)
    }
  })

  it("leaves a directory alone that it did not make", async () => {
    const foreign = `${root}/foreign`
    mkdirSync(foreign)
    writeFileSync(`${foreign}/film.mkv`, "precious")
    const { code, stderr } = await reelstate(["start", "--library", foreign])
    assert.strictEqual(code, 1)
    assert.include(stderr, "not made by")
    assert.isTrue(existsSync(`${foreign}/film.mkv`))
  })
})

describe("looking at a library", () => {
  it("changes no file of it", async () => {
    const before = stateOf(library)
    for (const args of [["status"], ["list"], ["show", "tmdb:13"], ["why", "forrest", "gump"], ["housekeep"]]) {
      const { code, stderr } = await reelstate([...args, "--library", library])
      assert.strictEqual(code, 0, stderr)
    }
    assert.deepStrictEqual(stateOf(library), before)
  })

  it("tells why: the event, its causes, what happens next, and the history", async () => {
    const { code, stdout } = await reelstate(["why", "Forrest Gump"], { REELSTATE_LIBRARY: library })
    assert.strictEqual(code, 0)
    noTrace(stdout)
    for (const words of [
      "because of MovieEnriched",
      "caused by",
      "age rule",
      "not-accessed",
      "MovieDowngraded",
      "threshold 180 days"
    ]) {
      assert.include(stdout, words)
    }
  })

  it("shows every field with its source", async () => {
    const { stdout } = await reelstate(["show", "tmdb:13", "--library", library])
    for (const words of [
      "Forrest Gump (1994)",
      "wikidata:Q134773",
      "runtimeMinutes  142",
      "wikipedia",
      "Robert Zemeckis",
      "Tom Hanks as Forrest Gump",
      "poster hd"
    ]) {
      assert.include(stdout, words)
    }
  })

  it("speaks JSON to programs", async () => {
    const json = async (...args: ReadonlyArray<string>) =>
      JSON.parse((await reelstate([...args, "--json", "--library", library])).stdout) as Record<string, unknown>
    assert.containsAllKeys(await json("why", "tmdb:13"), ["broughtBy", "causes", "deadlines", "explanation", "history"])
    assert.containsAllKeys(await json("show", "tmdb:13"), ["movie", "credits", "images"])
    assert.strictEqual(((await json("list", "--limit", "3"))["movies"] as ReadonlyArray<unknown>).length, 3)
    assert.isAbove((await json("status"))["movies"] as number, 200)
    assert.containsAllKeys(await json("housekeep"), ["hash", "items", "breaker"])
  })
})

describe("changing a library", () => {
  it("goes through the runtime, and is there afterwards", async () => {
    const own = copied("changed")
    const change = async (...args: ReadonlyArray<string>) => {
      const ended = await reelstate([...args, "--library", own])
      assert.strictEqual(ended.code, 0, ended.stderr)
      return ended.stdout
    }
    assert.include(await change("pin", "Forrest Gump", "--reason", "film night"), "MoviePinned")
    assert.include(await change("edit", "Forrest Gump", "tagline", "Run!"), "MovieEdited")
    assert.include(await change("request", "Forrest Gump", "--level", "medium"), "known to medium")
    assert.include(await change("request", "tmdb:59861", "--level", "deep"), "Larry Crowne (2011) is known to deep")
    const shown = await change("show", "Forrest Gump")
    assert.match(shown, /pinned +yes, film night/)
    assert.match(shown, /tagline +Run!; behind it tmdb: .* person/)
    assert.include(await change("edit", "Forrest Gump", "tagline", "--undo"), "taken back")
    assert.include(await change("unpin", "Forrest Gump"), "MovieUnpinned")
    assert.match(await change("show", "Forrest Gump"), /tagline +Invented.* tmdb/)
  })
})

describe("what cannot be done", () => {
  const fails = async (args: ReadonlyArray<string>, code: number, ...words: ReadonlyArray<string>) => {
    const ended = await reelstate(args)
    assert.strictEqual(ended.code, code, ended.stdout + ended.stderr)
    noTrace(ended.stderr)
    for (const word of words) assert.include(ended.stderr + ended.stdout, word)
  }

  it("is told in a sentence, with an exit code, and nothing is made", async () => {
    await fails(["why", "Up", "--library", `${root}/nowhere`], 1, "There is no library at", "npm start")
    assert.isFalse(existsSync(`${root}/nowhere`))
    await fails(["show", "Forest Gumb", "--library", library], 1, "Forrest Gump (1994)")
    await fails(["show", "tmdb:999999", "--library", library], 1, "tmdb:999999")
    await fails(["edit", "Forrest Gump", "year", "soon", "--library", library], 1, '"soon" is no value for year')
    await fails(["housekeep", "--apply", "0123456789abcdef", "--library", library], 1, "There is no plan")
    await fails(["bogus"], 2, "bogus")
    await fails(["show"], 2, "movie")
  })

  it("says who uses the library (STORE-4)", async () => {
    const locked = lockLibrary(library, `${library}/library.lock`, "a test")
    await Effect.runPromise(
      Effect.andThen(
        locked,
        Effect.promise(() => fails(["list", "--library", library], 1, "in use by a test"))
      ).pipe(Effect.scoped, Effect.provide(NodeDisk.layer))
    )
  })

  it("refuses a library of a newer format and leaves it as it is (STORE-4)", async () => {
    const newer = copied("newer")
    writeFileSync(`${newer}/library.json`, JSON.stringify({ format: 99, kind: "json", createdAt: 0 }))
    const before = stateOf(newer)
    await fails(["list", "--library", newer], 1, "format 99", "update reelstate")
    await fails(["pin", "Forrest Gump", "--library", newer], 1, "format 99")
    assert.deepStrictEqual(stateOf(newer), before)
  })
})
