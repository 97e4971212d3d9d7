import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { momentInJournal } from "../../../src/lab/feed/journal-moment.ts"
import { leafOfLifecycle } from "../../../src/lab/feed/leaves.ts"
import type { CommandAnswer, Moment, MovieTold } from "../../../src/lab/wire/messages.ts"
import { Checks } from "../../../src/lab/world/checks.ts"
import { type LabWorld, makeLabWorld, Page, readStream } from "./lab-world.ts"

let lab: LabWorld
beforeAll(async () => void (lab = await makeLabWorld()))
afterAll(() => lab.close())

const command = async (body: unknown): Promise<CommandAnswer> => (await lab.ask("/lab/commands", body)).body

/** Lets the world run until so many events are in its journal, and stand still. */
const runTo = async (events: number): Promise<void> => {
  await command({ type: "speed", speed: null })
  while (lab.desk.lab.feed.position < events) await new Promise<void>((resume) => void setImmediate(resume))
  await command({ type: "speed", speed: 0 })
}

/** Once what is under way has been told: the world stands still, so the next frame holds the rest. */
const settled = () => new Promise<void>((resume) => setTimeout(resume, 30))

describe("the lab's stream", () => {
  it("gives the whole, and frames that lead to what is there now, however often one comes back", async () => {
    const page = new Page()
    for (const events of [400, 600, 800]) {
      const running = runTo(events)
      let frames = 0
      await readStream(lab.url, page, () => ++frames > 3 && lab.desk.lab.feed.position >= events)
      await running
      await settled()
      await readStream(lab.url, page, () => page.frames.length > 0 && page.wholes.length > 0)
    }
    assert.isAtLeast(page.wholes.length, 3)
    await settled()
    const last = new Page()
    await readStream(lab.url, last, () => last.frames.length >= 3)
    const { population } = lab.desk.lab.feed
    assert.deepStrictEqual(last.leaves, new Uint8Array(population.leaves))
    assert.deepStrictEqual([...last.frames.at(-1)!.counts], [...population.counts])
  })

  it("sequences have no holes for one who keeps up", async () => {
    const page = new Page()
    await readStream(lab.url, page, () => page.frames.length >= 8)
    const sequences = page.frames.map(({ sequence }) => sequence)
    assert.deepStrictEqual(
      sequences,
      sequences.map((_, place) => sequences[0]! + place)
    )
    assert.strictEqual(page.wholes.length, 1)
  })
})

describe("moments of the past", () => {
  it("are what was there then, be it remembered or read from the journal (STORE-3)", async () => {
    await runTo(1_000)
    await settled()
    const { feed } = lab.desk.lab
    const position = feed.position
    const then = new Uint8Array(feed.population.leaves)
    await runTo(1_400)
    await settled()
    const { leaves } = (await lab.ask(`/lab/moment?position=${position}`)).body as Moment
    assert.deepStrictEqual(new Uint8Array(Buffer.from(leaves, "base64")).slice(0, then.length), then)
    assert.notDeepEqual(new Uint8Array(feed.population.leaves), then)
    const journal = await momentInJournal(lab.desk.desk.journal, { position: feed.position })
    for (const { id, lifecycle } of lab.world.store!.all()) {
      assert.strictEqual(journal.leaves.get(id), leafOfLifecycle(lifecycle))
    }
  })

  it("of one movie know its history up to there, and nothing later", async () => {
    const now = (await lab.ask(`/lab/movies/0`)).body as MovieTold
    const positions = now.history.flatMap(({ events }) => events.map(({ position }) => position))
    const middle = positions.toSorted((a, b) => a - b)[Math.floor(positions.length / 2)]!
    const then = (await lab.ask(`/lab/movies/0?position=${middle}`)).body as MovieTold
    const told = then.history.flatMap(({ events }) => events.map(({ position }) => position))
    assert.strictEqual(Math.max(...told), middle)
    assert.deepStrictEqual(then.deadlines, [])
    assert.isAbove(now.fields.length, 0)
  })
})

