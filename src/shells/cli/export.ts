/** `reelstate export`: the movies of a library as a file for others, one at a time however many there are. */
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs"
import { resolve } from "node:path"
import { Store } from "../../services/store.ts"
import { exportFormats, movieLines } from "../export/movie-lines.ts"
import { bytes, counted, shown } from "../terminal/format.ts"
import { progressOn } from "../terminal/progress.ts"
import { CommandFailed } from "./failures.ts"
import { looking } from "./open-for-commands.ts"
import { libraryFlag } from "./options.ts"
import { warn } from "./output.ts"

const flags = {
  format: Flag.Literals("format", exportFormats).pipe(
    Flag.withDescription("Whole records as NDJSON or JSON, or a table as CSV"),
    Flag.withDefault("ndjson" as const)
  ),
  out: Flag.String("out").pipe(
    Flag.withAlias("o"),
    Flag.withDescription("The file to write; it appears when it is whole. Standard output when absent"),
    Flag.optional
  ),
  library: libraryFlag
}

/** Written beside its place and renamed: nobody finds half of it (STORE-2). */
const toFile = (path: string) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => ({ path, part: `${path}.part`, file: openSync(`${path}.part`, "w") }),
      catch: (error) => new CommandFailed({ detail: `${path} cannot be written: ${(error as Error).message}` })
    }),
    ({ file, part }) =>
      Effect.sync(() => {
        closeSync(file)
        rmSync(part, { force: true })
      })
  )

const pieceBytes = 64 * 1024

export const exportCommand = Command.make(
  "export",
  flags,
  Effect.fnUntraced(function* ({ format, library, out }) {
    yield* looking({ directory: library, what: "reelstate export" }, () =>
      Effect.gen(function* () {
        const { movies } = (yield* Store).status()
        const target = Option.isNone(out) ? undefined : yield* toFile(resolve(out.value))
        const progress = progressOn(process.stderr)
        let [written, lines] = [0, 0]
        const write = (text: string) => {
          if (target === undefined) process.stdout.write(text)
          else writeSync(target.file, text)
          written += Buffer.byteLength(text)
          if (target !== undefined) progress.show(Math.min(1, lines / Math.max(1, movies)), bytes(written))
        }
        let piece = ""
        yield* Stream.runForEach(movieLines(format), (text) =>
          Effect.sync(() => {
            lines += 1
            piece += text
            if (piece.length < pieceBytes) return
            write(piece)
            piece = ""
          })
        )
        write(piece)
        progress.clear()
        if (target === undefined) return
        renameSync(target.part, target.path)
        yield* warn([`${counted(movies, "movie")}, ${bytes(written)}, in ${shown(target.path)}`])
      }).pipe(Effect.scoped)
    )
  })
).pipe(
  Command.withDescription(
    "Write the movies of a library as NDJSON, JSON or CSV; what is written can be imported again"
  ),
  Command.withExamples([
    { command: "reelstate export > movies.ndjson", description: "Whole records, one a line" },
    { command: "reelstate export --format csv --out movies.csv", description: "A table for a spreadsheet" }
  ])
)
