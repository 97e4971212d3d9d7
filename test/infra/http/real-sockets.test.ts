/** Over real connections on 127.0.0.1: what arrives, what is cut off, and where nobody is led (SAFE-4, SAFE-5). */
import { assert, describe, it } from "vitest"
import { Cause, Effect, Exit, Layer, type Scope } from "effect"
import type { IncomingMessage, ServerResponse } from "node:http"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { guardedClientLayer, guardedLookup } from "../../../src/infra/http/guarded-client.ts"
import { HttpDataProvider } from "../../../src/infra/http/http-data-provider.ts"
import type { ProviderHttpSettings } from "../../../src/infra/http/http-settings.ts"
import type { DataProvider } from "../../../src/services/data-provider.ts"
import { get, omdbKey, testSettings, textOf, tmdbToken } from "./http-world.ts"
import { tinyServer, type TinyServer } from "./tiny-server.ts"

const overServer = <A, E>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  program: (server: TinyServer) => Effect.Effect<A, E, DataProvider | Scope.Scope>,
  tmdb: Partial<ProviderHttpSettings> = {},
  disk = new MemoryDisk()
) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const server = yield* tinyServer(answer)
        const settings = testSettings(
          { baseUrl: `${server.base}/3`, timeoutMs: 500, retriesMax: 0, ...tmdb },
          { imdb: { baseUrl: server.base, retriesMax: 0 } }
        )
        const layer = HttpDataProvider.layer("/library", settings).pipe(
          Layer.provide(Layer.mergeAll(guardedClientLayer(settings), disk.layer))
        )
        return yield* Effect.provide(program(server), layer)
      })
    )
  )

const json = { "content-type": "application/json" }
const told = (effect: ReturnType<typeof get>) =>
  Effect.map(Effect.result(effect), (result) =>
    result._tag === "Success" ? `${result.success.status} ${textOf(result.success)}` : result.failure.message
  )

