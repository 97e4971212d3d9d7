/** A library as a whole, for people. Pure. */
import { lifecycleStates } from "../../domain/level.ts"
import type { StatusFacts } from "../cli/status.ts"
import { bytes, count, counted, instant, instantFrom } from "./format.ts"
import type { Paint } from "./style.ts"
import { bar, facts, table } from "./table.ts"

const barWidth = 24

const stateLines = ({ movies, states }: StatusFacts): ReadonlyArray<string> =>
  table(
    lifecycleStates.map((state) => [
      `  ${state}`,
      count(states[state]),
      bar(movies === 0 ? 0 : states[state] / movies, barWidth)
    ]),
    ["left", "right", "left"]
  )

const ignoredWords = ({ episodes, extras, isWhole }: StatusFacts["ignored"]): string => {
  const of = isWhole ? "" : " (of late: the journal is longer than what was looked through)"
  if (episodes + extras === 0) return `none among the files seen${of}`
  return `${counted(extras, "extra")}, ${counted(episodes, "episode")}${of}: reelstate events --type FileIgnored`
}

export const statusLines = (status: StatusFacts, paint: Paint): ReadonlyArray<string> => [
  paint("bold", status.directory),
  ...facts([
    ["kind", status.madeByStart ? `${status.kind}, made by \`reelstate start\` with seed ${status.seed}` : status.kind],
    ["its time", status.madeByStart ? `${instant(status.now)}, where its run ended` : instant(status.now)],
    ["last event", status.lastEventAt === null ? "none yet" : instantFrom(status.lastEventAt, status.now)],
    ["events", count(status.lastPosition)],
    ["journal", `${bytes(status.journalBytes)} of journal; files written at event ${count(status.checkpointPosition)}`],
    ["on disk", `records ${bytes(status.recordBytes)}, images ${bytes(status.imageBytes)}`],
    ["people", count(status.people)],
    ["pinned", count(status.pinned)],
    ["waiting to try again", count(status.waiting)],
    ["quarantine", status.deadLetters === 0 ? "empty" : counted(status.deadLetters, "letter")],
    ["no films", ignoredWords(status.ignored)],
    ["mended on opening", status.repairs.length === 0 ? "nothing" : status.repairs.join("; ")]
  ]),
  "",
  paint("bold", counted(status.movies, "movie")),
  ...stateLines(status)
]
