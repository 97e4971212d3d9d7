/** `reelstate merge` and `split`: two movies are one, or one is two. Each takes the other back. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { EventInput } from "../../domain/event.ts"
import type { Movie } from "../../domain/movie.ts"
import { EventBus } from "../../services/event-bus.ts"
import { whichIsKept } from "../../services/identity/merged-record.ts"
import { counted, shown } from "../terminal/format.ts"
import { CommandFailed } from "./failures.ts"
import { findMovie, titleOf } from "./find-movie.ts"
import { dryRunFlag } from "./match.ts"
import { changing, looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, quotedMovieArgument, sourceFlags } from "./options.ts"
import { printJson, printLines } from "./output.ts"
import { tellEvents, withEvents } from "./tell-events.ts"

const common = { dryRun: dryRunFlag, library: libraryFlag, ...sourceFlags, json: jsonFlag }
const named = ({ id, identity }: Movie): string => `${titleOf(identity)} (${id})`
const by = "command line"

interface Plan {
  readonly event: EventInput
  readonly would: string
  readonly done: string
}

const mergePlan = Effect.fnUntraced(function* (words: string, others: string, reason: string | undefined) {
  const [a, b] = [yield* findMovie(words), yield* findMovie(others)]
  if (a.id === b.id) return yield* new CommandFailed({ detail: `Both are ${named(a)} already.` })
  const [kept, gone] = whichIsKept(a, b)
  const why = reason === undefined ? {} : { reason }
  const files = counted(kept.identity.files.length + gone.identity.files.length, "file")
  const plan: Plan = {
    event: { type: "MoviesMerged", movie: kept.id, merged: gone.id, by, ...why },
    would: `${named(gone)} would become one with ${named(kept)}: one movie with ${files}. ${kept.id} would be kept.`,
    done: `${named(gone)} is one with ${named(kept)}. Take it back: reelstate split ${kept.id} ${gone.id}`
  }
  return plan
})

const splitPlan = Effect.fnUntraced(function* (words: string, part: string) {
  const movie = yield* findMovie(words)
  const { files, merged = [] } = movie.identity
  const file = files.find(({ path }) => path === part)
  if (file !== undefined) {
    const plan: Plan = {
      event: { type: "MovieSplit", movie: movie.id, file: file.path, by },
      would: `${shown(file.path, 200)} would be a movie of its own, and no longer a file of ${named(movie)}.`,
      done: `${shown(file.path, 200)} is a movie of its own. Say which film it is: reelstate match`
    }
    return plan
  }
  const gone = merged.find(({ id }) => id === part)
  if (gone !== undefined) {
    const plan: Plan = {
      event: { type: "MovieSplit", movie: movie.id, merged: gone.id, by },
      would: `${gone.id} would be a movie of its own again, as it was before it became one with ${named(movie)}.`,
      done: `${gone.id} is a movie of its own again. Take it back: reelstate merge ${movie.id} ${gone.id}`
    }
    return plan
  }
  const parts = [...files.map(({ path }) => shown(path, 200)), ...merged.map(({ id }) => id)]
  const have = parts.length === 0 ? "It has neither." : `It has:${parts.map((each) => `\n  ${each}`).join("")}`
  return yield* new CommandFailed({
    detail: `${named(movie)} has no file or merged movie ${shown(part, 200)}. ${have}`
  })
})

type Planning = ReturnType<typeof mergePlan>
interface Given {
  readonly dryRun: boolean
  readonly library: string
  readonly asked: Parameters<typeof changing>[1]
}

const carryOut = Effect.fnUntraced(function* (what: string, { asked, dryRun, library }: Given, planning: Planning) {
  const access = { directory: library, what }
  if (dryRun) {
    const { event, would } = yield* looking(access, () => planning)
    return yield* asked.json ? printJson({ would, event }) : printLines([would])
  }
  yield* changing(access, asked, () =>
    Effect.gen(function* () {
      const bus = yield* EventBus
      const { done, event } = yield* planning
      yield* tellEvents(done, yield* withEvents(bus.publish(event)), asked.json)
    })
  )
})

export const merge = Command.make(
  "merge",
  {
    movie: quotedMovieArgument,
    other: Argument.String("other").pipe(Argument.withDescription("The movie that is the same film")),
    reason: Flag.String("reason").pipe(Flag.withDescription("Why, for those who ask later"), Flag.optional),
    ...common
  },
  ({ dryRun, library, movie, other, reason, ...asked }) =>
    carryOut("reelstate merge", { dryRun, library, asked }, mergePlan(movie, other, Option.getOrUndefined(reason)))
).pipe(
  Command.withDescription("Make one movie of two that are the same film; the one that knows more is kept"),
  Command.withExamples([
    { command: "reelstate merge tmdb:13 imdb:tt0109830 --dry-run", description: "What would happen" },
    { command: 'reelstate merge "Up" m_0123456789', description: "Files, use, pins and edits of both stay" }
  ])
)

export const split = Command.make(
  "split",
  {
    movie: quotedMovieArgument,
    part: Argument.String("part").pipe(
      Argument.withDescription("A file of the movie, by its path; or the id of a movie that was merged into it")
    ),
    ...common
  },
  ({ dryRun, library, movie, part, ...asked }) =>
    carryOut("reelstate split", { dryRun, library, asked }, splitPlan(movie, part))
).pipe(
  Command.withDescription("Make two movies of one: a file is another film, or a merge was a mistake"),
  Command.withExamples([
    { command: 'reelstate split "Up" "/films/Up (1984).mkv"', description: "That file is another film" },
    { command: 'reelstate split "Up" m_0123456789', description: "Take a merge back" }
  ])
)
