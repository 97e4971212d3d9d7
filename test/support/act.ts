/** Lets an action happen in a world of actors, and lets what follows at the same moment follow. */
import { Effect } from "effect"
import type { ActorWorld } from "./actor-world.ts"
import type { Ending } from "./process-world.ts"
import { type Action, aliasOf, demandEvent, housekeepingEvent, writtenInto } from "./arbitraries/actor-actions.ts"
import { advance, type World } from "./virtual.ts"

const perform = (world: ActorWorld, action: Action): Effect.Effect<unknown, unknown, World> => {
  switch (action.kind) {
    case "ask":
      return world.publish(demandEvent(action))
    case "burst": {
      const event = demandEvent({ ...action, as: "MovieRequested" })
      return world.publish(...Array.from({ length: action.count }, () => event))
    }
    case "edit": {
      const { field, movie, text } = action
      return world.publish({ type: "MovieEdited", movie: aliasOf(movie), field, value: writtenInto(field, text) })
    }
    case "pin":
      return world.publish({ type: "MoviePinned", movie: aliasOf(action.movie) })
    case "unpin":
      return world.publish({ type: "MovieUnpinned", movie: aliasOf(action.movie) })
    case "refresh":
      return world.publish({ type: "ProviderRefreshRequested", movie: aliasOf(action.movie) })
    case "housekeeping":
      return Effect.flatMap(world.record(aliasOf(action.movie)), (movie) =>
        movie === undefined
          ? Effect.void
          : world.publish(housekeepingEvent(action, { id: movie.id, state: movie.lifecycle.state }))
      )
    case "undo":
      return world.publish({ type: "HousekeepingRequested", mode: "undo", plan: `plan ${action.plan}` })
    case "pass":
      return advance(action.durationMs)
    case "restart":
      return world.restart(action.how as Ending)
    case "mood":
      return Effect.sync(() => void (world.moody.mood = action.mood))
  }
}

export const act = (world: ActorWorld, action: Action) =>
  Effect.andThen(Effect.orDie(perform(world, action)), advance(0))
