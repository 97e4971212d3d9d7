import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { LoggedEvent } from "../../../src/services/store.ts"
import type { ListedMovie } from "../../../src/shells/http/movie-list.ts"
import { type HttpWorld, makeWorld } from "./http-world.ts"

let world: HttpWorld
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

interface Page {
  readonly movies: ReadonlyArray<ListedMovie>
  readonly next: string | null
}

const allPages = async (query: string) => {
  const pages: Array<ReadonlyArray<string | null>> = []
  for (let cursor: string | null = ""; cursor !== null;) {
    const { body }: { readonly body: Page } = await world.get(`/v1/movies?${query}${cursor && `&cursor=${cursor}`}`)
    pages.push(body.movies.map(({ title }) => title))
    cursor = body.next
  }
  return pages
}

describe("movies over HTTP", () => {
  it("one movie, by its id and by any alias, is the same answer", async () => {
    const byAlias = await world.get("/v1/movies/tmdb%3A13")
    const plain = await world.get("/v1/movies/imdb:tt0109830")
    const { body, status } = await world.get(`/v1/movies/${world.movie.id}`)
    assert.strictEqual(status, 200)
    assert.deepStrictEqual([byAlias.body, plain.body], [body, body])
    assert.deepStrictEqual((body as { movie: unknown }).movie, JSON.parse(JSON.stringify(world.movie)))
  })

  it("an answer that was kept is never older than the last commit", async () => {
    const titleOf = async () => {
      const { body } = await world.get("/v1/movies/tmdb:100000")
      return (body as { movie: { identity: { title: string } } }).movie.identity.title
    }
    assert.strictEqual(await titleOf(), "Up")
    for (const value of ["Down", "Up and down", "Up"]) {
      await world.post("/v1/events", { type: "MovieEdited", movie: "tmdb:100000", field: "title", value })
      await world.rest()
      assert.strictEqual(await titleOf(), value)
    }
  })

  it("with everything, names of people, related movies and images come too", async () => {
    const { body } = await world.get("/v1/movies/tmdb:13?with=everything")
    const { credits, images, level } = body as {
      credits: Array<{ name: string }>
      images: Array<unknown>
      level: string
    }
    assert.strictEqual(level, "deep")
    assert.include(
      credits.map(({ name }) => name),
      "Tom Hanks"
    )
    assert.strictEqual(images.length, 3)
  })

  it("every order lists every movie once, page by page", async () => {
    const titles = ["Alien", "Brazil", "Forrest Gump", "Heat", "Up"]
    assert.deepStrictEqual(await allPages("sort=title&limit=2"), [
      titles.slice(0, 2),
      titles.slice(2, 4),
      titles.slice(4)
    ])
    for (const sort of ["known", "used", "popular", "size"]) {
      const pages = await allPages(`sort=${sort}&limit=2`)
      assert.sameMembers(pages.flat(), titles, sort)
      assert.strictEqual(pages.length, 3)
    }
  })

  it("filters choose by state, pin and year", async () => {
    assert.deepStrictEqual(await allPages("state=deep"), [["Forrest Gump"]])
    assert.deepStrictEqual(await allPages("year=1981"), [["Heat"]])
    assert.deepStrictEqual(await allPages("pinned=true"), [[]])
  })

  it("history comes page by page, the newest first, and nothing twice", async () => {
    const seen: Array<number> = []
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
      const { body } = await world.get(`/v1/movies/tmdb:13/history?limit=2&before=${before}`)
      const page = body as { events: ReadonlyArray<LoggedEvent>; next: number | null }
      seen.unshift(...page.events.map(({ position }) => position))
      before = page.next
    }
    const { body } = await world.get("/v1/movies/tmdb:13/history?limit=500")
    const whole = (body as { events: ReadonlyArray<LoggedEvent> }).events.map(({ position }) => position)
    assert.isAbove(whole.length, 4)
    assert.deepStrictEqual(seen, whole)
  })

  it("why tells the event that brought it there", async () => {
    const { body } = await world.get("/v1/movies/tmdb:13/why?history=3")
    const why = body as { broughtBy: LoggedEvent; history: ReadonlyArray<unknown> }
    assert.strictEqual(why.broughtBy.event.type, "MovieEnriched")
    assert.strictEqual(why.history.length, 3)
  })
})

