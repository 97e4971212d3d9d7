/** `reelstate show <movie>`: everything that is known, field by field, with source and age. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { showLines } from "../terminal/show-lines.ts"
import { findMovie } from "./find-movie.ts"
import { looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, movieArgument } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { showFacts } from "../facts/show-facts.ts"

export const show = Command.make(
  "show",
  { movie: movieArgument, library: libraryFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ json, library, movie }) {
    const facts = yield* looking({ directory: library, what: "reelstate show" }, () =>
      Effect.flatMap(findMovie(movie), showFacts)
    )
    yield* json ? printJson(facts) : printLines(showLines(facts, paint))
  })
).pipe(
  Command.withDescription(
    "Show everything that is known of a movie: every field with its source and age, credits, images, use"
  ),
  Command.withExamples([
    { command: 'reelstate show "Forrest Gump"', description: "By its title" },
    {
      command: "reelstate show imdb:tt0109830 --json",
      description: "By an alias, for a program; times are epoch milliseconds"
    }
  ])
)
