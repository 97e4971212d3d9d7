import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { pinoLogger } from "../../src/infra/logging.ts"

const linesOf = (program: Effect.Effect<void>) => {
  const lines: Array<string> = []
  const logger = pinoLogger({ write: (line) => void lines.push(line) })
  return Effect.as(Effect.provide(program, Logger.layer([logger])), lines)
}

describe("the log", () => {
  it.effect("is one JSON object a line, with the time of the Clock", () =>
    Effect.gen(function* () {
      const lines = yield* linesOf(Effect.logWarning("the disk is slow", { probeMs: 12 }))
      assert.deepStrictEqual(
        lines.map((line) => JSON.parse(line) as unknown),
        [{ level: 40, time: "1970-01-01T00:00:00.000Z", probeMs: 12, msg: "the disk is slow" }]
      )
    })
  )

  it.effect("never shows a secret, named or in passing (SAFE-5)", () =>
    Effect.gen(function* () {
      const secret = "s3cr3t-value"
      const said = Effect.gen(function* () {
        yield* Effect.logError(`GET /movie/13?api_key=${secret}&page=1`, { request: { authorization: secret } })
        yield* Effect.logInfo({ token: secret, headers: { cookie: secret } })
        yield* Effect.logInfo(`Authorization: Bearer ${secret}`, new Error(`token=${secret}`))
      })
      const text = (yield* linesOf(said)).join("")
      assert.notInclude(text, secret)
      assert.include(text, "page=1")
    })
  )
})
