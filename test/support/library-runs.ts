/** Lets actions happen in a whole library, in virtual time, and waits for rest after each. */
import { Effect } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import { minuteMs } from "../../src/domain/time.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import type { DataProvider } from "../../src/services/data-provider.ts"
import { Housekeeper } from "../../src/services/housekeeping/housekeeper.ts"
import { writtenInto } from "./arbitraries/actor-actions.ts"
import type { LibraryAction } from "./arbitraries/library-actions.ts"
import { LibraryWorld } from "./library-world.ts"
import { type Ending, inProcess } from "./process-world.ts"
import { advance, type World } from "./virtual.ts"

export const inLibrary = <A>(
  seed: number,
  fixtures: DataProvider["Service"],
  program: (world: LibraryWorld) => Effect.Effect<A, unknown, World>
): Promise<A> => inProcess(new LibraryWorld(seed, fixtures), seed, program)

/** Lets time pass until nobody works. Bounded: no call takes longer than its deadline. */
export const rest = Effect.fnUntraced(function* (world: { readonly get: (key: typeof AtRest) => AtRest["Service"] }) {
  const { pending } = world.get(AtRest)
  yield* advance(0)
  for (let count = 0; count < 60 && pending().length > 0; count++) yield* advance(minuteMs)
  if (pending().length > 0) throw new Error(`no rest: ${pending().join("; ")}`)
})

const tidy = Effect.fnUntraced(function* (world: LibraryWorld, freeBytes: number | null, undo: boolean) {
  world.disk.freeBytes = freeBytes
  const housekeeper = world.get(Housekeeper)
  const { hash, items } = yield* housekeeper.plan
  if (items.length === 0) return
  // Made twice at one moment it is one and the same plan, and the second time it is refused.
  yield* Effect.ignore(housekeeper.apply(hash, { confirm: true }))
  if (!undo) return
  yield* rest(world)
  yield* Effect.ignore(housekeeper.undo(hash))
})

const eventOf = (action: LibraryAction): EventInput | undefined => {
  switch (action.kind) {
    case "request":
      return { type: "MovieRequested", movie: action.movie, level: action.level }
    case "play":
      return { type: "PlaybackStarted", movie: action.movie }
    case "view":
      return { type: "MovieViewed", movie: action.movie }
    case "pin":
      return { type: "MoviePinned", movie: action.movie }
    case "unpin":
      return { type: "MovieUnpinned", movie: action.movie }
    case "refresh":
      return { type: "ProviderRefreshRequested", movie: action.movie }
    case "file":
      return { type: "VideoFileDetected", path: `/films/${action.movie}.mkv`, aliases: [action.movie] }
    case "edit": {
      const { field, movie, text } = action
      const change = text === null ? { undo: true } : { value: writtenInto(field, text) }
      return { type: "MovieEdited", movie, field, ...change }
    }
    default:
      return undefined
  }
}

const perform = (world: LibraryWorld, action: LibraryAction): Effect.Effect<unknown, unknown, World> => {
  const event = eventOf(action)
  if (event !== undefined) return world.publish(event)
  if (action.kind === "pass") return advance(action.durationMs)
  if (action.kind === "restart") return world.restart(action.how as Ending)
  if (action.kind === "tidy") return tidy(world, action.freeBytes, action.undo)
  return Effect.sync(() => void (world.mood = action as typeof world.mood))
}

/** An action, and everything that follows from it. */
export const liveOn = (world: LibraryWorld, action: LibraryAction) =>
  Effect.andThen(Effect.orDie(perform(world, action)), rest(world))
