import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { allEndpoints } from "../../../src/shells/http/endpoints/all-endpoints.ts"
import { makeRouting } from "../../../src/shells/http/routing.ts"
import type { HttpHandler } from "../../../src/shells/http/web-handler.ts"
import { problemKinds, type ProblemDocument } from "../../../src/shells/http/problem.ts"
import { type BadInput, badInputs } from "./bad-input.ts"
import { type HttpWorld, makeWorld, origin } from "./http-world.ts"

let world: HttpWorld
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** Goes round the checks of Request, which would not let a bad host or method through. */
const requestOf = ({ body, headers = {}, method = "GET", path }: BadInput): Request => {
  const bytes = typeof body === "object" && !(body instanceof Uint8Array) ? JSON.stringify(body) : body
  const request = new Request(`${origin}/`, {
    method,
    headers,
    ...(bytes !== undefined && { body: Buffer.from(bytes) })
  })
  Object.defineProperty(request, "url", { value: `${origin}${path}` })
  return request
}

const problemIn = async (response: Response): Promise<ProblemDocument & { allow?: ReadonlyArray<string> }> => {
  assert.strictEqual(response.headers.get("content-type"), "application/problem+json")
  assert.strictEqual(response.headers.get("x-content-type-options"), "nosniff")
  return (await response.json()) as ProblemDocument
}

