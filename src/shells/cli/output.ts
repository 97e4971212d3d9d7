/** How commands speak: lines for people, or one JSON document for programs. */
import { Console, Effect } from "effect"
import { paintFor } from "../terminal/style.ts"

/** Paints for stdout, if it is a terminal. */
export const paint = paintFor(process.stdout)

export const printLines = (lines: ReadonlyArray<string>) => Console.log(lines.join("\n"))

export const printJson = (value: unknown) => Console.log(JSON.stringify(value, null, 2))

/** Lines on stderr: what a person should know, and no part of the answer. */
export const warn = (lines: ReadonlyArray<string>) =>
  Effect.forEach(lines, (line) => Console.error(line), { discard: true })
