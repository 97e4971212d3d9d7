/** `reelstate serve` as a process, the way a person starts and ends it. */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { httpClient } from "../../../src/shells/http/client.ts"
import { findServerFile } from "../../../src/shells/http/server-file.ts"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 60_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-serve-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))
const main = fileURLToPath(new URL("../../../src/shells/cli/main.ts", import.meta.url))

interface Started {
  readonly url: string
  readonly end: () => Promise<number | null>
}

/** Resolves when the process has told its address. */
const serve = (args: ReadonlyArray<string>): Promise<Started> =>
  new Promise((resolve, reject) => {
    const { TMDB_TOKEN: _token, OMDB_KEY: _key, ...env } = process.env
    const child = spawn(process.execPath, [main, "serve", ...args, "--port", "0", "--json"], { env })
    const ended = new Promise<number | null>((done) => child.once("close", done))
    let [told, errors] = ["", ""]
    child.stderr.on("data", (chunk: Buffer) => void (errors += chunk.toString()))
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString()
      if (!told.trimEnd().endsWith("}")) return
      const end = () => {
        child.kill("SIGINT")
        return ended
      }
      resolve({ url: (JSON.parse(told) as { url: string }).url, end })
    })
    void ended.then((code) => reject(new Error(`it ended with ${String(code)}: ${errors}`)))
  })

describe("reelstate serve", () => {
  it("makes a library, serves it, says where commands find it, and leaves nothing behind", async () => {
    const library = `${root}/library`
    const { end, url } = await serve(["--library", library])
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.strictEqual(statSync(`${library}/server.json`).mode & 0o777, 0o600)
    const file = await Effect.runPromise(findServerFile(library))
    const client = httpClient({ url: file!.url, token: file!.token })
    const { instance, library: store } = await Effect.runPromise(client.status)
    assert.deepStrictEqual([instance, store.kind], [file!.instance, "json"])

    const second = await reelstate(["serve", "--library", library, "--port", "0"])
    assert.strictEqual(second.code, 1)
    assert.include(second.stderr, "is in use by reelstate serve")
    const third = await reelstate(["serve", "--library", `${root}/other`, "--port", new URL(url).port])
    assert.strictEqual(third.code, 1)
    assert.include(third.stderr, "--port 0")

    const stream = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${file!.token}` } })
    await end()
    assert.include(await stream.text(), "event: end")
    assert.isFalse(existsSync(`${library}/server.json`))
    assert.isFalse(existsSync(`${library}/library.lock`))
  })

  it("takes webhooks with a secret only, and runs jobs that there are", async () => {
    const withSecret = (secret: string) =>
      reelstate(["serve", "--library", `${root}/hooks`, "--port", "0", "--webhooks"], {
        REELSTATE_WEBHOOK_SECRET: secret
      })
    for (const [secret, why] of [
      ["", "is not set"],
      ["short", "16 to 200"],
      ["with spaces in it, and long", "letters"]
    ] as const) {
      const { code, stderr } = await withSecret(secret)
      assert.strictEqual(code, 1)
      assert.include(stderr, why)
    }
    const wrong = await reelstate(["serve", "--library", `${root}/hooks`, "--port", "0", "--jobs", "refersh"])
    assert.deepStrictEqual([wrong.code, wrong.stderr.trim()], [1, 'There is no job "refersh". Did you mean refresh?'])
    assert.isFalse(existsSync(`${root}/hooks`))
  })

  it("refuses to be reached by others without a token, and what is no port", async () => {
    const open = await reelstate(["serve", "--library", `${root}/open`, "--host", "0.0.0.0", "--port", "0"])
    assert.strictEqual(open.code, 1)
    assert.include(open.stderr, "REELSTATE_TOKEN")
    const wrong = await reelstate(["serve", "--library", `${root}/open`, "--port", "99999"])
    assert.strictEqual(wrong.code, 2)
  })
})
