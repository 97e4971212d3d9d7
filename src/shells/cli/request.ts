/** `reelstate request <movie>`: shows at once what is known, and waits for the level that was asked. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { levels } from "../../domain/level.ts"
import { minuteMs } from "../../domain/time.ts"
import { Library, type Outcome } from "../../services/library.ts"
import { instant, shown } from "../terminal/format.ts"
import { Ended, exitCodes } from "./failures.ts"
import { refFor, titleOf } from "./find-movie.ts"
import { changing } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, movieArgument, sourceFlags } from "./options.ts"
import { tellEvents, withEvents } from "./tell-events.ts"

const patienceMs = 2 * minuteMs

const flags = {
  movie: movieArgument,
  level: Flag.Literals("level", levels).pipe(
    Flag.withDescription("How much is to be known"),
    Flag.withDefault("basic" as const)
  ),
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

const sentence = (words: string, level: string, outcome: Outcome): string => {
  const identity = outcome.movie?.identity
  const name = identity === undefined || identity.title === null ? shown(words) : titleOf(identity)
  if (outcome.reached) return `${name} is known to ${level}, and is ${outcome.movie.lifecycle.state}.`
  const again = outcome.retryAt === null ? "" : ` It is tried again at ${instant(outcome.retryAt)}.`
  return `${name} could not be brought to ${level}: ${shown(outcome.reason, 500).replace(/[.]$/, "")}.${again}`
}

export const request = Command.make(
  "request",
  flags,
  Effect.fnUntraced(function* ({ level, library, movie, ...asked }) {
    const outcome = yield* changing({ directory: library, what: "reelstate request" }, asked, () =>
      Effect.gen(function* () {
        const service = yield* Library
        const ref = yield* refFor(movie)
        const waiting = service.requestAndWait({ movie: ref, level }).pipe(Effect.timeout(patienceMs))
        const told = yield* withEvents(waiting)
        yield* tellEvents(sentence(movie, level, told.result), told, asked.json)
        return told.result
      })
    )
    if (!outcome.reached) return yield* new Ended({ code: exitCodes.failed })
  })
).pipe(
  Command.withDescription(
    "Ask for a movie at a level; without TMDB_TOKEN or --providers the answers come from replay fixtures"
  ),
  Command.withExamples([
    { command: 'reelstate request "Forrest Gump" --level deep', description: "Everything about a movie that is known" },
    { command: "reelstate request tmdb:27205 --level medium", description: "A movie that may not be known yet" }
  ])
)
