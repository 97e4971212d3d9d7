/** How a command ends when it could not do its work: one message for a person on stderr, and an exit code for programs. */
import { Cause, Effect, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"

/** Exit codes: 1 for all that has no better one, 2 for a command that was written wrongly. */
export const exitCodes = { failed: 1, usage: 2 } as const

/** What a person asked for cannot be done, and why. */
export class CommandFailed extends Schema.TaggedError<CommandFailed>()("CommandFailed", { detail: Schema.String }) {
  override get message() {
    return this.detail
  }
}

/** Ends the process with this code; everything was told already. */
export class Ended extends Schema.TaggedError<Ended>()("Ended", { code: Schema.Int }) {
  override readonly [Runtime.errorReported] = true
  override get [Runtime.errorExitCode](): number {
    return this.code
  }
}

const tell = (text: string) => Effect.sync(() => process.stderr.write(`${text}\n`))

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== "" ? error.message : String(error)

/** Expected failures are told in a sentence. A defect is a bug of ours, so it comes with what is needed to report it. */
export const told = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, Ended, R> =>
  command.pipe(
    Effect.catchCause((cause) => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
      const reason = cause.reasons.find((each) => each._tag === "Fail")
      if (reason === undefined) {
        return Effect.andThen(
          tell(`This is a bug in reelstate.\n${Cause.pretty(cause)}`),
          new Ended({ code: exitCodes.failed })
        )
      }
      if (reason.error instanceof Ended) return reason.error
      // The parser has shown help and what is wrong already.
      if (CliError.isCliError(reason.error)) return new Ended({ code: exitCodes.usage })
      return Effect.andThen(tell(messageOf(reason.error)), new Ended({ code: exitCodes.failed }))
    })
  )
