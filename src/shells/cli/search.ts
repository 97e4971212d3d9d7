/** `reelstate search <words>`: the movies of a library whose titles are nearly these words. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { buildIndex } from "../../services/search/build-index.ts"
import { foundIn } from "../../services/search/search.ts"
import { TitleIndex } from "../../services/search/title-index.ts"
import { counted, shown } from "../terminal/format.ts"
import { titleOf } from "./find-movie.ts"
import { looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, movieArgument } from "./options.ts"
import { printJson, printLines } from "./output.ts"

const flags = {
  words: movieArgument,
  year: Flag.Int("year").pipe(Flag.withDescription("Only movies of this year"), Flag.optional),
  limit: Flag.Int("limit").pipe(Flag.withDescription("At most so many, up to 100"), Flag.withDefault(10)),
  library: libraryFlag,
  json: jsonFlag
}

export const search = Command.make(
  "search",
  flags,
  Effect.fnUntraced(function* ({ json, library, limit, words, year }) {
    const found = yield* looking({ directory: library, what: "reelstate search" }, () =>
      Effect.gen(function* () {
        const index = new TitleIndex()
        yield* buildIndex(index)
        const narrowed = Option.isNone(year) ? { limit } : { limit, year: year.value }
        return yield* foundIn(index, words, narrowed)
      })
    )
    if (json) return yield* printJson({ query: words, found })
    const lines = found.map((movie) => `${movie.movie}  ${titleOf(movie)}`)
    const nobody = `No movie here is called anything like "${shown(words)}".`
    yield* printLines(lines.length === 0 ? [nobody] : [...lines, "", counted(lines.length, "movie")])
  })
).pipe(
  Command.withDescription("Find movies by their titles, spelled nearly right, in any script"),
  Command.withExamples([
    { command: "reelstate search forest gump", description: "Misspelled, and found" },
    { command: "reelstate search alien --year 1979", description: "Only those of one year" }
  ])
)
