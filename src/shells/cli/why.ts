/** `reelstate why <movie>`: which event, rule, inputs and thresholds brought it there, and what happens next. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { whyLines } from "../terminal/why-lines.ts"
import { findMovie } from "./find-movie.ts"
import { looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, movieArgument } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { whyFacts } from "../facts/why-facts.ts"

const flags = {
  movie: movieArgument,
  library: libraryFlag,
  history: Flag.Int("history").pipe(
    Flag.withDescription("How many events of its history are shown, the newest"),
    Flag.withDefault(30)
  ),
  json: jsonFlag
}

export const why = Command.make(
  "why",
  flags,
  Effect.fnUntraced(function* ({ history, json, library, movie }) {
    const facts = yield* looking({ directory: library, what: "reelstate why" }, ({ thresholds }) =>
      Effect.flatMap(findMovie(movie), (found) => whyFacts(found, thresholds, Math.max(1, history)))
    )
    yield* json ? printJson(facts) : printLines(whyLines(facts, paint))
  })
).pipe(
  Command.withDescription(
    "Tell which event, rule, inputs and thresholds brought a movie to its state, and what happens next"
  ),
  Command.withExamples([
    { command: 'reelstate why "Forrest Gump"', description: "By its title" },
    { command: "reelstate why tmdb:13 --json", description: "By an alias, for a program" }
  ])
)
