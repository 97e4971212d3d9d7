/** A real server on the loopback address, asked over real sockets. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Scope, Stream } from "effect"
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { EventBus } from "../../../src/services/event-bus.ts"
import { Store } from "../../../src/services/store.ts"
import { httpClient } from "../../../src/shells/http/client.ts"
import { findServerFile, keepServerFile } from "../../../src/shells/http/server-file.ts"
import { type RunningServer, serveHttp, type ServerSettings } from "../../../src/shells/http/server.ts"
import { type HttpWorld, makeWorld } from "./http-world.ts"

let world: HttpWorld
let server: RunningServer & { readonly close: () => Promise<void> }

const token = "a-token-of-the-owner"

const start = async (settings: Partial<ServerSettings> = {}) => {
  const scope = Effect.runSync(Scope.make())
  const serving = serveHttp({ port: 0, ...settings }).pipe(Effect.provideService(Scope.Scope, scope))
  const running = await world.run(serving)
  return { ...running, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

beforeAll(async () => {
  world = await makeWorld()
  server = await start({ bodyBytesMax: 10_000, bodyTimeoutMs: 400 })
})
afterAll(async () => {
  await server.close()
  await world.close()
})

/** Sends bytes as they are, and gives everything that comes until the connection is closed. */
const raw = (...parts: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1")
    let answer = ""
    socket.on("data", (chunk) => void (answer += chunk.toString()))
    socket.on("close", () => resolve(answer))
    socket.on("error", reject)
    for (const part of parts) socket.write(part)
  })

const head = (line: string, ...headers: ReadonlyArray<string>) =>
  `${[line, `Host: 127.0.0.1:${server.port}`, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`
const post = (...headers: ReadonlyArray<string>) =>
  head("POST /v1/events HTTP/1.1", "Content-Type: application/json", ...headers)
const get = "GET /v1/movies HTTP/1.1"

describe("what comes over the wire and is no request of good faith", () => {
  type Row = readonly [name: string, status: number, head: () => string, body?: () => string]
  const rows: ReadonlyArray<Row> = [
    ["no HTTP at all", 400, () => "\u0016\u0003\u0001\u0002\r\n\r\n"],
    ["two lengths", 400, () => post("Content-Length: 2", "Content-Length: 3"), () => "{}"],
    ["length and chunks", 400, () => post("Content-Length: 2", "Transfer-Encoding: chunked"), () => "0\r\n\r\n"],
    ["chunks of a strange kind", 400, () => post("Transfer-Encoding: chunked, identity"), () => "0\r\n\r\n"],
    ["a chunk without a length", 400, () => post("Transfer-Encoding: chunked"), () => "zz\r\n{}\r\n0\r\n\r\n"],
    ["a negative length", 400, () => post("Content-Length: -1")],
    ["no host", 400, () => `${get}\r\nConnection: close\r\n\r\n`],
    ["two hosts", 400, () => head(get, "Host: evil.example")],
    ["a host of others", 421, () => `${get}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`],
    ["a folded header", 400, () => head(get, "X-A: b\r\n c: d")],
    ["a header with a zero in it", 400, () => head(get, "X-A: \u0000")],
    ["a head without an end", 431, () => head(get, `X-A: ${"a".repeat(20_000)}`)],
    ["a method that does not exist", 400, () => head("FETCH /v1/movies HTTP/1.1")],
    ["a path that climbs", 404, () => head("GET /v1/movies/../../../etc/passwd HTTP/1.1")],
    ["an address of another server", 421, () => head("GET http://evil.example/v1/nothing HTTP/1.1")],
    ["too large, and says so", 413, () => post("Content-Length: 10001")],
    [
      "too large, in chunks",
      413,
      () => post("Transfer-Encoding: chunked"),
      () => `2ee0\r\n"${"a".repeat(11_998)}"\r\n0\r\n\r\n`
    ],
    ["slower than it may be", 408, () => post("Content-Length: 100"), () => "{"],
    ["a head that never ends", 408, () => `${get}\r\nHost: 127.0.0.1\r\n`]
  ]

  for (const [name, status, opening, body] of rows) {
    it(`${name} is answered with ${status}, as a problem`, async () => {
      const answer = await raw(opening(), ...(body === undefined ? [] : [body()]))
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
      assert.include(answer, "application/problem+json")
      assert.notMatch(answer, /node_modules|\n +at /)
    })
  }

  it("and the server goes on", async () => {
    assert.strictEqual((await fetch(`${server.url}/v1/status`)).status, 200)
  })
})

