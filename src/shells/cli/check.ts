/** `reelstate check`: whether a library keeps its promises. Changes nothing. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { NodeDisk } from "../../infra/disk/node-disk.ts"
import { checkLibrary, type Finding } from "../checking/check-library.ts"
import { count, shown } from "../terminal/format.ts"
import { Ended, exitCodes } from "./failures.ts"
import { looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const lines = ({ checked, problemCount, problems, promise, sentence }: Finding): ReadonlyArray<string> => {
  const mark = problemCount === 0 ? paint("green", "holds") : paint("red", "broken")
  const more = problemCount - problems.length
  return [
    `${mark}  ${promise.padEnd(8)} ${sentence} (${count(checked)} looked at)`,
    ...problems.map((problem) => paint("red", `         ${shown(problem, 300)}`)),
    ...(more > 0 ? [paint("red", `         and ${count(more)} more`)] : [])
  ]
}

const flags = { library: libraryFlag, json: jsonFlag }

export const check = Command.make(
  "check",
  flags,
  Effect.fnUntraced(function* ({ json, library }) {
    const access = { directory: library, what: "reelstate check" }
    const findings = yield* looking(access, () => checkLibrary(library).pipe(Effect.provide(NodeDisk.layer)))
    const broken = findings.filter(({ problemCount }) => problemCount > 0).length
    const verdict =
      broken === 0 ? "The library is sound." : "Nothing was changed. The journal is the truth: keep a copy of it."
    yield* json ? printJson({ sound: broken === 0, findings }) : printLines([...findings.flatMap(lines), verdict])
    if (broken > 0) return yield* new Ended({ code: exitCodes.failed })
  })
).pipe(
  Command.withDescription(
    "Check that a library keeps its promises: journal, records, names, pictures; changes nothing"
  ),
  Command.withExamples([
    { command: "reelstate check", description: "All of it" },
    { command: "reelstate check --json", description: "For a program; exit code 1 when something is broken" }
  ])
)