describe("whatever is sent, the answer is a problem that says what to do (RFC 9457)", () => {
  it.each(badInputs.map((row) => [`${row.method ?? "GET"} ${row.path.slice(0, 70)} ${row.says ?? ""}`, row] as const))(
    "%s",
    async (_name, row) => {
      const before = await world.get("/v1/status")
      const response = await world.handle(requestOf(row))
      const problem = await problemIn(response)
      assert.deepStrictEqual([response.status, problem.type], [row.status, `/docs#problem-${row.kind}`], problem.detail)
      assert.strictEqual(problem.status, row.status)
      assert.include(JSON.stringify(problem), JSON.stringify(row.says ?? "").slice(1, -1))
      assert.isAbove(problem.whatToDo.length, 10)
      assert.notMatch(JSON.stringify(problem), /node_modules|\.ts:\d|\n +at |\/library\//)
      if (row.status === 405) assert.strictEqual(response.headers.get("allow"), problem.allow?.join(", "))
      const after = await world.get("/v1/status")
      const positionOf = ({ body }: typeof before) =>
        (body as { library: { lastPosition: number } }).library.lastPosition
      assert.strictEqual(positionOf(after), positionOf(before), "nothing was written")
    }
  )

  it("at least sixty of them were tried, and every kind that a client can cause is among them", () => {
    const tried = new Set(badInputs.map(({ kind }) => kind))
    const elsewhere = new Set([
      "token-missing",
      "read-only",
      "plan-stopped",
      "plan-applied",
      "page-gone",
      "body-too-slow",
      "too-many-streams",
      "too-many-deliveries",
      "webhooks-off",
      "closing",
      "library-broken",
      "disk-full",
      "our-bug"
    ])
    assert.isAtLeast(badInputs.length, 60)
    assert.deepStrictEqual(
      Object.keys(problemKinds).filter((kind) => !tried.has(kind) && !elsewhere.has(kind)),
      []
    )
  })
})

it("every address has two rows at least", () => {
  const routing = makeRouting(allEndpoints)
  const counts = new Map(allEndpoints.map((each) => [`${each.method} ${each.path}`, 0]))
  for (const { method = "GET", path } of badInputs) {
    const [plain = ""] = path.split("?")
    // What a wrong method meets is the address, whatever it does.
    const routes = ["GET", "POST"].map((each) => routing(each, plain))
    const found = routes.flatMap((route) => ("found" in route ? [route.found] : []))
    const exact = found.filter((each) => each.method === method)
    for (const each of exact.length > 0 ? exact : found) {
      const name = `${each.method} ${each.path}`
      counts.set(name, counts.get(name)! + 1)
    }
  }
  assert.deepStrictEqual(
    [...counts].filter(([, count]) => count < 2),
    []
  )
})

describe("tokens (SAFE-5)", () => {
  const token = "a-token-of-the-owner"
  const statusOf = async (handler: HttpHandler, method: string, given?: string) => {
    const headers = given === undefined ? {} : { authorization: given }
    const request = new Request(`${origin}/v1/${method === "POST" ? "housekeeping/plans" : "movies"}`, {
      method,
      headers
    })
    return (await handler.handle(request)).status
  }
  const rows = [
    [{ token }, undefined, 401, 401],
    [{ token }, `Bearer ${token}`, 200, 201],
    [{ token }, `bearer  ${token} `, 200, 201],
    [{ token }, `Bearer ${token}x`, 401, 401],
    [{ token }, `Bearer ${token.slice(1)}`, 401, 401],
    [{ token }, `Basic ${token}`, 401, 401],
    [{ token }, token, 401, 401],
    [{ token, allow: "read" }, undefined, 200, 403],
    [{ token, allow: "read" }, `Bearer ${token}`, 200, 201],
    [{ allow: "read" }, undefined, 200, 403],
    [{ localToken: token, allow: "nothing" }, `Bearer ${token}`, 200, 201],
    [{}, undefined, 200, 201]
  ] as const

  it.each(rows)("with %j, who sends %j reads with %i and writes with %i", async (settings, given, read, write) => {
    const handler = world.handlerWith(settings)
    const got = [await statusOf(handler, "GET", given), await statusOf(handler, "POST", given)]
    assert.deepStrictEqual(got, [read, write])
    await handler.close()
  })

  it("the documents need none, and a question for one says so", async () => {
    const handler = world.handlerWith({ token })
    assert.strictEqual((await world.ask("/openapi.json", {}, handler)).status, 200)
    const refused = await world.ask("/v1/movies", {}, handler)
    assert.strictEqual(refused.headers.get("www-authenticate"), 'Bearer realm="reelstate"')
    await handler.close()
  })

  it("the access log knows paths, never queries or tokens", async () => {
    const lines: Array<unknown> = []
    const handler = world.handlerWith({ token, accessLog: (line) => void lines.push({ ...line, durationMs: 0 }) })
    await world.ask(`/v1/movies?token=${token}`, { headers: { authorization: `Bearer ${token}` } }, handler)
    assert.deepStrictEqual(lines, [{ method: "GET", path: "/v1/movies", status: 400, durationMs: 0 }])
    await handler.close()
  })
})

describe("pages of other origins", () => {
  it("are told that they may only when they were named (CORS)", async () => {
    const films = "https://films.example"
    const handler = world.handlerWith({ origins: [films] })
    const allowed = await world.ask("/v1/movies", { headers: { origin: films } }, handler)
    assert.deepStrictEqual([allowed.status, allowed.headers.get("access-control-allow-origin")], [200, films])
    const preflight = await world.ask("/v1/events", { method: "OPTIONS", headers: { origin: films } }, handler)
    assert.strictEqual(preflight.headers.get("access-control-allow-methods"), "POST, GET, HEAD, OPTIONS")
    const other = await world.ask("/v1/movies", { headers: { origin: "https://other.example" } }, handler)
    assert.deepStrictEqual([other.status, other.headers.get("access-control-allow-origin")], [403, null])
    const own = await world.ask("/v1/movies", { headers: { origin } })
    assert.deepStrictEqual([own.status, own.headers.get("access-control-allow-origin")], [200, null])
    await handler.close()
  })

  it("a handler that is mounted below a path answers there, and nowhere else", async () => {
    const handler = world.handlerWith({ basePath: "/films", hosts: "any" })
    assert.strictEqual((await world.ask("/films/v1/movies", {}, handler)).status, 200)
    const outside = await problemIn(await world.ask("/v1/movies", {}, handler))
    assert.strictEqual(outside.type, "/films/docs#problem-no-such-address")
    await handler.close()
  })
})