describe("the lab's commands", () => {
  it("break and mend the world, and say how to come here again", async () => {
    const broken = await command({ type: "fault", fault: "tmdbDown", on: true })
    assert.isTrue(broken.done)
    assert.match(broken.command ?? "", /^reelstate start --seed '1' .*--commands '\[\[\d+,\{"type":"fault"/)
    assert.deepStrictEqual(lab.desk.news().settings.faults, ["tmdbDown"])
    await command({ type: "fault", fault: "tmdbDown", on: false })
    assert.deepStrictEqual(lab.desk.news().settings.faults, [])
  })

  it("crash it, and the same addresses go on with what it was (STORE-1)", async () => {
    const before = lab.desk.lab.feed.position
    assert.isTrue((await command({ type: "shock", shock: "crash" })).done)
    const events = { type: "MoviePinned", movie: "tmdb:13" }
    assert.strictEqual((await lab.ask("/v1/events", events)).status, 200)
    assert.isAbove(lab.desk.lab.feed.position, before)
    const told = (await lab.ask("/lab/movies/tmdb:13")).body as MovieTold
    assert.strictEqual(told.title, "Forrest Gump")
    assert.isTrue(lab.desk.lab.feed.isWhole)
  })

  it("inject an event into a movie, a state or a sample", async () => {
    const one = await command({ type: "inject", event: { type: "PlaybackStarted" }, to: { movie: 3 } })
    assert.match(one.sentence, /went to 1 movie/)
    const some = await command({ type: "inject", event: { type: "PlaybackStarted" }, to: { sample: 7 } })
    assert.match(some.sentence, /went to 7 movies/)
    const wrong = await command({ type: "inject", event: { type: "MovieEnriched" }, to: { sample: 7 } })
    assert.isFalse(wrong.done)
  })

  it("that make no sense are told why", async () => {
    for (const body of [
      {},
      { type: "explode" },
      { type: "speed", speed: "fast" },
      { type: "load", skew: -1 },
      [],
      null
    ]) {
      const answer = await lab.ask("/lab/commands", body)
      assert.strictEqual(answer.status, 400, JSON.stringify(body))
    }
  })

  it("of a foreign page are refused (SAFE-5)", async () => {
    const answer = await lab.ask("/lab/commands", { type: "step" }, { origin: "http://evil.example" })
    assert.strictEqual(answer.status, 403)
  })
})

describe("what the lab shows besides", () => {
  it("is a page that loads nothing from elsewhere", async () => {
    const page = await lab.ask("/")
    assert.strictEqual(page.status, 200)
    assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'.*script-src 'self'/)
    assert.strictEqual((await lab.ask("/lab/page/..%2F..%2Fpackage.json")).status, 404)
  })

  it("is a search with the numbers of the movies", async () => {
    const rows = (await lab.ask("/lab/search?q=gump")).body as ReadonlyArray<{ number: number; title: string }>
    assert.strictEqual(rows[0]?.title, "Forrest Gump")
    assert.strictEqual(((await lab.ask(`/lab/movies/${rows[0]!.number}`)).body as MovieTold).title, "Forrest Gump")
  })

  it("is which promises hold; one that does not is told with its movie", async () => {
    const { desk } = lab
    const bytesBudget = () => 1
    const { population } = desk.lab.feed
    let now = lab.world.time.now
    const checks = new Checks({
      now: () => now,
      store: () => lab.world.store,
      population,
      bytesBudget,
      journal: desk.desk.journal
    })
    checks.look()
    await checks.replay()
    assert.deepStrictEqual(
      checks.invariants().filter(({ holds }) => !holds),
      []
    )
    assert.isTrue(checks.invariants().every(({ checked }) => checked > 0))
    now += 400 * 86_400_000
    checks.look()
    const broken = checks
      .invariants()
      .filter(({ holds }) => !holds)
      .map(({ id }) => id)
    assert.sameMembers(broken, ["LIFE-8", "BYTES"])
  })
})
