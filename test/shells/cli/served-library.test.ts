/** Commands on a library that a running server holds: they talk to it, and what they show is what it says. */
import { afterAll, assert, beforeAll, it, vi } from "@effect/vitest"
import { type ChildProcess, spawn } from "node:child_process"
import { Effect } from "effect"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { httpClient } from "../../../src/shells/http/client.ts"
import { reelstate } from "./run-command.ts"

interface Status {
  readonly http: { readonly streams: { readonly open: number } }
}

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-served-`)
const library = `${root}/library`
const main = fileURLToPath(new URL("../../../src/shells/cli/main.ts", import.meta.url))
const secret = "a-secret-for-webhooks"
let server: ChildProcess

beforeAll(async () => {
  const extras = ["--webhooks", "--jobs", "housekeeping,checkpoint"]
  server = spawn(process.execPath, [main, "serve", "--port", "0", "--library", library, ...extras], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, REELSTATE_WEBHOOK_SECRET: secret }
  })
  await new Promise<void>((ready) =>
    server.stdout!.on("data", (text: Buffer) => void (/to read/.test(String(text)) && ready()))
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

it("jobs of the server are listed and run, deliveries listed and read again", async () => {
  assert.match(
    await said("jobs", "list"),
    /housekeeping +waiting +at 0 5 \* \* \* \(UTC\)[\s\S]*checkpoint +waiting +every day/
  )
  assert.match(await said("jobs", "run", "checkpoint"), /checkpoint has run/)
  const wrong = await reelstate(["jobs", "run", "chekpoint", "--library", library])
  assert.deepStrictEqual([wrong.code, /Did you mean checkpoint\?/.test(wrong.stderr)], [1, true])
  const { url } = JSON.parse(readFileSync(`${library}/server.json`, "utf8")) as { url: string }
  const post = (body: string) => fetch(`${url}/v1/webhooks/plex?secret=${secret}`, { method: "POST", body })
  assert.strictEqual((await post('{"nobody":"knows"}')).status, 200)
  assert.match(await said("webhooks", "list"), /^1 .* plex +ignored +nobody here knows this form/m)
  assert.match(await said("webhooks", "replay"), /1 delivery read again/)
})

it("events are followed through the server as they happen, without looking at the library again and again", async () => {
  const args = ["events", "--follow", "--json", "--type", "MovieUnpinned", "--limit", "1", "--library", library]
  const follower = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  const { token, url } = JSON.parse(readFileSync(`${library}/server.json`, "utf8")) as Record<"token" | "url", string>
  const client = httpClient({ url, token })
  const streams = () =>
    Effect.runPromise(Effect.map(client.status, (status) => (status as unknown as Status).http.streams.open))
  while ((await streams()) === 0) await new Promise((resume) => setTimeout(resume, 20))
  await Effect.runPromise(client.publish([{ type: "MovieUnpinned", movie: "tmdb:13" }]))
  const line = await new Promise<string>((resume) => follower.stdout.once("data", (text) => resume(String(text))))
  assert.strictEqual((JSON.parse(line) as { type: string }).type, "MovieUnpinned")
  follower.kill("SIGINT")
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
