import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Latch } from "effect"
import type { WorkRef } from "../../src/actors/enrich-work.ts"
import { type FinishedWork, WorkDesk } from "../../src/actors/work-desk.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import type { EnrichmentAsk } from "../../src/machines/movie-events.ts"
import type { Lane } from "../../src/services/data-provider.ts"
import { EnrichmentEngine, EnrichmentError, type EnrichmentRequest } from "../../src/services/enrichment.ts"

const askFor = (number: number): EnrichmentAsk => ({
  movie: movieIdFrom(number),
  level: "basic",
  task: "advance",
  wanted: "basic",
  attempts: 0
})

/** A desk whose work goes on until it is let end; `asked` and `interrupted` tell what its engine saw. */
const deskOf = (limit: number) => {
  const asked: Array<EnrichmentRequest> = []
  const interrupted: Array<string> = []
  const finished: Array<FinishedWork> = []
  const gate = Latch.makeUnsafe(false)
  const engine: EnrichmentEngine["Service"] = {
    enrich: (request) => {
      asked.push(request)
      const failure = new EnrichmentError({ level: "basic", reason: "x", detail: "x", retryAt: 1, providerCalls: 0 })
      return gate.await.pipe(
        Effect.andThen(Effect.fail(failure)),
        Effect.onInterrupt(() => Effect.sync(() => void interrupted.push(request.movie)))
      )
    }
  }
  const context = Context.make(EnrichmentEngine, engine)
  const desk = new WorkDesk(context, engine, limit, (end) => void finished.push(end))
  const begin = (number: number, lane: Lane = "person") => {
    const work = { number } as never as WorkRef
    return { work, taken: desk.begin(work, askFor(number), lane) }
  }
  return { desk, begin, asked, interrupted, finished, end: gate.open }
}

const turnsOf = (desk: WorkDesk) => {
  const turns: Array<readonly [number, Lane]> = []
  for (let next = desk.takeNext(); next !== undefined; next = desk.takeNext()) {
    turns.push([Number.parseInt(next.movie.slice(2), 10), next.lane])
  }
  return turns
}

describe("the desk", () => {
  it("ten thousand movies that nobody waits for are 28 enrichments and a queue; a person finds a place (RUN-1, RUN-4)", () => {
    const { asked, begin, desk } = deskOf(32)
    for (let number = 1; number <= 10_000; number++) begin(number, "background")
    desk.launch()
    assert.deepStrictEqual([asked.length, desk.running, desk.queued, desk.hasRoom], [28, 28, 9_972, false])
    assert.isUndefined(desk.takeNext(), "the free places are kept")
    assert.isTrue(begin(10_001, "person").taken)
    desk.hurry(movieIdFrom(5_000), "person")
    const next = desk.takeNext()
    assert.deepStrictEqual([next?.movie, next?.lane], [movieIdFrom(5_000), "person"])
  })

  it("takes on as much as its limit, and notes the rest by their ids only (RUN-1)", () => {
    const { desk, begin } = deskOf(2)
    assert.deepStrictEqual(
      [1, 2, 3, 4].map((number) => begin(number).taken),
      [true, true, false, false]
    )
    assert.deepStrictEqual([desk.running, desk.queued, desk.hasRoom], [2, 2, false])
    assert.isUndefined(desk.takeNext(), "no turn without room")
    assert.deepStrictEqual([desk.isQueued(movieIdFrom(2)), desk.isQueued(movieIdFrom(3))], [false, true])
  })

  it.effect("runs nothing before the records it is based on are durable, and then each once", () =>
    Effect.gen(function* () {
      const { desk, begin, asked, end, finished } = deskOf(2)
      const { work } = begin(1)
      assert.lengthOf(asked, 0)
      desk.launch()
      desk.launch()
      assert.deepStrictEqual(asked, [{ ...askFor(1), lane: "person" }])
      yield* end
      yield* Effect.yieldNow
      yield* Effect.promise(() => Promise.resolve())
      assert.deepStrictEqual(
        finished.map((each) => each.work),
        [work]
      )
      assert.deepStrictEqual([desk.running, desk.hasRoom], [0, true])
    })
  )

  it("gives turns to a waiting person first, then to jobs, then to housekeeping; who came first goes first (RUN-4)", () => {
    const { desk, begin } = deskOf(1)
    const { work } = begin(9)
    begin(1, "housekeeping")
    begin(2, "background")
    begin(3, "person")
    begin(4, "background")
    begin(5, "person")
    desk.giveBack(work)
    assert.deepStrictEqual(turnsOf(desk), [
      [3, "person"],
      [5, "person"],
      [2, "background"],
      [4, "background"],
      [1, "housekeeping"]
    ])
    assert.strictEqual(desk.queued, 0)
  })

  it("moves who waits to a better lane when somebody else asks, never to a worse one, and never twice in the queue", () => {
    const { desk, begin } = deskOf(1)
    const { work } = begin(9)
    begin(1, "background")
    begin(2, "background")
    begin(2, "person")
    begin(2, "housekeeping")
    desk.hurry(movieIdFrom(1), "housekeeping")
    assert.strictEqual(desk.queued, 2)
    desk.hurry(movieIdFrom(1), "person")
    desk.hurry(movieIdFrom(7), "person")
    assert.strictEqual(desk.queued, 2)
    desk.giveBack(work)
    assert.deepStrictEqual(turnsOf(desk), [
      [2, "person"],
      [1, "person"]
    ])
  })

  it("takes who is begun out of the queue", () => {
    const { desk, begin } = deskOf(1)
    const { work } = begin(9)
    begin(1)
    desk.giveBack(work)
    assert.isTrue(begin(1).taken)
    assert.strictEqual(desk.queued, 0)
  })

  it.effect("interrupts what is given back and says no more about it, launched or not (LIFE-4)", () =>
    Effect.gen(function* () {
      const { desk, begin, asked, interrupted, finished, end } = deskOf(3)
      const [one, two] = [begin(1), begin(2)]
      desk.giveBack(two.work)
      desk.launch()
      assert.deepStrictEqual(
        asked.map(({ movie }) => movie),
        [movieIdFrom(1)]
      )
      desk.giveBack(one.work)
      desk.giveBack(one.work)
      yield* Effect.forkChild(end).pipe(Effect.flatMap(Fiber.join))
      yield* Effect.yieldNow
      assert.deepStrictEqual(interrupted, [movieIdFrom(1)])
      assert.deepStrictEqual(finished, [])
      assert.deepStrictEqual([desk.running, desk.queued], [0, 0])
    })
  )
})
