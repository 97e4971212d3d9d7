/** `reelstate imdb`: IMDb's non-commercial data sets, which a person downloads, as an index on this machine. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { resolve } from "node:path"
import { NodeDisk } from "../../infra/disk/node-disk.ts"
import { buildImdbIndex } from "../../infra/imdb-data-set/build-imdb-index.ts"
import { findDataFiles } from "../../infra/imdb-data-set/data-files.ts"
import { imdbDirectory, openImdbIndex } from "../../infra/imdb-data-set/imdb-index.ts"
import { buildLines, filmLines, progressText, statusLines } from "../terminal/imdb-lines.ts"
import { progressOn } from "../terminal/progress.ts"
import { CommandFailed } from "./failures.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const indexFlag = Flag.String("index").pipe(
  Flag.withDescription("The directory of the index (default: `imdb` in the directory of the library)"),
  Flag.optional
)

const flags = { index: indexFlag, library: libraryFlag, json: jsonFlag }

interface Place {
  readonly index: Option.Option<string>
  readonly library: string
}

const directoryOf = ({ index, library }: Place): string =>
  Option.match(index, { onNone: () => imdbDirectory(library), onSome: (path) => resolve(process.cwd(), path) })

/** The index, which must be there. */
const opened = Effect.fnUntraced(function* (place: Place) {
  const directory = directoryOf(place)
  const index = yield* openImdbIndex(directory)
  if (index !== undefined) return index
  const advice = "Download title.basics.tsv.gz and title.ratings.tsv.gz, and run `reelstate imdb build <folder>`."
  return yield* new CommandFailed({ detail: `There is no index of IMDb titles in ${directory}. ${advice}` })
})

const build = Command.make(
  "build",
  {
    ...flags,
    files: Argument.String("files").pipe(
      Argument.withDescription("The folder with the data sets, or the files themselves; as .tsv.gz or .tsv"),
      Argument.variadic({ min: 1 })
    )
  },
  Effect.fnUntraced(function* ({ files, json, ...place }) {
    const found = yield* findDataFiles(files.map((path) => resolve(process.cwd(), path)))
    const progress = progressOn(process.stderr)
    const report = yield* buildImdbIndex({
      files: found,
      directory: directoryOf(place),
      onProgress: (told) => progress.show(told.share, progressText(told))
    }).pipe(Effect.ensuring(Effect.sync(progress.clear)), Effect.provide(NodeDisk.layer))
    yield* json ? printJson(report) : printLines(buildLines(report, paint))
  })
).pipe(
  Command.withDescription("Build the index from downloaded files. Run it again after it was interrupted: it goes on"),
  Command.withExamples([
    { command: "reelstate imdb build ~/Downloads", description: "A folder with title.basics and title.ratings" },
    { command: "reelstate imdb build title.basics.tsv.gz --index ~/imdb --json", description: "For a program" }
  ])
)

const status = Command.make(
  "status",
  flags,
  Effect.fnUntraced(function* ({ json, ...place }) {
    const index = yield* opened(place)
    const { rated, titles: films } = yield* index.counts
    const facts = { path: index.path, films, rated, build: index.build }
    yield* json ? printJson(facts) : printLines(statusLines(facts, paint))
  }, Effect.scoped)
).pipe(Command.withDescription("Tell what the index holds, from which files, and which of their lines made no sense"))

const lookup = Command.make(
  "lookup",
  {
    ...flags,
    words: Argument.String("id or title").pipe(
      Argument.withDescription("An IMDb id such as tt0133093, or a title"),
      Argument.variadic({ min: 1 })
    ),
    year: Flag.Int("year").pipe(Flag.withDescription("Of a title: films nearest to this year first"), Flag.optional)
  },
  Effect.fnUntraced(function* ({ json, words, year, ...place }) {
    const asked = words.join(" ")
    const index = yield* opened(place)
    const isId = /^tt\d+$/.test(asked)
    const film = isId ? yield* index.lookup(asked) : undefined
    const films = isId
      ? [film].filter((each) => each !== undefined)
      : yield* index.search(asked, Option.getOrUndefined(year))
    if (films.length === 0) {
      return yield* new CommandFailed({ detail: `The index has no film ${isId ? "with the id" : "called"} ${asked}.` })
    }
    yield* json ? printJson(isId ? film : films) : printLines(films.flatMap((each) => filmLines(each, paint)))
  }, Effect.scoped)
).pipe(
  Command.withDescription("Look a film up by its IMDb id or by its title"),
  Command.withExamples([
    { command: "reelstate imdb lookup tt0133093", description: "By id" },
    { command: 'reelstate imdb lookup "The Matrix" --year 1999', description: "By title" }
  ])
)

export const imdb = Command.make("imdb").pipe(
  Command.withDescription(
    "IMDb's non-commercial data sets as an index: ids, titles and ratings without asking anybody"
  ),
  Command.withSubcommands([build, status, lookup])
)
