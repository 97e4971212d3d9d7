/** Flags that several commands share. */
import { Result } from "effect"
import { Argument, Flag } from "effect/cli"
import { isAbsolute, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseHybridModes } from "../../infra/hybrid/hybrid-settings.ts"

/** Where `start` puts its library, and where the other commands look when nobody says otherwise. */
const labDirectory = ".reelstate/lab"

const absolute = (path: string): string => (isAbsolute(path) ? resolve(path) : resolve(process.cwd(), path))

export const libraryFlag = Flag.String("library").pipe(
  Flag.withAlias("l"),
  Flag.withDescription("The directory of the library (default: $REELSTATE_LIBRARY, or else ./.reelstate/lab)"),
  Flag.withDefault(process.env["REELSTATE_LIBRARY"] || labDirectory),
  Flag.map(absolute)
)

/** `start` makes its directory anew, so it never takes one from the environment. */
export const labFlag = Flag.String("library").pipe(
  Flag.withAlias("l"),
  Flag.withDescription(
    "The directory to make anew (default: ./.reelstate/lab); one that `start` did not make is never touched"
  ),
  Flag.map(absolute),
  Flag.optional
)

/** Where `start` goes when nobody says otherwise: the replayed story has its directory, the live one another. */
export const startDirectories = {
  replayed: absolute(labDirectory),
  live: absolute(".reelstate/live"),
  world: absolute(".reelstate/world")
}

export const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withDescription("Print JSON for programs, and nothing else"),
  Flag.withDefault(false)
)

export const fixturesBesideTheCode = fileURLToPath(new URL("../../../fixtures/replay", import.meta.url))

export const fixturesFlag = Flag.String("fixtures").pipe(
  Flag.withDescription("The folder of replay fixtures that answers for the providers"),
  Flag.withDefault(fixturesBesideTheCode),
  Flag.map(absolute)
)

export const providersFlag = Flag.String("providers").pipe(
  Flag.withDescription(
    "How providers answer: replay, live, record, replay-then-live or live-then-replay; and others by name, as in live,wikipedia=replay"
  ),
  Flag.filterMap(
    (text) => Result.getSuccess(parseHybridModes(text)),
    (text) => Result.getOrElse(Result.flip(parseHybridModes(text)), () => text)
  ),
  Flag.optional
)

/** For commands that may ask the providers. Which answers they get is decided in provider-environment.ts. */
export const sourceFlags = {
  providers: providersFlag,
  fixtures: Flag.String("fixtures").pipe(
    Flag.withDescription("A folder of replay fixtures to fall back on; by default only what replays does"),
    Flag.map(absolute),
    Flag.optional
  )
}

const movieDescription = "A title, an alias such as tmdb:13 or imdb:tt0109830, or an id such as m_0123456789"

/** The only argument of a command, so that a title of several words needs no quotes. */
export const movieArgument = Argument.String("movie").pipe(
  Argument.withDescription(movieDescription),
  Argument.variadic({ min: 1 }),
  Argument.map((words) => words.join(" "))
)

/** One of several arguments: a title of several words stands in quotes. */
export const quotedMovieArgument = Argument.String("movie").pipe(Argument.withDescription(movieDescription))
