/** How commands speak: lines for people, or one JSON document for programs. */
import { Console } from "effect"
import { paintFor } from "../terminal/style.ts"

/** Paints for stdout, if it is a terminal. */
export const paint = paintFor(process.stdout)

export const printLines = (lines: ReadonlyArray<string>) => Console.log(lines.join("\n"))

export const printJson = (value: unknown) => Console.log(JSON.stringify(value, null, 2))
