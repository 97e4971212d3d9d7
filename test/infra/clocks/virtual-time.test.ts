import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Random } from "effect"
import { VirtualTime } from "../../../src/infra/clocks/virtual-time.ts"

describe("virtual time", () => {
  it("wakes sleepers at their own moments, in order, ties in the order they fell asleep (RUN-2)", async () => {
    const time = new VirtualTime(1_000)
    const history: Array<string> = []
    const sleeper = (name: string, ...naps: ReadonlyArray<number>) =>
      Effect.gen(function* () {
        for (const nap of naps) {
          yield* Effect.sleep(nap)
          history.push(`${name}@${yield* Clock.currentTimeMillis}`)
        }
      })
    await time.run(
      Effect.gen(function* () {
        yield* Effect.forkChild(sleeper("a", 10, 10, 10))
        yield* Effect.forkChild(sleeper("b", 20, 5))
        yield* time.advance(25)
        history.push(`told@${yield* Clock.currentTimeMillis}`)
        yield* time.advance(10)
      }),
      "seed"
    )
    assert.deepStrictEqual(history, ["a@1010", "b@1020", "a@1020", "b@1025", "told@1025", "a@1030"])
  })

  it("an interrupted sleeper never wakes", async () => {
    const time = new VirtualTime(0)
    const woke = await time.run(
      Effect.gen(function* () {
        let count = 0
        const fiber = yield* Effect.forkChild(
          Effect.andThen(
            Effect.sleep(10),
            Effect.sync(() => count++)
          )
        )
        yield* time.advance(5)
        fiber.interruptUnsafe()
        yield* time.advance(10)
        return count
      }),
      "seed"
    )
    assert.strictEqual(woke, 0)
  })

  it("the same seed gives the same randomness", async () => {
    const draw = (seed: string) => new VirtualTime(0).run(Effect.replicateEffect(Random.next, 5), seed)
    assert.deepStrictEqual(await draw("a"), await draw("a"))
    assert.notDeepEqual(await draw("a"), await draw("b"))
  })

  it("a program that waits for nobody is told so", async () => {
    const failure = await new VirtualTime(0).run(Effect.never, "seed").catch((error: unknown) => String(error))
    assert.include(failure, "everybody waits")
  })
})
