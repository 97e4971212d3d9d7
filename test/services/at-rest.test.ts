import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { AtRest } from "../../src/services/at-rest.ts"
import { inWorld } from "../support/virtual.ts"

/** Somebody whose work can be pending; counts how often it was asked. */
const worker = Effect.fnUntraced(function* (name: string) {
  const state = { pending: false, asked: 0 }
  const atRest = yield* AtRest
  yield* atRest.register(() => {
    state.asked++
    return state.pending ? `${name} is at work` : null
  })
  return state
})

const inRest = <A>(program: Effect.Effect<A, never, AtRest | Scope.Scope>) => inWorld(AtRest.layer, program)

describe("waiting until the system is at rest", () => {
  it("ends at once when nothing is pending", () => inRest(AtRest.use(({ wait }) => wait)))

  it("ends when the last one is done, and not before", () =>
    inRest(
      Effect.gen(function* () {
        const { wait, signal } = yield* AtRest
        const [one, other] = [yield* worker("one"), yield* worker("other")]
        one.pending = other.pending = true
        const waiting = yield* Effect.forkChild(wait, { startImmediately: true })
        one.pending = false
        signal()
        yield* Effect.yieldNow
        assert.isUndefined(waiting.pollUnsafe())
        other.pending = false
        signal()
        yield* Fiber.join(waiting)
      })
    ))

  it("tells in sentences what is pending, in the order in which they came", () =>
    inRest(
      Effect.gen(function* () {
        const { pending } = yield* AtRest
        const [one, other] = [yield* worker("one"), yield* worker("other")]
        assert.deepStrictEqual(pending(), [])
        other.pending = true
        assert.deepStrictEqual(pending(), ["other is at work"])
        one.pending = true
        assert.deepStrictEqual(pending(), ["one is at work", "other is at work"])
      })
    ))

  it("wakes all that wait, each once", () =>
    inRest(
      Effect.gen(function* () {
        const { wait, signal } = yield* AtRest
        const one = yield* worker("one")
        one.pending = true
        const waiting = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(wait, { startImmediately: true }))
        one.pending = false
        signal()
        for (const fiber of waiting) yield* Fiber.join(fiber)
        one.asked = 0
        signal()
        assert.strictEqual(one.asked, 0)
      })
    ))

  it("costs nothing where nobody waits: a signal asks nobody", () =>
    inRest(
      Effect.gen(function* () {
        const { signal } = yield* AtRest
        const one = yield* worker("one")
        for (let count = 0; count < 1_000; count++) signal()
        assert.strictEqual(one.asked, 0)
      })
    ))

  it("leaves nothing behind when who waits gives up", () =>
    inRest(
      Effect.gen(function* () {
        const { wait, signal } = yield* AtRest
        const one = yield* worker("one")
        one.pending = true
        const waiting = yield* Effect.forkChild(wait, { startImmediately: true })
        yield* Fiber.interrupt(waiting)
        one.asked = 0
        signal()
        assert.strictEqual(one.asked, 0)
      })
    ))

  it("does not wait for whoever is gone: closing is also an end of work", () =>
    inRest(
      Effect.gen(function* () {
        const { wait, pending } = yield* AtRest
        const scope = yield* Scope.make()
        const one = yield* Scope.provide(worker("one"), scope)
        one.pending = true
        const waiting = yield* Effect.forkChild(wait, { startImmediately: true })
        yield* Scope.close(scope, Exit.void)
        yield* Fiber.join(waiting)
        assert.deepStrictEqual(pending(), [])
      })
    ))
})
