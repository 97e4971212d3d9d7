/** `reelstate pin` and `unpin`: a pinned movie is never downgraded, but for what the source's terms demand. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { EventBus } from "../../services/event-bus.ts"
import { findMovie, titleOf } from "./find-movie.ts"
import { changing } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, movieArgument, sourceFlags } from "./options.ts"
import { tellEvents, withEvents } from "./tell-events.ts"

const common = { movie: movieArgument, library: libraryFlag, ...sourceFlags, json: jsonFlag }

export const pin = Command.make(
  "pin",
  {
    ...common,
    reason: Flag.String("reason").pipe(Flag.withDescription("Why, for those who ask later"), Flag.optional)
  },
  Effect.fnUntraced(function* ({ library, movie, reason, ...asked }) {
    const why = Option.isNone(reason) ? {} : { reason: reason.value }
    yield* changing({ directory: library, what: "reelstate pin" }, asked, () =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id, identity } = yield* findMovie(movie)
        const told = yield* withEvents(bus.publish({ type: "MoviePinned", movie: id, by: "command line", ...why }))
        yield* tellEvents(`${titleOf(identity)} is pinned: housekeeping passes it by.`, told, asked.json)
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
  Effect.fnUntraced(function* ({ library, movie, ...asked }) {
    yield* changing({ directory: library, what: "reelstate unpin" }, asked, () =>
      Effect.gen(function* () {
        const bus = yield* EventBus
        const { id, identity } = yield* findMovie(movie)
        const told = yield* withEvents(bus.publish({ type: "MovieUnpinned", movie: id, by: "command line" }))
        yield* tellEvents(`${titleOf(identity)} is pinned no longer.`, told, asked.json)
      })
    )
  })
).pipe(
  Command.withDescription("Take a pin away"),
  Command.withExamples([{ command: "reelstate unpin tmdb:13", description: "By an alias" }])
)
