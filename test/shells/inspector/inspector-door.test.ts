/** The inspector of a real server over a whole library: who may come in, what the pages allow, and what survives a restart. */
import { createWebSocketReceiver } from "@statelyai/inspect"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { WebSocket } from "ws"
import { EventBus } from "../../../src/services/event-bus.ts"
import { serveHttp, type ServerSettings } from "../../../src/shells/http/server.ts"
import type { Message } from "../../infra/inspector/inspector-world.ts"
import { type HttpWorld, makeWorld } from "../http/http-world.ts"

let world: HttpWorld
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const serve = async (settings: Partial<ServerSettings> = {}) => {
  const scope = Effect.runSync(Scope.make())
  const running = await world.run(
    serveHttp({ port: 0, graceMs: 200, ...settings }).pipe(Effect.provideService(Scope.Scope, scope))
  )
  return { ...running, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

/** The first messages, or the status with which the door stays shut. */
const knock = (url: string, options: object = {}, protocols: ReadonlyArray<string> = []) =>
  new Promise<ReadonlyArray<Message> | number>((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), [...protocols], options)
    const heard: Array<Message> = []
    socket.on("unexpected-response", (_, response) => {
      resolve(response.statusCode!)
      response.destroy()
    })
    socket.on("error", () => undefined)
    socket.on("message", (data) => {
      heard.push(JSON.parse((data as Buffer).toString()) as Message)
      if (heard.at(-1)!.type !== "bridge.watching") return
      socket.close()
      resolve(heard)
    })
  })

const query = "movies=tmdb:13"

describe("the door of the inspector (SAFE-5)", () => {
  it("lets in programs and our own page, and no page of others", async () => {
    const server = await serve({ origins: ["https://films.example"] })
    const url = `${server.url}/inspect?${query}`
    for (const origin of [undefined, server.url, "https://films.example"])
      assert.isArray(await knock(url, origin === undefined ? {} : { origin }))
    for (const origin of ["null", "https://stately.ai", "http://127.0.0.1:1", "https://films.example.evil", "file://"])
      assert.strictEqual(await knock(url, { origin }), 403, origin)
    assert.strictEqual(await knock(url, { headers: { host: "evil.example" } }), 421)
    for (const wrong of ["sample=x", "state=nowhere", "color=red", "movies=Forrest", "history=201", "rate=0"])
      assert.strictEqual(await knock(`${server.url}/inspect?${wrong}`), 400, wrong)
    await server.close()
  })

  it("asks for the token where one is needed, and agrees on a protocol without it", async () => {
    const token = "a-token-of-the-owner"
    const server = await serve({ token })
    const url = `${server.url}/inspect?${query}`
    assert.strictEqual(await knock(url), 401)
    assert.strictEqual(await knock(url, {}, ["reelstate.inspect", "reelstate.token.a-token-of-nobody"]), 401)
    assert.isArray(await knock(url, {}, ["reelstate.inspect", `reelstate.token.${token}`]))
    assert.isArray(await knock(url, { headers: { authorization: `Bearer ${token}` } }))
    assert.strictEqual((await fetch(url)).status, 200)
    await server.close()
  })

  it("shows pages that were named and no others, and lets them do nothing else", async () => {
    const server = await serve({ inspectorUis: ["http://127.0.0.1:4999/receiver"] })
    const policyOf = async (ui: string) => {
      const answer = await fetch(`${server.url}/inspect?${query}${ui === "" ? "" : `&ui=${encodeURIComponent(ui)}`}`)
      return answer.status === 200 ? answer.headers.get("content-security-policy")! : answer.status
    }
    assert.include(await policyOf(""), "frame-src http://127.0.0.1:4999;")
    assert.include(await policyOf("https://stately.ai/inspect"), "frame-src https://stately.ai;")
    for (const ui of [
      "https://evil.example/",
      "https://stately.ai/other",
      "javascript:alert(1)",
      "https://stately.ai@evil/"
    ])
      assert.strictEqual(await policyOf(ui), 400, ui)
    const local = await fetch(`${server.url}/inspect/local?${query}`)
    assert.include(local.headers.get("content-security-policy"), "default-src 'none'")
    assert.include(local.headers.get("content-security-policy"), "frame-src 'none'")
    assert.notMatch(await local.text(), /(?:src|href)="?https?:/)
    await server.close()
  })

  it("the same movie has the same name after the server has ended and another has begun", async () => {
    const first = await serve()
    const before = (await knock(`${first.url}/inspect?${query}&history=5`)) as ReadonlyArray<Message>
    const waiting = new WebSocket(`${first.url.replace("http", "ws")}/inspect?${query}`)
    await new Promise((resolve) => waiting.once("message", resolve))
    const ended = new Promise((resolve) => waiting.once("close", resolve))
    await first.close()
    await ended
    const second = await serve({ port: first.port })
    const after = (await knock(`${second.url}/inspect?${query}&history=5`)) as ReadonlyArray<Message>
    assert.strictEqual(before[0]!.sessionId, `movie:${world.movie.id}`)
    assert.strictEqual(before[0]!.name, "Forrest Gump (1994)")
    assert.deepStrictEqual(
      after.map(({ event, sessionId, type }) => [type, sessionId, event?.type]),
      before.map(({ event, sessionId, type }) => [type, sessionId, event?.type])
    )
    await second.close()
  })

  it("what happens in the library is told as it happens, with the library's times", async () => {
    const server = await serve()
    const told: Array<Message> = []
    const receiver = createWebSocketReceiver({ server: `${server.url.replace("http", "ws")}/inspect?${query}` })
    receiver.subscribe((event) => void told.push(event as unknown as Message))
    const until = async (isSo: () => boolean) => {
      for (let tries = 0; tries < 500 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 5))
      assert.isTrue(isSo())
    }
    await until(() => told.some(({ type }) => type === "bridge.watching" || type === "@xstate.actor"))
    const pins = (type: string) => told.filter(({ event }) => event?.type === type).length
    await world.run(EventBus.use((bus) => bus.publish({ type: "MoviePinned", movie: "tmdb:13" })))
    await until(() => pins("MoviePinned") === 2)
    assert.deepInclude(told.at(-1)!.snapshot!.context, { pinned: true })
    await server.close()
  })
})
