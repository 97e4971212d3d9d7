import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { LoggedEvent } from "../../../src/services/store.ts"
import type { Found } from "../../../src/services/search/search.ts"
import { type HttpWorld, makeWorld } from "./http-world.ts"

let world: HttpWorld
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

interface Answer {
  readonly query: string
  readonly found: ReadonlyArray<Found>
  readonly isComplete: boolean
  readonly changes: string
}

const titles = ({ found }: Answer) => found.map(({ title }) => title)

/** Events of a stream until so many have come. */
const firstEvents = async (path: string, count: number): Promise<ReadonlyArray<LoggedEvent>> => {
  const controller = new AbortController()
  const response = await world.ask(path, { signal: controller.signal })
  const events: Array<LoggedEvent> = []
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    for (const line of chunk.split("\n")) if (line.startsWith("data: ")) events.push(JSON.parse(line.slice(6)))
    if (events.length >= count) break
  }
  controller.abort()
  return events.slice(0, count)
}

describe("search over HTTP", () => {
  it("finds what is misspelled, says whether all was looked at, and changes nothing", async () => {
    const before = await world.get("/v1/status")
    const { body }: { readonly body: Answer } = await world.get("/v1/search?q=forest+gunp")
    assert.deepStrictEqual([body.query, titles(body), body.isComplete], ["forest gunp", ["Forrest Gump"], true])
    const narrowed: { readonly body: Answer } = await world.get("/v1/search?q=heat&year=1979")
    assert.deepStrictEqual(titles(narrowed.body), [])
    const after = await world.get("/v1/status")
    const positionOf = ({ body: told }: typeof before) =>
      (told as { library: { lastPosition: number } }).library.lastPosition
    assert.strictEqual(positionOf(after), positionOf(before))
    assert.deepStrictEqual((after.body as { search: unknown }).search, { state: "ready", movies: 5 })
  })

  it("the search of a person answers at once, and what the providers find follows in its stream", async () => {
    const { body, status }: { readonly body: Answer; readonly status: number } = await world.post("/v1/searches", {
      q: "Pulp Fiction",
      year: 1994
    })
    assert.deepStrictEqual([status, titles(body)], [202, []])
    const [created, hit] = await firstEvents(body.changes, 2)
    assert.sameMembers([created!.event.type, hit!.event.type], ["MovieCreated", "SearchHit"])
    await world.rest()
    const again: { readonly body: Answer } = await world.get("/v1/search?q=pulp+ficton")
    assert.deepStrictEqual(titles(again.body).slice(0, 1), ["Pulp Fiction"])
  })
})

describe("jobs over HTTP", () => {
  it("are listed with their next run, and one is run now", async () => {
    const { body }: { readonly body: { jobs: ReadonlyArray<Record<string, unknown>> } } = await world.get("/v1/jobs")
    const [job] = body.jobs
    assert.deepInclude(job!, { name: "housekeeping", schedule: "at 0 5 1 1 * (UTC)", state: "waiting", runs: 0 })
    assert.isAbove(job!["nextRunAt"] as number, Date.now())
    const ran = await world.post("/v1/jobs/housekeeping/run", {})
    assert.strictEqual(ran.status, 200)
    assert.deepInclude(ran.body as object, { state: "waiting", runs: 1, failures: 0, error: null })
    await world.rest()
    const { body: kept } = await world.get("/v1/housekeeping/plans")
    assert.lengthOf((kept as { plans: ReadonlyArray<unknown> }).plans, 1)
  })

  it("the status tells of jobs, inbox and search; a library without providers of its own says so", async () => {
    const { body } = await world.get("/v1/status")
    const { inbox, jobs, providers } = body as Record<string, unknown>
    assert.deepInclude(inbox as unknown as object, { newest: 0, lost: 0 })
    assert.lengthOf(jobs as unknown as ReadonlyArray<unknown>, 1)
    assert.isNull(providers)
  })
})
