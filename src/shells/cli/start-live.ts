/** `reelstate start --providers live`: the first half of the story with real answers, in a library that stays. */
import { Effect } from "effect"
import { readMarker } from "../../lab/lab-directory.ts"
import { type LiveReport, runLiveStory } from "../../lab/live-story.ts"
import type { StoryStep } from "../../lab/step-recorder.ts"
import { storyLines } from "../terminal/story-lines.ts"
import { facts } from "../terminal/table.ts"
import { CommandFailed } from "./failures.ts"
import { enrichmentOf, sourceFor } from "./open-for-commands.ts"
import { paint, printJson, printLines, warn } from "./output.ts"
import type { SourceAsked } from "./provider-environment.ts"

export interface LiveAsked extends SourceAsked {
  readonly directory: string
  readonly json: boolean
}

const introduction = (directory: string) => [
  paint("bold", "The first half of the life of a movie, with real answers, in real time"),
  `The providers are asked now. What they say stays in ${directory}, a library like any other: nothing there is made anew.`,
  "Half a year of silence and the return are only in the replayed story: `reelstate start` without --providers.",
  ""
]

const ending = ({ budgets, directory, steps }: LiveReport) => {
  const last = steps.at(-1)?.after
  return [
    paint("bold", "What it took"),
    ...facts(
      budgets.map(({ counts, missing, provider }) => [
        provider,
        missing ??
          `${counts.requests} requests sent, ${counts.fromCache} answers from the cache, ${counts.failures} failed`
      ])
    ),
    "",
    last === null || last === undefined ? "The movie did not become known." : `The movie is ${last.state} now.`,
    "Try next",
    `  npm run reelstate -- show tmdb:13 --library ${directory}`,
    `  npm run reelstate -- request tmdb:27205 --level deep --library ${directory}`,
    `  npm run reelstate -- status --library ${directory}`
  ]
}

export const startLive = Effect.fnUntraced(function* (asked: LiveAsked) {
  const { directory, json } = asked
  if (readMarker(directory) !== undefined) {
    const detail = `${directory} was made by the replayed story and lives in a time of its own. Name another directory with --library.`
    return yield* new CommandFailed({ detail })
  }
  const source = yield* sourceFor(asked, false)
  if (source.http.tmdbToken === undefined && source.modes.tmdb !== "replay") {
    const detail =
      "The live story needs TMDB_TOKEN, a read access token of themoviedb.org. Without it, run `reelstate start`."
    return yield* new CommandFailed({ detail })
  }
  if (!json) {
    yield* warn(source.notices)
    yield* printLines(introduction(directory))
  }
  const onStep = (step: StoryStep) => (json ? Effect.void : printLines(storyLines(step, paint)))
  const settings = { enrichment: enrichmentOf(source) }
  const report = yield* runLiveStory({ directory, source, settings, onStep })
  yield* json ? printJson(report) : printLines(ending(report))
})
