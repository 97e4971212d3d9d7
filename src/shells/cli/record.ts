/** `reelstate record`: ask the providers, write down what they say, and later live from that; or tell how far it drifted. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { MovieRef } from "../../domain/identity.ts"
import { levels } from "../../domain/level.ts"
import { hybridModes } from "../../infra/hybrid/hybrid-settings.ts"
import { recordMovies } from "../recording/record-movies.ts"
import { planRecording } from "../recording/record-plan.ts"
import { progressOn } from "../terminal/progress.ts"
import { recordLines, recordPlanLines, recordProgress } from "../terminal/record-lines.ts"
import { CommandFailed, Ended, exitCodes } from "./failures.ts"
import { refFor } from "./find-movie.ts"
import { changingAlone, looking, sourceFor, sourceLooking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const flags = {
  movies: Argument.String("movies").pipe(
    Argument.withDescription("Titles in quotes, ids or aliases; every movie of the library when none is given"),
    Argument.variadic()
  ),
  level: Flag.Literals("level", levels).pipe(
    Flag.withDescription("How much is to be known and recorded"),
    Flag.withDefault("deep" as const)
  ),
  drift: Flag.Boolean("drift").pipe(
    Flag.withDescription("Ask again what was recorded, and tell in which fields the answers differ"),
    Flag.withDefault(false)
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Ask nothing; tell how many calls it would be at most"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  json: jsonFlag
}

const refsOf = Effect.fnUntraced(function* (words: ReadonlyArray<string>) {
  if (words.length === 0) return undefined
  return yield* Effect.forEach(words, refFor)
})

interface Asked {
  readonly movies: ReadonlyArray<string>
  readonly level: (typeof levels)[number]
  readonly drift: boolean
  readonly json: boolean
  readonly library: string
}

const named = ({ drift, level }: Asked, movies: ReadonlyArray<MovieRef> | undefined) => ({
  movies,
  level,
  again: drift
})
const access = (directory: string) => ({ directory, what: "reelstate record" })

/** What was recorded is not asked again, unless it is the drift that is asked for. */
const modesFor = ({ drift }: Asked) => ({
  providers: Option.some(hybridModes(drift ? "record" : "replay-then-live")),
  fixtures: Option.none()
})

const dryRun = (asked: Asked) =>
  looking(access(asked.library), ({ marker }) =>
    Effect.gen(function* () {
      const source = yield* sourceFor(modesFor(asked), marker !== undefined)
      const movies = yield* refsOf(asked.movies)
      return yield* planRecording(named(asked, movies)).pipe(Effect.provide(sourceLooking(asked.library, source)))
    }).pipe(Effect.scoped)
  )

const recorded = Effect.fnUntraced(function* (asked: Asked) {
  const progress = progressOn(process.stderr)
  const startedAt = performance.now()
  const onProgress = (done: number, total: number) =>
    progress.show(done / total, recordProgress(done, total, performance.now() - startedAt))
  return yield* changingAlone(access(asked.library), { ...modesFor(asked), json: asked.json }, () =>
    Effect.flatMap(refsOf(asked.movies), (movies) => recordMovies(named(asked, movies), onProgress))
  ).pipe(Effect.ensuring(Effect.sync(progress.clear)))
})

export const record = Command.make(
  "record",
  flags,
  Effect.fnUntraced(function* (asked) {
    if (asked.dryRun) {
      const plan = yield* dryRun(asked)
      return yield* asked.json ? printJson(plan) : printLines(recordPlanLines(plan, paint))
    }
    if (!process.env["TMDB_TOKEN"]?.trim()) {
      const detail =
        "Recording asks the real TMDB: set TMDB_TOKEN to a read access token of themoviedb.org. --dry-run needs none."
      return yield* new CommandFailed({ detail })
    }
    const report = yield* recorded(asked)
    yield* asked.json ? printJson(report) : printLines(recordLines(report, paint))
    if (report.failed.length > 0 || report.stopped !== null) return yield* new Ended({ code: exitCodes.failed })
  })
).pipe(
  Command.withDescription(
    "Ask the providers about movies and write down what they say, to replay it later without them"
  ),
  Command.withExamples([
    { command: "reelstate record --dry-run", description: "How many calls it would be at most, for all movies" },
    { command: 'reelstate record "Forrest Gump" tmdb:27205 --level medium', description: "Two movies" },
    { command: "reelstate record --drift", description: "What has changed at the providers since it was recorded" }
  ])
)