describe("asking for more (LIFE-9)", () => {
  it("answers at once with what is known, and says what is coming and where", async () => {
    const { body, status } = await world.post("/v1/movies/tmdb:680/requests", { level: "deep" })
    assert.strictEqual(status, 202)
    const { changes, ...answer } = body as Record<string, unknown>
    assert.deepStrictEqual(answer, { level: null, coming: "deep", movie: null })
    assert.match(String(changes), /^\/v1\/movies\/tmdb%3A680\/changes\?after=\d+$/)
  })

  it("waits when it is asked to, and no longer than the level takes", async () => {
    const { body, status } = await world.post("/v1/movies/tmdb:680/requests", { level: "medium", waitMs: 60_000 })
    assert.strictEqual(status, 200)
    const { coming, level } = body as Record<string, unknown>
    assert.strictEqual(coming, null)
    assert.include(["medium", "deep"], level)
  })

  it("says why a movie cannot be brought there, and when it is tried again", async () => {
    const { body, status } = await world.post("/v1/movies/tmdb:9000001/requests", { level: "basic", waitMs: 60_000 })
    assert.strictEqual(status, 202)
    const { coming, reason } = body as Record<string, unknown>
    assert.strictEqual(coming, "basic")
    assert.match(String(reason), /^NotThere/)
  })
})

describe("images over HTTP", () => {
  const poster = "/v1/movies/tmdb:13/images/poster"

  it("whole, in part, and not at all when it is as it was", async () => {
    const whole = await world.ask(poster)
    const bytes = Buffer.from(await whole.arrayBuffer())
    const tag = whole.headers.get("etag")!
    assert.strictEqual(whole.headers.get("content-length"), String(bytes.length))
    assert.strictEqual(whole.headers.get("accept-ranges"), "bytes")
    assert.strictEqual(whole.headers.get("x-content-type-options"), "nosniff")
    const same = await world.ask(poster, { headers: { "if-none-match": `"other", W/${tag}` } })
    assert.deepStrictEqual([same.status, (await same.arrayBuffer()).byteLength], [304, 0])
    const cases = [
      ["bytes=0-3", 206, [0, 4]],
      ["bytes=4-", 206, [4, bytes.length]],
      ["bytes=-5", 206, [bytes.length - 5, bytes.length]],
      ["bytes=0-999999", 206, [0, bytes.length]],
      ["bytes=0-1,3-4", 200, [0, bytes.length]],
      ["seconds=0-1", 200, [0, bytes.length]]
    ] as const
    for (const [range, status, [from, to]] of cases) {
      const part = await world.ask(poster, { headers: { range } })
      assert.strictEqual(part.status, status, range)
      assert.deepStrictEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(from, to), range)
    }
    const stale = await world.ask(poster, { headers: { range: "bytes=0-3", "if-range": '"old"' } })
    assert.strictEqual(stale.status, 200)
    const outside = await world.ask(poster, { headers: { range: `bytes=${bytes.length}-` } })
    assert.deepStrictEqual([outside.status, outside.headers.get("content-range")], [416, `bytes */${bytes.length}`])
  })

  it("small and large ones are different files", async () => {
    const tags = await Promise.all(
      ["small", "hd"].map(async (size) => (await world.ask(`${poster}?size=${size}`)).headers.get("etag"))
    )
    assert.strictEqual(new Set(tags).size, 2)
  })
})

