/** Commands on a library that a running server holds: they talk to it, and what they show is what it says. */
import { afterAll, assert, beforeAll, it, vi } from "@effect/vitest"
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-served-`)
const library = `${root}/library`
const main = fileURLToPath(new URL("../../../src/shells/cli/main.ts", import.meta.url))
let server: ChildProcess

beforeAll(async () => {
  server = spawn(process.execPath, [main, "serve", "--port", "0", "--library", library], {
    stdio: ["ignore", "pipe", "ignore"]
  })
  await new Promise<void>((ready) =>
    server.stdout!.on("data", (text: Buffer) => void (/address/.test(String(text)) && ready()))
  )
})
afterAll(async () => {
  const gone = new Promise((done) => server.once("exit", done))
  server.kill("SIGTERM")
  await gone
  rmSync(root, { recursive: true, force: true })
})

const said = async (...args: ReadonlyArray<string>): Promise<string> => {
  const { code, stderr, stdout } = await reelstate([...args, "--library", library])
  assert.strictEqual(code, 0, stderr)
  return stdout
}

it("what one command changes through the server, the next one sees, with the server at work all the time", async () => {
  assert.match(await said("request", "tmdb:13", "--level", "deep"), /Forrest Gump \(1994\) is known to deep/)
  assert.match(await said("pin", "tmdb:13"), /MoviePinned/)
  assert.match(await said("edit", "tmdb:13", "tagline", "Run!"), /MovieEdited/)
  assert.match(await said("show", "tmdb:13"), /pinned +yes[\s\S]*Run!/)
  writeFileSync(`${root}/list.csv`, "tmdb,title\n27205,Inception\n")
  assert.match(await said("import", `${root}/list.csv`), /1 movie imported/)
  assert.match(await said("enrich", "--all", "--level", "basic"), /1 movie of 1 brought to basic/)
  assert.match(await said("list"), /Forrest Gump[\s\S]*Inception/)
  assert.match(await said("housekeep"), /stay +.*pinned 1/)
  assert.match(await said("events", "--type", "MoviePinned"), /MoviePinned {2}m_/)
  assert.isTrue(existsSync(`${library}/library.lock`), "the server still has it")
})

it("what needs the whole runtime says who has the library, and changes nothing", async () => {
  const { code, stderr } = await reelstate(["purge", "tmdb", "--apply", "--library", library])
  assert.strictEqual(code, 1)
  assert.match(stderr, /is in use by reelstate serve \(process \d+/)
})

it("a server that died without a word is passed over: the library is opened here", async () => {
  const file = { url: "http://127.0.0.1:9", token: "t", pid: 2 ** 22 - 7, instance: "gone", startedAt: 0 }
  const other = `${root}/other`
  writeFileSync(`${root}/one.csv`, "tmdb,title\n13,Forrest Gump\n")
  await reelstate(["import", `${root}/one.csv`, "--library", other])
  writeFileSync(`${other}/server.json`, JSON.stringify(file))
  const { code, stdout, stderr } = await reelstate(["pin", "tmdb:13", "--library", other])
  assert.strictEqual(code, 0, stderr)
  assert.match(stdout, /is pinned/)
})
