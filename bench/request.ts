/** A request for a movie that is known well enough, while others publish; and a thousand at once for one that nobody knows. */
import { Effect, Layer } from "effect"
import { join } from "node:path"
import { Library } from "../src/services/library.ts"
import { Watchers } from "../src/services/watchers.ts"
import { AtRest, coreOn, engineCalls, EventBus, fill } from "./support/core.ts"
import { type Bench, quantile, seeded } from "./support/harness.ts"

const libraryOver = Library.layer.pipe(Layer.provide(Watchers.layer))

export const requestBench: Bench = {
  name: "request",
  about: "the answer at once to a request for a known movie; single flight of 1,000 requests for an unknown one",
  run: async ({ smoke, directory }) => {
    const movies = smoke ? 500 : 20_000
    const requests = smoke ? 200 : 20_000
    const core = coreOn(join(directory, "request"))
    const ids = await fill(core, movies)
    const random = seeded(3)
    const latencies = await core.runPromise(
      Effect.gen(function* () {
        const library = yield* Library
        const taken: Array<number> = []
        for (let count = 0; count < requests; count++) {
          const movie = ids[Math.floor(random() ** 3 * movies)]!
          const from = process.hrtime.bigint()
          yield* library.request({ movie, level: "basic" })
          if (count > requests / 10) taken.push(Number(process.hrtime.bigint() - from) / 1e6)
          // As one request of a server follows another: each in a turn of its own.
          yield* Effect.promise(() => new Promise<void>((resume) => setImmediate(resume)))
        }
        yield* (yield* AtRest).wait
        return taken
      }).pipe(Effect.provide(libraryOver))
    )
    engineCalls.count = 0
    await core.runPromise(
      Effect.gen(function* () {
        const bus = yield* EventBus
        const one = { type: "MovieRequested", movie: "tmdb:99999999", level: "basic" } as const
        yield* Effect.forEach(Array.from({ length: 1_000 }), () => bus.publish(one), {
          concurrency: "unbounded",
          discard: true
        })
        yield* (yield* AtRest).wait
      })
    )
    const calls = engineCalls.count
    await core.dispose()
    const p99 = quantile(latencies, 0.99)
    return [
      { name: "answer to a request for a known movie, p50", value: quantile(latencies, 0.5), unit: "ms" },
      { name: "the same, p99", value: p99, unit: "ms", aim: "under 1 ms", reached: p99 < 1 },
      {
        name: "enrichments for 1,000 simultaneous requests for one unknown movie",
        value: calls,
        unit: "",
        aim: "one set",
        reached: calls === 1
      }
    ]
  }
}
