/** `reelstate import <file>...`: lists of movies become known, resumably; nothing is asked of a provider for it. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { statSync } from "node:fs"
import { EventBus } from "../../services/event-bus.ts"
import { importFile, type ImportProgress, type ImportReport, refusedMax } from "../import/import-file.ts"
import { formatOf, type ImportFormat, importFormats } from "../import/row-sources.ts"
import { count, counted, shown } from "../terminal/format.ts"
import { pace, progressOn } from "../terminal/progress.ts"
import { CommandFailed, Ended, exitCodes } from "./failures.ts"
import { changing } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const flags = {
  files: Argument.String("file").pipe(
    Argument.withDescription("Lists with columns such as title, year, tmdb, imdb; each may be gzipped"),
    Argument.variadic({ min: 1 })
  ),
  format: Flag.Literals("format", importFormats).pipe(
    Flag.withDescription("What the files are, when their names do not tell"),
    Flag.optional
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Read everything and tell what would come of it; change nothing"),
    Flag.withDefault(false)
  ),
  again: Flag.Boolean("again").pipe(
    Flag.withDescription("Begin anew, although the same file was imported before"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

interface Source {
  readonly path: string
  readonly format: ImportFormat
}

const sourceOf = (path: string, format: Option.Option<ImportFormat>): Effect.Effect<Source, CommandFailed> => {
  const failed = (detail: string) => new CommandFailed({ detail })
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return failed(`There is no file ${shown(path)}.`)
  if (stat.isDirectory()) {
    return failed(`${shown(path)} is a folder. Films in a folder are found by \`reelstate scan ${shown(path)}\`.`)
  }
  const known = Option.getOrElse(format, () => formatOf(path))
  if (known !== undefined) return Effect.succeed({ path, format: known })
  return failed(`${shown(path)} does not tell what it is. Say --format, one of ${importFormats.join(", ")}.`)
}

const progressText = ({ bytes, bytesRead, rows }: ImportProgress, elapsedMs: number): string => {
  const leftMs = bytesRead === 0 ? undefined : (elapsedMs / bytesRead) * Math.max(0, bytes - bytesRead)
  return `${count(rows)} rows, ${pace(elapsedMs <= 0 ? 0 : (rows * 1_000) / elapsedMs, "rows", leftMs)}`
}

type Publish = EventBus["Service"]["publish"]
interface How {
  readonly directory: string
  readonly again: boolean
  readonly isDryRun?: boolean
}

const importAll = Effect.fnUntraced(function* (sources: ReadonlyArray<Source>, how: How, publish: Publish) {
  const progress = progressOn(process.stderr)
  const reports: Array<ImportReport> = []
  for (const source of sources) {
    const startedAt = performance.now()
    const onProgress = (at: ImportProgress) =>
      progress.show(at.bytes === 0 ? 1 : at.bytesRead / at.bytes, progressText(at, performance.now() - startedAt))
    const imported = importFile({ ...source, ...how, publish, onProgress })
    reports.push(yield* imported.pipe(Effect.ensuring(Effect.sync(progress.clear))))
  }
  return reports
})

const refusedShown = 10

const reportLines = (report: ImportReport, dryRun: boolean): ReadonlyArray<string> => {
  const { before, file, movies, refused, refusedCount, rows } = report
  const earlier = before === 0 ? "" : `, ${count(before)} were imported before`
  const more = refusedCount - Math.min(refusedShown, refused.length)
  return [
    `${shown(file)}: ${counted(rows, "row")}, ${counted(movies, "movie")} ${dryRun ? "would be " : ""}imported${earlier}`,
    ...refused.slice(0, refusedShown).map(({ line, why }) => paint("yellow", `  line ${line}: ${shown(why, 300)}`)),
    ...(more > 0 ? [paint("yellow", `  and ${count(more)} more rows that could not be used`)] : [])
  ]
}

/** Counts, and writes nothing: the notes of a dry run go nowhere. */
const nothing: Publish = () => Effect.succeed({ id: "", position: 0, duplicate: false })

export const importCommand = Command.make(
  "import",
  flags,
  Effect.fnUntraced(function* ({ again, dryRun, files, format, library, ...asked }) {
    const sources = yield* Effect.forEach(files, (path) => sourceOf(path, format))
    const access = { directory: library, what: "reelstate import", mayCreate: true } as const
    const how = { directory: library, again }
    const reports = yield* dryRun
      ? importAll(sources, { ...how, isDryRun: true }, nothing)
      : changing(access, asked, () => Effect.flatMap(EventBus, ({ publish }) => importAll(sources, how, publish)))
    const refusedCount = reports.reduce((sum, report) => sum + report.refusedCount, 0)
    yield* asked.json
      ? printJson({ dryRun, refusedShownMax: refusedMax, files: reports })
      : printLines(reports.flatMap((report) => reportLines(report, dryRun)))
    const isNothing = reports.every(({ before, movies }) => before + movies === 0)
    if (isNothing && refusedCount > 0) return yield* new Ended({ code: exitCodes.failed })
  })
).pipe(
  Command.withDescription(
    "Let lists of movies become known: CSV, TSV of IMDb, NDJSON, JSON, .nfo; one that was killed goes on where it stopped"
  ),
  Command.withExamples([
    {
      command: "reelstate import watched.csv --dry-run",
      description: "What would come of it, and which rows are broken"
    },
    { command: "reelstate import title.basics.tsv.gz", description: "A file of IMDb as it comes" },
    { command: "reelstate import movies.json --library ~/films", description: "The movies of another library" }
  ])
)
