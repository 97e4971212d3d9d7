/** Watched and scanned folders for people. Pure. */
import type { RootStatus, ScanProgress } from "../../services/file-watcher.ts"
import { count, counted, duration, shown } from "./format.ts"
import { pace } from "./progress.ts"
import type { Paint } from "./style.ts"
import { facts } from "./table.ts"

/** What `native` and the others mean. */
const healthWords = {
  native: "watched",
  polling: "looked at from time to time",
  degraded: "not watched at this moment, looked at from time to time",
  dead: "not reachable"
} as const

type Told = RootStatus["told"]

export const toldText = ({ detected, moved, removed }: Told, dryRun = false): string => {
  const all = [`${counted(detected, "film")} found`, `${count(moved)} moved`, `${count(removed)} removed`].join(", ")
  return dryRun ? `${all} would be told` : all
}

const openText = ({ extras, missing, unfinished, unsettled }: RootStatus): string =>
  [
    ...(unsettled === 0 ? [] : [`${count(unsettled)} not settled yet`]),
    ...(unfinished === 0 ? [] : [`${count(unfinished)} of them not all there`]),
    ...(missing === 0 ? [] : [`${count(missing)} missing, not removed`]),
    ...(extras === 0 ? [] : [counted(extras, "sample or trailer")])
  ].join(", ")

const troubleLines = ({ notes, problem, root, suspicion }: RootStatus, paint: Paint): ReadonlyArray<string> => [
  ...(problem === null ? [] : [paint("red", `  ${problem}. Nothing is concluded about what is in it.`)]),
  ...(suspicion === null
    ? []
    : [
        paint("yellow", `  ${shown(suspicion.reason, 600)}.`),
        paint("yellow", `  If you did: reelstate scan ${JSON.stringify(root)} --confirm`)
      ]),
  ...notes.map((note) => paint("yellow", `  ${shown(note, 300)}`))
]

/** A root after one pass. */
export const scannedLines = (status: RootStatus, dryRun: boolean, paint: Paint): ReadonlyArray<string> => [
  paint("bold", shown(status.root)),
  ...facts([
    ["known", `${counted(status.files, "film")} in ${counted(status.folders, "folder")}`],
    [dryRun ? "would tell" : "told now", toldText(status.told)],
    ["open", openText(status)],
    ["took", status.lastScanMs === null ? "" : `${duration(status.lastScanMs)} to look`]
  ]).filter((line) => line.trim().includes(" ")),
  ...troubleLines(status, paint)
]

/** A root that is watched now. */
export const watchedLines = (status: RootStatus, paint: Paint): ReadonlyArray<string> => [
  `  ${shown(status.root)}: ${healthText(status)}, ${counted(status.files, "film")}${openPart(status)}`,
  ...troubleLines(status, paint).map((line) => `  ${line}`)
]

const openPart = (status: RootStatus): string => {
  const open = openText(status)
  return open === "" ? "" : `; ${open}`
}

export const healthText = ({ health, reason, scans }: RootStatus): string => {
  if (scans === 0 && health === "degraded") return "looked at for the first time"
  return `${healthWords[health]}${reason === null ? "" : ` (${shown(reason, 300)})`}`
}

export interface WatchingFacts {
  readonly roots: ReadonlyArray<RootStatus>
  /** Looked at before; nobody watches them now. */
  readonly unwatched: ReadonlyArray<string>
}

export const watchingLines = ({ roots, unwatched }: WatchingFacts, paint: Paint): ReadonlyArray<string> =>
  roots.length + unwatched.length === 0
    ? []
    : [
        "",
        paint("bold", "Folders of films"),
        ...roots.flatMap((status) => watchedLines(status, paint)),
        ...unwatched.map((root) => `  ${shown(root)}: not watched now; \`reelstate scan\` looks at it`)
      ]

/** The line beside the bar of a scan. */
export const progressText = (
  { files, phase, root, told, unsettled }: ScanProgress,
  elapsedMs: number,
  share: number
) => {
  if (phase === "waiting") return `${counted(unsettled, "file")} written a moment ago: waiting for them to stand still`
  const done = phase === "looking" ? files : told.detected + told.moved
  const perSecond = elapsedMs <= 0 ? 0 : (done * 1_000) / elapsedMs
  const leftMs = share <= 0 || share >= 1 ? undefined : (elapsedMs / share) * (1 - share)
  const what = phase === "looking" ? `${count(files)} films in ${shown(root, 60)}` : `${count(done)} films told`
  return `${what}, ${pace(perSecond, "films", leftMs)}`
}
