/** `reelstate inspect` as a process, on a library that another process serves. */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { WebSocket } from "ws"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 60_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-inspect-`)
const library = `${root}/library`
const main = fileURLToPath(new URL("../../../src/shells/cli/main.ts", import.meta.url))

interface Told {
  readonly url: string
  readonly inspector: string
  readonly local: string
  readonly socket: string
}

/** Resolves with the object that the process tells first. */
const started = (args: ReadonlyArray<string>) =>
  new Promise<{ readonly told: Told; readonly end: () => Promise<unknown> }>((resolve, reject) => {
    const { OMDB_KEY: _key, TMDB_TOKEN: _token, ...env } = process.env
    const child = spawn(process.execPath, [main, ...args, "--library", library, "--port", "0", "--json"], { env })
    const ended = new Promise<unknown>((done) => child.once("close", done))
    let [told, errors] = ["", ""]
    child.stderr.on("data", (chunk: Buffer) => void (errors += chunk.toString()))
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString()
      if (!told.trimEnd().endsWith("}")) return
      const end = () => {
        child.kill("SIGINT")
        return ended
      }
      resolve({ told: JSON.parse(told) as Told, end })
    })
    void ended.then((code) => reject(new Error(`it ended with ${String(code)}: ${errors}`)))
  })

const firstName = (url: string, protocols: ReadonlyArray<string> = []) =>
  new Promise<string>((resolve, reject) => {
    const socket = new WebSocket(url, [...protocols])
    socket.on("error", reject)
    socket.on("message", (data) => {
      const { name, type } = JSON.parse((data as Buffer).toString()) as { name: string; type: string }
      if (type !== "@xstate.actor") return
      socket.close()
      resolve(name)
    })
  })

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe("reelstate inspect", () => {
  it("tells where a movie is seen: by the server that holds it, or by opening the library itself", async () => {
    const server = await started(["serve"])
    const request = await reelstate(["request", "tmdb:13", "--library", library, "--json"])
    assert.strictEqual(request.code, 0, request.stderr)
    const held = await reelstate(["inspect", "tmdb:13", "--library", library, "--json"])
    const { inspector, local, socket } = JSON.parse(held.stdout) as Told
    assert.isTrue(local.startsWith(`${server.told.url}/inspect/local?movies=m_`))
    assert.match(new URL(inspector).hash, /^#token=/)
    assert.strictEqual(await firstName(socket, ["reelstate.inspect"]), "Forrest Gump (1994)")
    const page = await reelstate(["inspect", "tmdb:13", "--ui", "http://127.0.0.1:1/x", "--library", library])
    assert.strictEqual(page.code, 1)
    assert.include(page.stderr, "--inspector-ui http://127.0.0.1:1/x")
    await server.end()

    const own = await started(["inspect", "Forrest Gump", "--history", "3"])
    assert.strictEqual(await firstName(own.told.socket), "Forrest Gump (1994)")
    const pinned = await reelstate(["pin", "tmdb:13", "--library", library])
    assert.strictEqual(pinned.code, 0, pinned.stderr)
    await own.end()
  })

  it("says what is missing", async () => {
    const nothing = await reelstate(["inspect", "--library", library])
    assert.deepInclude(nothing, { code: 1, stdout: "" })
    assert.include(nothing.stderr, "--sample")
  })
})
