/** `reelstate pin` and `unpin`: a pinned movie is never downgraded, but for what the source's terms demand. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { EventBus } from "../../services/event-bus.ts"
import { findMovie, titleOf } from "./find-movie.ts"
import { changing } from "./open-for-commands.ts"
import { fixturesFlag, jsonFlag, libraryFlag, movieArgument } from "./options.ts"
import { tellEvents, withEvents } from "./tell-events.ts"

const common = { movie: movieArgument, library: libraryFlag, fixtures: fixturesFlag, json: jsonFlag }

export const pin = Command.make(
  "pin",
  {
    ...common,
    reason: Flag.String("reason").pipe(Flag.withDescription("Why, for those who ask later"), Flag.optional)
  },
  Effect.fnUntraced(function* ({ fixtures, json, library, movie, reason }) {
    const why = Option.isNone(reason) ? {} : { reason: reason.value }
    yield* changing({ directory: library, what: "reelstate pin" }, fixtures, () =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id, identity } = yield* findMovie(movie)
        const told = yield* withEvents(bus.publish({ type: "MoviePinned", movie: id, by: "command line", ...why }))
        yield* tellEvents(`${titleOf(identity)} is pinned: housekeeping passes it by.`, told, json)
      })
    )
  })
).pipe(
  Command.withDescription("Keep a movie as it is: housekeeping passes it by"),
  Command.withExamples([
    { command: 'reelstate pin "Forrest Gump" --reason "film night"', description: "With a reason" }
  ])
)

export const unpin = Command.make(
  "unpin",
  common,
  Effect.fnUntraced(function* ({ fixtures, json, library, movie }) {
    yield* changing({ directory: library, what: "reelstate unpin" }, fixtures, () =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id, identity } = yield* findMovie(movie)
        const told = yield* withEvents(bus.publish({ type: "MovieUnpinned", movie: id, by: "command line" }))
        yield* tellEvents(`${titleOf(identity)} is pinned no longer.`, told, json)
      })
    )
  })
).pipe(
  Command.withDescription("Take a pin away"),
  Command.withExamples([{ command: "reelstate unpin tmdb:13", description: "By an alias" }])
)
