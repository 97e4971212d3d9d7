/** `reelstate enrich`: many movies are to be known to a level; it waits until they are, or says why not. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { itemsPerEventMax } from "../../domain/event.ts"
import type { MovieRef } from "../../domain/identity.ts"
import { isAtLeast, knownLevel, type Level, levels } from "../../domain/level.ts"
import { AtRest } from "../../services/at-rest.ts"
import { EventBus } from "../../services/event-bus.ts"
import { Store } from "../../services/store.ts"
import { count, counted } from "../terminal/format.ts"
import { pace, progressOn } from "../terminal/progress.ts"
import { refFor } from "./find-movie.ts"
import { CommandFailed } from "./failures.ts"
import { changing, looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { printJson, printLines } from "./output.ts"

const flags = {
  movies: Argument.String("movies").pipe(
    Argument.withDescription("Titles in quotes, ids or aliases"),
    Argument.variadic()
  ),
  all: Flag.Boolean("all").pipe(Flag.withDescription("Every movie of the library"), Flag.withDefault(false)),
  level: Flag.Literals("level", levels).pipe(
    Flag.withDescription("How much is to be known"),
    Flag.withDefault("basic" as const)
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Tell how many movies know less than that; ask nothing"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

const knows = (store: Store["Service"], ref: MovieRef, level: Level) =>
  Effect.map(store.resolve(ref), (id) => {
    const lifecycle = id === undefined ? undefined : store.lifecycle(id)
    return lifecycle !== undefined && isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), level)
  })

interface Wanted {
  readonly movies: ReadonlyArray<string>
  readonly all: boolean
  readonly level: Level
}

/** The movies that know less than they are to, in the order in which they were named or created. */
const lacking = Effect.fnUntraced(function* ({ all, level, movies }: Wanted) {
  const store = yield* Store
  const named: ReadonlyArray<MovieRef> = all
    ? Array.from(store.all(), ({ id }) => id)
    : yield* Effect.forEach(movies, refFor)
  return yield* Effect.filter(named, (ref) => Effect.map(knows(store, ref, level), (known) => !known))
})

const pollEvery = "250 millis"

/** Publishes all that is wanted and waits for rest, with the count of those that arrived. */
const enrichAll = Effect.fnUntraced(function* (wanted: Wanted) {
  const store = yield* Store
  const bus = yield* EventBus
  const refs = yield* lacking(wanted)
  const { level } = wanted
  for (let from = 0; from < refs.length; from += itemsPerEventMax) {
    yield* bus.publish({ type: "BulkEnrichRequested", movies: refs.slice(from, from + itemsPerEventMax), level })
  }
  const reached = Effect.map(
    Effect.filter(refs, (ref) => knows(store, ref, level)),
    (those) => those.length
  )
  const progress = progressOn(process.stderr)
  const startedAt = performance.now()
  const show = Effect.map(reached, (done) => {
    const elapsedMs = performance.now() - startedAt
    const leftMs = done === 0 ? undefined : (elapsedMs / done) * (refs.length - done)
    const rate = pace((done * 1_000) / Math.max(1, elapsedMs), "movies", leftMs)
    progress.show(refs.length === 0 ? 1 : done / refs.length, `${count(done)} of ${count(refs.length)}, ${rate}`)
  })
  const watching = Effect.forever(Effect.andThen(show, Effect.sleep(pollEvery)))
  yield* Effect.raceFirst((yield* AtRest).wait, watching).pipe(Effect.ensuring(Effect.sync(progress.clear)))
  return { asked: refs.length, reached: yield* reached }
})

export const enrich = Command.make(
  "enrich",
  flags,
  Effect.fnUntraced(function* ({ dryRun, library, ...asked }) {
    if (asked.movies.length === 0 && !asked.all) {
      return yield* new CommandFailed({ detail: "Name movies, or say --all." })
    }
    const access = { directory: library, what: "reelstate enrich" }
    const { level } = asked
    if (dryRun) {
      const { length } = yield* looking(access, () => lacking(asked))
      const sentence = `${counted(length, "movie")} would be brought to ${level}.`
      return yield* asked.json ? printJson({ dryRun, asked: length }) : printLines([sentence])
    }
    const report = yield* changing(access, asked, () => enrichAll(asked))
    const later = report.asked - report.reached
    const rest =
      later === 0 ? "" : `; ${counted(later, "movie")} could not be yet, and ${later === 1 ? "tries" : "try"} again`
    yield* asked.json
      ? printJson(report)
      : printLines([`${counted(report.reached, "movie")} of ${count(report.asked)} brought to ${level}${rest}.`])
  })
).pipe(
  Command.withDescription(
    "Bring many movies to a level, behind everybody who waits; killed, it goes on when the library is opened"
  ),
  Command.withExamples([
    { command: "reelstate enrich --all --level medium", description: "The whole library" },
    { command: 'reelstate enrich "Forrest Gump" tmdb:27205 --level deep', description: "Two movies" }
  ])
)
