/** The command line without a process of its own: what it would print, and the code it would end with. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Exit } from "effect"
import { Command } from "effect/cli"
import { type Ended, told } from "../../../src/shells/cli/failures.ts"
import { reelstate } from "../../../src/shells/cli/reelstate.ts"

export interface Said {
  readonly code: number
  readonly answer: string
  readonly errors: string
}

const gathering = (answers: Array<string>, errors: Array<string>): Console.Console => {
  const log = (...texts: ReadonlyArray<unknown>) => void answers.push(texts.map(String).join(" "))
  const error = (...texts: ReadonlyArray<unknown>) => void errors.push(texts.map(String).join(" "))
  return Object.assign(Object.create(globalThis.console) as Console.Console, { log, info: log, error, warn: error })
}

const codeOf = (exit: Exit.Exit<void, Ended>): number => {
  if (Exit.isSuccess(exit)) return 0
  const [reason] = exit.cause.reasons
  return reason?._tag === "Fail" ? reason.error.code : 130
}

/** Ends after so long what does not end by itself; then the code is 130. */
const patience = "20 seconds"

/** Puts what is written aside; the result puts the stream back. */
const diverted = (stream: NodeJS.WriteStream, texts: Array<string>): (() => void) => {
  const write = stream.write.bind(stream)
  stream.write = (text: unknown) => texts.push(String(text)) > 0
  return () => void (stream.write = write)
}

export const runInProcess = async (args: ReadonlyArray<string>): Promise<Said> => {
  const answers: Array<string> = []
  const errors: Array<string> = []
  const undo = [diverted(process.stdout, answers), diverted(process.stderr, errors)]
  try {
    const command = told(Command.runWith(reelstate, { version: "0" })(args)).pipe(
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.interrupt }),
      Effect.provide(NodeServices.layer),
      Effect.provideService(Console.Console, gathering(answers, errors))
    )
    const code = codeOf(await Effect.runPromiseExit(command as Effect.Effect<void, Ended>))
    return { code, answer: answers.join("\n"), errors: errors.join("\n") }
  } finally {
    for (const each of undo) each()
  }
}
