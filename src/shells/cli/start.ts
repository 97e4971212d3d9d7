/** `reelstate start`: the real case step by step, then a year of a small library, in virtual time on replay fixtures. */
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { relative } from "node:path"
import { asksLive } from "../../infra/hybrid/hybrid-settings.ts"
import { type LabReport, runLab } from "../../lab/lab-run.ts"
import type { StoryStep } from "../../lab/step-recorder.ts"
import { bytes, date } from "../terminal/format.ts"
import { progressOn } from "../terminal/progress.ts"
import { storyLines } from "../terminal/story-lines.ts"
import { facts } from "../terminal/table.ts"
import { yearLines } from "../terminal/year-lines.ts"
import { fixturesBesideTheCode, jsonFlag, labFlag, sourceFlags, startDirectories } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { startLive } from "./start-live.ts"
import { liveUpTo, stayInWorld } from "./start-world.ts"
import { portFlag, worldFlags } from "./world-flags.ts"

const flags = {
  library: labFlag,
  seed: Flag.String("seed").pipe(
    Flag.withDescription("The seed of the whole run: the same seed gives the same journal, byte for byte"),
    Flag.withDefault("1")
  ),
  days: Flag.Int("days").pipe(
    Flag.withDescription("How many days the small library lives, 0 to 365"),
    Flag.filter(
      (days) => days >= 0 && days <= 365,
      (days) => `0 to 365 days, not ${days}`
    ),
    Flag.withDefault(365)
  ),
  ...sourceFlags,
  ...worldFlags,
  once: Flag.Boolean("once").pipe(
    Flag.withDescription(
      "Tell the story and the year, and end; so it is without a terminal, and with --json, in any case"
    ),
    Flag.withDefault(false)
  ),
  page: Flag.Boolean("page").pipe(
    Flag.withDescription("Stay with the living world and its page; --no-page ends after the story and the year"),
    Flag.withDefault(true)
  ),
  port: portFlag(8484),
  json: jsonFlag
}

const keyIsSet =
  "TMDB_TOKEN is set and not used: half a year cannot be lived live. `--providers live` lives its first half."

const introduction = (seed: string) => [
  paint("bold", "The life of a movie, on replay fixtures, in virtual time"),
  `No network. Seed ${seed}. Half a year passes in a second; everything else is the real runtime.`,
  ...(process.env["TMDB_TOKEN"] ? [keyIsSet] : []),
  ""
]

const yearHeading = [paint("bold", "A year of a small library"), ""]

const commandFor = (directory: string): string => {
  const path = relative(process.cwd(), directory)
  const isDefault = path === ".reelstate/lab" && process.env["REELSTATE_LIBRARY"] === undefined
  return isDefault ? "" : ` --library ${path.startsWith("..") ? directory : path}`
}

const ending = ({ directory, endedAt, journalBytes, journalHash, seed }: LabReport, tookMs: number) => {
  const where = commandFor(directory)
  return [
    "",
    paint("bold", "The library it leaves behind"),
    ...facts([
      ["directory", directory],
      ["its own time", date(endedAt)],
      ["journal", `${bytes(journalBytes)}, sha256 ${journalHash}`],
      ["seed", seed],
      ["real time", `${(tookMs / 1_000).toFixed(1)} s`]
    ]),
    "",
    "Try next",
    `  npm run reelstate -- why "Forrest Gump"${where}`,
    `  npm run reelstate -- show "Forrest Gump"${where}`,
    `  npm run reelstate -- list --state downgraded${where}`,
    `  npm run reelstate -- housekeep${where}`,
    `  npm run reelstate -- --help`
  ]
}

interface Replayed {
  readonly directory: string
  readonly fixtures: string
  readonly seed: string
  readonly days: number
  readonly json: boolean
  /** Something follows: the story alone is told. */
  readonly isShort: boolean
}

const startReplayed = Effect.fnUntraced(function* (asked: Replayed) {
  const { days, directory, fixtures, isShort, json, seed } = asked
  const startedAt = performance.now()
  const progress = progressOn(process.stderr)
  const unlessJson = (lines: ReadonlyArray<string>) => (json ? Effect.void : printLines(lines))
  yield* unlessJson(introduction(seed))
  const report = yield* runLab({
    directory,
    fixtures,
    seed,
    days: isShort ? 0 : days,
    onStep: (step: StoryStep) => unlessJson(storyLines(step, paint)),
    onYear: isShort ? Effect.void : unlessJson(yearHeading),
    onDay: (share, at) => progress.show(share, date(at))
  }).pipe(Effect.ensuring(Effect.sync(progress.clear)))
  if (json) return yield* printJson(report)
  if (isShort) return
  yield* printLines(yearLines(report.year, report.outages, paint))
  yield* Console.log(ending(report, performance.now() - startedAt).join("\n"))
})

export const start = Command.make(
  "start",
  flags,
  Effect.fnUntraced(function* ({ at, commands, days, json, library, once, page, seed, ...asked }) {
    const isLive = Option.exists(asked.providers, asksLive)
    const directory = Option.getOrElse(library, () => startDirectories[isLive ? "live" : "replayed"])
    if (isLive) return yield* startLive({ ...asked, directory, json })
    const fixtures = Option.getOrElse(asked.fixtures, () => fixturesBesideTheCode)
    const worldDirectory = Option.match(library, {
      onNone: () => startDirectories.world,
      onSome: (path) => `${path}-world`
    })
    const world = { ...asked, at, commands, directory: worldDirectory, fixtures, seed }
    const isOnce = once || json || !page || !process.stdout.isTTY
    if (at !== null) return yield* isOnce ? liveUpTo({ ...world, at }, json) : stayInWorld(world)
    yield* startReplayed({ directory, fixtures, seed, days, json, isShort: !isOnce })
    if (!isOnce) yield* stayInWorld(world)
  })
).pipe(
  Command.withDescription(
    "Tell the life of a movie, then stay with a living world and its page; or, once, the story and a year of a small library"
  ),
  Command.withExamples([
    { command: "reelstate start", description: "The story, then a living world and its page until Ctrl-C" },
    {
      command: "reelstate start --once",
      description: "The story and a year, into ./.reelstate/lab; so it is in a pipe"
    },
    {
      command: "reelstate start --once --at 3600000",
      description: "The world one hour after its beginning, and its hash"
    },
    { command: "reelstate start --seed 7 --json > run.json", description: "Another seed, as one JSON document" },
    {
      command: "reelstate start --providers live",
      description: "With TMDB_TOKEN: real answers, into ./.reelstate/live"
    }
  ])
)