describe("starting and ending", () => {
  const refused = (settings: Partial<ServerSettings>) =>
    world.run(Effect.flip(Effect.scoped(serveHttp({ port: 0, ...settings }))))

  it("where others can reach it, it starts with a token only (SAFE-5)", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.0.1", "example.org"]) {
      assert.deepInclude(await refused({ host }), { reason: "NoToken" })
      assert.deepInclude(await refused({ host, token: "short" }), { reason: "NoToken" })
    }
    const everywhere = await start({ host: "0.0.0.0", token })
    const url = `http://127.0.0.1:${everywhere.port}/v1/movies`
    const answers = [await fetch(url), await fetch(url, { headers: { authorization: `Bearer ${token}` } })]
    assert.deepStrictEqual(
      answers.map(({ status }) => status),
      [401, 200]
    )
    await everywhere.close()
  })

  it("says what to do when the port is taken, or is none", async () => {
    const taken = await refused({ port: server.port })
    assert.strictEqual((taken as { reason: string }).reason, "PortTaken")
    assert.include(taken.message, "--port 0")
    assert.deepInclude(await refused({ port: 70_000 }), { reason: "AddressUnusable" })
  })

  it("ends streams with a word, lets nobody wait, and frees the port", async () => {
    const ending = await start()
    const streams = await Promise.all([1, 2, 3].map(() => fetch(`${ending.url}/v1/events`)))
    const texts = streams.map((response) => response.text())
    await ending.close()
    for (const text of await Promise.all(texts)) assert.include(text, "event: end")
    const again = await start({ port: ending.port })
    await again.close()
  })

  it("a client that goes away takes its stream with it", async () => {
    const gone = new AbortController()
    const response = await fetch(`${server.url}/v1/events`, { signal: gone.signal })
    const reader = response.body!.getReader()
    await reader.read()
    gone.abort()
    const open = async () => {
      const { http } = (await (await fetch(`${server.url}/v1/status`)).json()) as {
        http: { streams: { open: number } }
      }
      return http.streams.open
    }
    let left = await open()
    for (let tries = 0; tries < 100 && left > 0; tries++) left = await open()
    assert.strictEqual(left, 0)
  })
})

describe("a client that reads nothing for a while", () => {
  it("finds everything once it reads again, though its socket was full (RUN-1)", async () => {
    const total = 2_000
    const from = world.context.pipe(Context.get(Store)).lastPosition()
    const socket = connect(server.port, "127.0.0.1")
    const seen: Array<number> = []
    let tail = ""
    const all = new Promise<void>((resolve) => {
      socket.on("data", (chunk) => {
        const lines = (tail + chunk.toString("latin1")).split("\n")
        tail = lines.pop()!
        for (const line of lines) if (line.startsWith("id: ")) seen.push(Number(line.slice(4)))
        if (seen.at(-1) === from + total) resolve()
      })
    })
    socket.write("GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await new Promise((resolve) => socket.once("data", resolve))
    socket.pause()
    const large = { type: "VideoRemoved", path: `/films/${"x".repeat(4_000)}.mkv`, evidence: [] } as const
    for (let sent = 0; sent < total; sent += 500) {
      await world.run(EventBus.use((bus) => bus.publishAll(Array.from({ length: 500 }, () => large))))
    }
    socket.resume()
    await all
    // The first is the position at which the stream began.
    assert.deepStrictEqual(
      seen,
      Array.from({ length: total + 1 }, (_, index) => from + index)
    )
    socket.destroy()
  })
})

describe("the client that commands use", () => {
  it("publishes, lists, shows, tells why, asks, plans, and reads the status", async () => {
    const own = await start({ token })
    const client = httpClient({ url: own.url, token })
    const [receipt] = await world.run(client.publish([{ type: "MoviePinned", movie: "tmdb:100003" }]))
    assert.strictEqual(receipt!.duplicate, false)
    await world.rest()
    assert.strictEqual((await world.run(client.list({ sort: "title", limit: 1 }))).movies[0]!.title, "Alien")
    assert.strictEqual((await world.run(client.show("tmdb:13"))).movie.identity.title, "Forrest Gump")
    assert.strictEqual((await world.run(client.why("tmdb:13", 2))).history.length, 2)
    assert.strictEqual((await world.run(client.request("tmdb:13", { level: "deep" }))).coming, null)
    assert.strictEqual((await world.run(client.search("gump"))).found.length, 1)
    const { breaker, hash } = await world.run(client.plan)
    assert.deepStrictEqual((await world.run(client.apply(hash, breaker.stopped))).plan, hash)
    assert.isTrue((await world.run(client.status)).ready)
    const events = client.events({ after: 0, type: "MoviePinned" }).pipe(Stream.take(1), Stream.runCollect)
    const [told] = await world.run(events)
    assert.strictEqual(told?.told === "event" && told.event.type, "MoviePinned")
    await own.close()
  })

  it("tells what the server said, and tells a server that is not there from one that refuses", async () => {
    const client = httpClient({ url: server.url })
    const said = await world.run(Effect.flip(client.show("tmdb:404404")))
    assert.deepInclude(said, { _tag: "ServerSaid", status: 404, kind: "movie-unknown" })
    assert.include(said.message, "POST /v1/movies")
    const gone = await start()
    await gone.close()
    const unreachable = await world.run(Effect.flip(httpClient({ url: gone.url }).status))
    assert.strictEqual(unreachable._tag, "ServerUnreachable")
  })

  it("finds a running server beside its library, and passes over what is stale", async () => {
    const library = mkdtempSync(`${tmpdir()}/reelstate-server-`)
    const file = { url: server.url, token, pid: process.pid, instance: server.instance, startedAt: 1 }
    const find = () => Effect.runPromise(findServerFile(library))
    assert.isUndefined(await find())
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          yield* keepServerFile(library, file)
          assert.deepStrictEqual(yield* findServerFile(library), file)
          assert.strictEqual(statSync(`${library}/server.json`).mode & 0o777, 0o600)
        })
      )
    )
    assert.isFalse(existsSync(`${library}/server.json`))
    for (const stale of [
      JSON.stringify({ ...file, pid: 2 ** 22 + 1 }),
      "{",
      JSON.stringify({ ...file, url: "http://evil/x" })
    ]) {
      writeFileSync(`${library}/server.json`, stale)
      assert.isUndefined(await find())
    }
    rmSync(library, { recursive: true })
  })
})
