/**
 * The access log: a line of JSON for each answer, gathered and written in portions, because a write for each would cost more
 * than the answer. Paths come without their query, and headers not at all: nothing secret can be in it (SAFE-5).
 */
import { Effect } from "effect"
import { destination, pino } from "pino"
import type { AccessLine } from "./settings.ts"

/** What waits is written when it is so much, or so old. */
const portionBytes = 8 * 1_024
const delayMs = 1_000

export interface AccessLogOptions {
  /** A file to append to; stderr when it is not said. */
  readonly file?: string
}

/** Writes until the Scope closes; what waits then is written first. */
export const makeAccessLog = Effect.fnUntraced(function* ({ file }: AccessLogOptions = {}) {
  const stream = destination({ dest: file ?? 2, sync: false, minLength: portionBytes, mkdir: true })
  // A log that cannot be written must not take the server down; it says so once, and goes on trying.
  stream.on("error", (fault: Error) => process.emitWarning(`The access log cannot be written: ${fault.message}`))
  const log = pino({ base: null }, stream)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      try {
        stream.flushSync()
        stream.end()
      } catch {
        // It never became ready: there is nothing to flush to.
      }
    })
  )
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.andThen(
        Effect.sleep(delayMs),
        Effect.sync(() => stream.flush())
      )
    )
  )
  return (line: AccessLine): void => log.info(line)
})
