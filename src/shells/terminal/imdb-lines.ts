/** The index of IMDb titles, for people. Pure. */
import type { BuildReport } from "../../infra/imdb-data-set/build-imdb-index.ts"
import type { BuildProgress } from "../../infra/imdb-data-set/build-progress.ts"
import type { BuildState, SourceState } from "../../infra/imdb-data-set/build-state.ts"
import type { ImdbFilm } from "../../services/imdb-titles.ts"
import { bytes, count, counted, date, duration, instant, number, shown } from "./format.ts"
import { pace } from "./progress.ts"
import type { Paint } from "./style.ts"
import { facts } from "./table.ts"

/** What IMDb asks to be said where its data is shown. */
const attribution = "Information courtesy of IMDb (https://www.imdb.com). Used with permission."

const stages: Readonly<Record<BuildProgress["stage"], string>> = {
  titles: "titles",
  ratings: "ratings",
  indexing: "sorting what is searched"
}

/** What stands beside the bar of a build. */
export const progressText = ({
  bytesRead,
  bytesTotal,
  leftMs,
  lines,
  linesPerSecond,
  stage
}: BuildProgress): string => {
  if (stage === "indexing") return stages.indexing
  const read = `${stages[stage]} ${bytes(bytesRead)} of ${bytes(bytesTotal)} · ${counted(lines, "row")}`
  return `${read} · ${pace(linesPerSecond, "rows", leftMs)}`
}

const brokenShown = 5

const sourceLines = ({ asOf, bytes: size, missingColumns, path, read }: SourceState, paint: Paint) => [
  paint("bold", shown(path)),
  ...facts([
    ["of", date(asOf)],
    ["size", bytes(size)],
    ["rows", count(Math.max(0, read.lines - 1))],
    ["kept", count(read.kept)],
    ["makes no sense", counted(read.broken, "row")],
    ["unreadable cells", count(read.flawedCells)],
    ...(missingColumns.length === 0 ? [] : [["columns not there", missingColumns.join(", ")] as const])
  ]),
  ...read.brokenLines
    .slice(0, brokenShown)
    .map(({ line, reason }) => paint("dim", `    line ${count(line)}: ${reason}`))
]

const holding = (titles: number, rated: number): string => `${counted(titles, "film")}, ${count(rated)} with a rating`

export const buildLines = (report: BuildReport, paint: Paint): ReadonlyArray<string> => [
  ...report.sources.flatMap((source) => sourceLines(source, paint)),
  "",
  `${paint("bold", report.path)} holds ${holding(report.titles, report.rated)}.`,
  `Built in ${duration(report.durationMs)}${
    report.linesResumed === 0 ? "" : `; an earlier build had read ${counted(report.linesResumed, "row")} already`
  }.`,
  "The data is for personal and non-commercial use; what it says stays on this machine."
]

export interface IndexFacts {
  readonly path: string
  readonly films: number
  readonly rated: number
  readonly build: BuildState
}

export const statusLines = ({ build, films, path, rated }: IndexFacts, paint: Paint): ReadonlyArray<string> => [
  paint("bold", path),
  ...facts([
    ["holds", holding(films, rated)],
    ["built", build.builtAt === null ? "-" : instant(build.builtAt)]
  ]),
  ...[build.titles, build.ratings].flatMap((source) => (source === null ? [] : ["", ...sourceLines(source, paint)])),
  "",
  attribution
]

export const filmLines = (film: ImdbFilm, paint: Paint): ReadonlyArray<string> => {
  const { genres, imdbId, isAdult, kind, originalTitle, rating, runtimeMinutes, title, year } = film
  return [
    `${paint("bold", shown(title))}${year === undefined ? "" : ` (${year})`}  ${paint("dim", imdbId)}`,
    ...facts([
      ...(originalTitle === title ? [] : [["original title", shown(originalTitle)] as const]),
      ["kind", isAdult ? `${kind}, adult` : kind],
      ["running time", runtimeMinutes === undefined ? "unknown" : counted(runtimeMinutes, "minute")],
      ["genres", genres.length === 0 ? "unknown" : genres.join(", ")],
      ["rating", rating === undefined ? "unknown" : `${number(rating.average)} of 10, ${counted(rating.votes, "vote")}`]
    ])
  ]
}
