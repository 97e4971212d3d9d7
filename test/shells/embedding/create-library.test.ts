/** A program without Effect: open, ask, listen, stop. In real time, because that is what it lives in. */
import { existsSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { httpHandler } from "../../../src/http.ts"
import { createLibrary, type EmbeddedLibrary } from "../../../src/shells/embedding/create-library.ts"

const fixtures = join(import.meta.dirname, "../../../fixtures/replay")
const newDirectory = () => mkdtempSync(join(tmpdir(), "reelstate-embedded-"))

const opened = async <A>(use: (library: EmbeddedLibrary) => Promise<A>): Promise<A> => {
  await using library = await createLibrary({ directory: newDirectory(), fixtures })
  return await use(library)
}

it("LIFE-9: a request answers at once with what is known, and the wait for more is the caller's choice", () =>
  opened(async (library) => {
    const first = await library.request({ movie: "tmdb:13", level: "deep" })
    expect(first).toEqual({ movie: undefined, coming: "deep" })
    const outcome = await library.requestAndWait({ movie: "tmdb:13", level: "deep" })
    expect(outcome).toMatchObject({ reached: true, movie: { lifecycle: { state: "deep" } } })
    const again = await library.request({ movie: "tmdb:13", level: "deep" })
    expect(again.coming).toBeNull()
    expect(again.movie?.identity.title).toBe("Forrest Gump")
  }))

it("every event is there for who asks for it, in order and whole, from any position", () =>
  opened(async (library) => {
    await library.requestAndWait({ movie: "tmdb:13" })
    const seen: Array<string> = []
    for await (const { event, position } of library.events({ after: 0 })) {
      seen.push(`${position} ${event.type}`)
      if (event.type === "MovieEnriched") break
    }
    expect(seen).toEqual(["1 MovieRequested", "2 MovieCreated", "3 EnrichmentRequested", "4 MovieEnriched"])
    for await (const { event } of library.events({ after: 0, types: ["MovieCreated"] })) {
      expect(event.type).toBe("MovieCreated")
      break
    }
  }))

it("publishing the same id twice has one effect, and a bad event is refused with a sentence", () =>
  opened(async (library) => {
    const event = { type: "MovieRequested", movie: "imdb:tt0109830", id: "mine-1" } as const
    const receipts = await library.publishAll([event])
    expect(receipts[0]?.duplicate).toBe(false)
    expect((await library.publish(event)).duplicate).toBe(true)
    const bad = library.publish({ type: "MoviePinned", movie: "nonsense" } as never)
    await expect(bad).rejects.toMatchObject({ _tag: "EventInvalid", message: /MoviePinned was refused/ })
  }))

it("a signal ends a wait, an iteration and an opening, and nothing is lost by it", () =>
  opened(async (library) => {
    const controller = new AbortController()
    const waiting = library.requestAndWait({ movie: "tmdb:99999999", level: "basic" }, { signal: controller.signal })
    const listening = (async () => {
      for await (const { position } of library.events({ after: 1_000_000, signal: controller.signal })) return position
      return "ended"
    })()
    controller.abort(new Error("enough"))
    await expect(Promise.all([waiting, listening])).rejects.toThrow("enough")
    await expect(listening).rejects.toThrow("enough")
    await expect(library.movie("tmdb:13", { signal: controller.signal })).rejects.toThrow("enough")
    const late = createLibrary({ directory: newDirectory(), fixtures, signal: controller.signal })
    await expect(late).rejects.toThrow("enough")
    expect(await library.movie("tmdb:13")).toBeUndefined()
  }))

it("searches, tells why, takes webhooks and runs jobs where it was made with them, also behind a server", async () => {
  const webhookSecret = "a-secret-for-webhooks"
  const directory = newDirectory()
  await using library = await createLibrary({ directory, fixtures, webhookSecret, jobs: ["housekeeping"] })
  await library.requestAndWait({ movie: "tmdb:13", level: "deep" })
  const { found, isComplete } = await library.search("forest gunp", { limit: 1 })
  expect([found.map(({ title }) => title), isComplete]).toEqual([["Forrest Gump"], true])
  expect((await library.search("gump", { year: 1979 })).found).toEqual([])
  await expect(library.search("gump", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough")
  const why = await library.why("tmdb:13")
  expect(why?.broughtBy?.event.type).toBe("MovieEnriched")
  expect(await library.why("tmdb:404404")).toBeUndefined()
  const { close, handle } = httpHandler(library.context)
  const ask = (path: string, init?: RequestInit) => handle(new Request(`http://localhost${path}`, init))
  const body = JSON.stringify({ list: "For tonight", movies: [{ tmdb: 603 }] })
  const delivered = await ask(`/v1/webhooks?secret=${webhookSecret}`, { method: "POST", body })
  expect(await delivered.json()).toMatchObject({ state: "published", source: "recommendation" })
  expect((await ask("/v1/webhooks", { method: "POST", body })).status).toBe(401)
  expect(await (await ask("/v1/jobs")).json()).toMatchObject({ jobs: [{ name: "housekeeping", state: "waiting" }] })
  const status = (await (await ask("/v1/status")).json()) as {
    providers: ReadonlyArray<{ breaker: { state: string } }>
  }
  expect(new Set(status.providers.map(({ breaker }) => breaker.state))).toEqual(new Set(["closed"]))
  await close()
})

it("a library without webhooks and jobs says so where they are asked for", () =>
  opened(async (library) => {
    const { close, handle } = httpHandler(library.context)
    const ask = async (path: string, method: string) => {
      const answer = await handle(new Request(`http://localhost${path}`, { method }))
      const { type, jobs } = (await answer.json()) as { type?: string; jobs?: ReadonlyArray<unknown> }
      return [answer.status, type ?? jobs]
    }
    expect(await ask("/v1/webhooks/plex", "POST")).toEqual([404, "/docs#problem-webhooks-off"])
    expect(await ask("/v1/webhooks", "GET")).toEqual([404, "/docs#problem-webhooks-off"])
    expect(await ask("/v1/jobs", "GET")).toEqual([200, []])
    expect(await ask("/v1/jobs/refresh/run", "POST")).toEqual([404, "/docs#problem-job-unknown"])
    await close()
    const make = (options: object) => createLibrary({ directory: newDirectory(), fixtures, ...options })
    await expect(make({ webhookSecret: "short" })).rejects.toThrow(/webhookSecret: a secret has 16/)
    await expect(make({ jobs: ["refersh"] })).rejects.toThrow(/jobs: there is no job refersh/)
  }))

it("a closed library ends who listens, gives the directory back, and can be opened again (STORE-4)", async () => {
  const directory = newDirectory()
  const library = await createLibrary({ directory, fixtures })
  await library.requestAndWait({ movie: "tmdb:13" })
  await expect(createLibrary({ directory, fixtures })).rejects.toMatchObject({ _tag: "StoreError" })
  const listening = (async () => {
    let count = 0
    for await (const _ of library.events({ after: 0 })) count++
    return count
  })()
  const pages = await library.list({ limit: 10 })
  expect(pages.movies).toHaveLength(1)
  await library.close()
  expect(await listening).toBeGreaterThan(0)
  expect(existsSync(join(directory, "library.lock"))).toBe(false)
  await using again = await createLibrary({ directory, fixtures })
  expect((await again.statistics()).store.movies).toBe(1)
  expect((await again.history("tmdb:13")).map(({ event }) => event.type)).toContain("MovieEnriched")
})