describe("the rest of the library over HTTP", () => {
  it("a pin or an edit of a movie that nobody knows says so", async () => {
    const answer = await world.post("/v1/events", [
      { type: "MoviePinned", movie: "tmdb:99999" },
      { type: "MovieUnpinned", movie: "tmdb:100002" },
      { type: "MovieRequested", movie: "tmdb:100002" }
    ])
    const [unknown, ...others] = (answer.body as { receipts: ReadonlyArray<{ note?: string }> }).receipts
    assert.match(unknown?.note ?? "", /No movie here goes by "tmdb:99999".* this one changes nothing/)
    assert.deepStrictEqual(
      others.map((receipt) => "note" in receipt),
      [false, false]
    )
  })

  it("events are published once, whatever is sent twice; a batch is all or nothing", async () => {
    const event = { type: "MovieViewed", movie: "tmdb:100001", id: "app:1" }
    const first = await world.post("/v1/events", event)
    const again = await world.post("/v1/events", [event, { type: "MovieViewed", movie: "tmdb:100002" }])
    const receipts = (answer: typeof first) =>
      (answer.body as { receipts: Array<{ id: string; duplicate: boolean }> }).receipts
    assert.deepStrictEqual(
      receipts(first).map(({ duplicate, id }) => [id, duplicate]),
      [["app:1", false]]
    )
    assert.deepStrictEqual(
      receipts(again).map(({ duplicate }) => duplicate),
      [true, false]
    )
    const refused = await world.post("/v1/events", [{ type: "MovieViewed", movie: "tmdb:1" }, { type: "MovieViewd" }])
    assert.strictEqual(refused.status, 422)
    assert.include((refused.body as { detail: string }).detail, "did you mean MovieViewed?")
    const unborn = await world.get("/v1/movies/tmdb:1")
    assert.strictEqual(unborn.status, 404)
  })

  it("people with their movies here, and what the provider says they made", async () => {
    const { body } = await world.get("/v1/people/tmdb-31")
    const { movies, name } = body as { name: string; movies: Array<{ title: string }> }
    assert.deepStrictEqual([name, movies[0]!.title], ["Tom Hanks", "Forrest Gump"])
    const made = await world.get("/v1/people/tmdb-31/filmography")
    const known = (made.body as { movies: Array<{ hint: { movie: string }; known: string | null }> }).movies
    assert.strictEqual(known.find(({ hint }) => hint.movie === "tmdb:13")?.known, world.movie.id)
  })

  it("a plan is made, read, applied once and taken back (SAFE-3)", async () => {
    await world.rest()
    const made = await world.post("/v1/housekeeping/plans", {})
    assert.strictEqual(made.status, 201)
    const { hash, items } = made.body as { hash: string; items: ReadonlyArray<unknown> }
    assert.isAbove(items.length, 0)
    const address = `/v1/housekeeping/plans/${hash}`
    assert.strictEqual(made.headers.get("location"), address)
    assert.deepInclude((await world.get(address)).body as object, { hash, applied: false })
    assert.strictEqual((await world.post(`${address}/apply`, {})).status, 202)
    const again = await world.post(`${address}/apply`, {})
    assert.deepStrictEqual(
      [again.status, (again.body as { title: string }).title],
      [409, "The plan was applied before"]
    )
    await world.rest()
    assert.deepStrictEqual((await world.get("/v1/movies?state=downgraded&limit=9")).status, 200)
    assert.strictEqual((await world.post(`${address}/undo`, {})).status, 202)
    await world.rest()
    assert.deepStrictEqual(await allPages("state=downgraded"), [[]])
  })

  it("search, statistics and status", async () => {
    const { body } = await world.get("/v1/search?q=FORREST%20gump")
    assert.deepStrictEqual(
      (body as { found: Array<{ movie: string }> }).found.map(({ movie }) => movie),
      [world.movie.id]
    )
    const stats = (await world.get("/v1/stats?top=2")).body as { movies: number; top: Array<unknown> }
    assert.isAtLeast(stats.movies, 5)
    assert.strictEqual(stats.top.length, 2)
    const status = (await world.get("/v1/status")).body as { ready: boolean; library: { kind: string } }
    assert.deepStrictEqual([status.ready, status.library.kind], [true, "memory"])
  })

  it("the documents describe every address, and the page can run nothing", async () => {
    const { body } = await world.get("/openapi.json")
    const document = body as {
      openapi: string
      paths: Record<string, object>
      components: { schemas: { Event: { oneOf: Array<unknown> } } }
    }
    assert.strictEqual(document.openapi, "3.1.0")
    assert.isAbove(Object.keys(document.paths).length, 18)
    assert.isAbove(document.components.schemas.Event.oneOf.length, 20)
    const page = await world.ask("/docs")
    assert.match(page.headers.get("content-security-policy")!, /^default-src 'none'/)
    const text = await page.text()
    for (const path of Object.keys(document.paths)) assert.include(text, `<code>${path}</code>`)
    assert.notMatch(text, /<script|https?:\/\//)
    assert.strictEqual((await world.ask("/")).headers.get("location"), "/docs")
  })

  it("HEAD is GET without its body, and OPTIONS tells what an address does", async () => {
    const head = await world.ask("/v1/movies", { method: "HEAD" })
    assert.deepStrictEqual([head.status, await head.text()], [200, ""])
    const stream = await world.ask("/v1/events", { method: "HEAD" })
    assert.deepStrictEqual([stream.headers.get("content-type"), await stream.text()], ["text/event-stream", ""])
    const options = await world.ask("/v1/events", { method: "OPTIONS" })
    assert.deepStrictEqual([options.status, options.headers.get("allow")], [204, "POST, GET, HEAD, OPTIONS"])
  })
})