describe("over real connections", () => {
  it("an answer comes back whole, packed or not, over one connection after the other", () =>
    overServer(
      (request, response) => {
        const body = Buffer.from(`{"path":"${request.url}"}`)
        const packed =
          request.url?.endsWith("2") === true
            ? gzipSync(body)
            : request.url?.endsWith("3") === true
              ? brotliCompressSync(body)
              : body
        const encoding =
          request.url?.endsWith("2") === true
            ? { "content-encoding": "gzip" }
            : request.url?.endsWith("3") === true
              ? { "content-encoding": "br" }
              : {}
        response.writeHead(200, { ...json, ...encoding }).end(packed)
      },
      (server) =>
        Effect.gen(function* () {
          const texts = yield* Effect.forEach(["/1", "/2", "/3"], (path) => told(get(path)))
          assert.deepStrictEqual(texts, ['200 {"path":"/3/1"}', '200 {"path":"/3/2"}', '200 {"path":"/3/3"}'])
          assert.strictEqual(server.seen[0]?.headers.authorization, `Bearer ${tmdbToken}`)
          assert.strictEqual(server.open(), 1)
        })
    ))

  it("200 MB are cut off at the limit, whether their length is told or not, and a bomb is not unpacked", () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    const mega = Buffer.alloc(1024 * 1024, "x")
    const counts = { sent: 0 }
    const flood = (response: ServerResponse): void => {
      while (counts.sent < 200 && !response.destroyed) {
        counts.sent += 1
        if (!response.write(mega)) return void response.once("drain", () => flood(response))
      }
      response.end()
    }
    return overServer(
      (request, response) => {
        if (request.url === "/3/bomb")
          return void response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(bomb)
        if (request.url === "/3/told")
          return void response.writeHead(200, { ...json, "content-length": 200 * mega.length }).write(mega)
        response.writeHead(200, json)
        flood(response)
      },
      (server) =>
        Effect.gen(function* () {
          const texts = yield* Effect.forEach(["/bomb", "/told", "/flood"], (path) => told(get(path)))
          const refusal =
            "tmdb sent an answer that makes no sense: the answer cannot be used: it is longer than the 1048576 bytes allowed"
          assert.deepStrictEqual(texts, [refusal, refusal, refusal])
          assert.isBelow(counts.sent, 20)
          yield* Effect.sleep(100)
          assert.strictEqual(server.open(), 0)
        }),
      { bodyBytesMax: 1024 * 1024, timeoutMs: 5_000 }
    )
  })

  it("silence, a stalled body, a cut body and a refused connection are told apart, and leave no connection behind", () =>
    overServer(
      (request, response) => {
        if (request.url === "/3/silent") return
        response.writeHead(200, { ...json, "content-length": "100" })
        response.write("{")
        if (request.url === "/3/cut") setTimeout(() => response.destroy(), 20)
      },
      (server) =>
        Effect.gen(function* () {
          const texts = yield* Effect.forEach(["/silent", "/stalled", "/cut"], (path) => told(get(path)))
          const late = "tmdb cannot be reached: no whole answer within 0.5 seconds"
          assert.deepStrictEqual(texts, [late, late, "tmdb cannot be reached: the connection was cut"])
          yield* Effect.sleep(50)
          assert.strictEqual(server.open(), 0)
        })
    ))

  it("no secret is in an error, a cause, an answer or a file of the cache (SAFE-5)", async () => {
    const disk = new MemoryDisk()
    const everything: Array<string> = []
    await overServer(
      (request, response) => {
        if (request.url?.includes("cut") === true) return void response.destroy()
        const echo = {
          url: request.url,
          auth: request.headers.authorization,
          coded: Buffer.from(tmdbToken).toString("base64")
        }
        const status = request.url?.includes("401") === true ? 401 : 200
        response.writeHead(status, { ...json, "cache-control": "max-age=60", etag: '"x"' }).end(JSON.stringify(echo))
      },
      () =>
        Effect.gen(function* () {
          for (const [path, provider] of [
            ["/cut", "tmdb"],
            ["/cut", "imdb"],
            ["/401", "imdb"],
            ["/200", "tmdb"],
            ["/200", "imdb"]
          ] as const) {
            const exit = yield* Effect.exit(get(path, "person", provider))
            everything.push(Exit.isSuccess(exit) ? textOf(exit.value) : Cause.pretty(exit.cause), JSON.stringify(exit))
          }
        }),
      {},
      disk
    )
    for (const path of disk.paths()) everything.push(path, Buffer.from(disk.contents(path)!).toString("latin1"))
    assert.isTrue(everything.some((text) => text.includes("[redacted]")))
    for (const secret of [tmdbToken, omdbKey, Buffer.from(tmdbToken).toString("base64")]) {
      assert.deepStrictEqual(
        everything.filter((text) => text.includes(secret)),
        []
      )
    }
  })

  it("a redirect is followed on the same host, with the key, within the limits", () =>
    overServer(
      (request, response) => {
        const step = /\/loop\/(\d+)/.exec(request.url ?? "")
        if (step !== null) return void response.writeHead(302, { location: `/3/loop/${Number(step[1]) + 1}` }).end()
        if (request.url === "/3/old") return void response.writeHead(301, { location: "new" }).end()
        response.writeHead(200, json).end('"new"')
      },
      (server) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* told(get("/old")), '200 "new"')
          assert.strictEqual(server.seen[1]?.headers.authorization, `Bearer ${tmdbToken}`)
          assert.match(yield* told(get("/loop/0")), /its redirect is not followed: it is the 4th in a row/)
          assert.strictEqual(server.seen.length, 6)
        })
    ))

  it("a redirect to another origin goes without the key, and only to a host on the list (SAFE-5)", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const other = yield* tinyServer((_, response) => void response.writeHead(200, json).end('"other"'))
          const answer = (request: IncomingMessage, response: ServerResponse) => {
            const host = request.url === "/3/named" ? other.base.replace("127.0.0.1", "localhost") : other.base
            response.writeHead(302, { location: `${host}/x` }).end()
          }
          const program = Effect.forEach(["/listed", "/named"], (path) => told(get(path)))
          const texts = yield* Effect.promise(() => overServer(answer, () => program))
          const refusal = "its redirect is not followed: it leads to a host that is not on the list"
          assert.deepStrictEqual(texts, ['200 "other"', `tmdb sent an answer that makes no sense: ${refusal}`])
          assert.deepStrictEqual(
            other.seen.map(({ headers }) => headers.authorization),
            [undefined]
          )
        })
      )
    ))
})

describe("a name that leads into a private network", () => {
  const look = (host: string, trusted: ReadonlySet<string>) =>
    new Promise<string>((resolve) => {
      const fake = ((_: string, __: unknown, done: (error: null, found: unknown) => void) =>
        done(null, [
          { address: host === "mixed.example" ? "93.184.216.34" : "10.0.0.1", family: 4 },
          { address: "127.0.0.1", family: 4 }
        ])) as never
      guardedLookup(trusted, fake)(host, {}, (error, address) => resolve(error?.code ?? (address as string)))
    })

  it("is not connected to, unless a person has set it (SAFE-4)", async () => {
    assert.strictEqual(await look("evil.example", new Set()), "EPRIVATE")
    assert.strictEqual(await look("mixed.example", new Set()), "93.184.216.34")
    assert.strictEqual(await look("nas.lan", new Set(["nas.lan"])), "10.0.0.1")
  })
})
