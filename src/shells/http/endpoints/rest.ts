import { Effect, Schema } from "effect"
import { AtRest } from "../../../services/at-rest.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"

const WaitMs = Schema.NumberFromString.check(Schema.isBetween({ minimum: 0, maximum: 600_000 }))

/** For those who caused something and want to see all that follows from it. */
export const rest = endpoint({
  method: "GET",
  path: "/v1/rest",
  name: "waitForRest",
  summary: "Whether everything that was asked has had its effect",
  details:
    "With `waitMs` it answers when it is so, or when the time is up. A retry or a refresh that waits for its day is rest; " +
    "`pending` says in sentences what is not.",
  parts: {},
  query: { waitMs: Schema.optionalKey(WaitMs) },
  answers: { 200: "Whether it is so" },
  handle: Effect.fnUntraced(function* ({ query: { waitMs = 0 } }) {
    const atRest = yield* AtRest
    const { settings } = yield* HttpDesk
    const isAtRest = yield* atRest.wait.pipe(
      Effect.as(true),
      Effect.timeoutOrElse({
        duration: Math.min(waitMs, settings.waitMsMax),
        orElse: () => Effect.succeed(atRest.pending().length === 0)
      })
    )
    return json({ rest: isAtRest, pending: atRest.pending() })
  })
})
