/** Runs a program in a world of actors, in virtual time, from one seed. */
import { Effect } from "effect"
import { Supervisor } from "../../src/actors/supervisor.ts"
import { hourMs } from "../../src/domain/time.ts"
import { ActorWorld } from "./actor-world.ts"
import { goodMood, retryMaxMs } from "./moody-engine.ts"
import { inProcess } from "./process-world.ts"
import { advance, type World } from "./virtual.ts"

type Settings = ConstructorParameters<typeof ActorWorld>[1]

export const inActorWorld = <A>(
  seed: number,
  program: (world: ActorWorld) => Effect.Effect<A, unknown, World>,
  settings?: Settings
): Promise<A> => inProcess(new ActorWorld(seed, settings), seed, program)

/** Faults stop, a person replays what was quarantined, and time passes: so much that every retry and pause has had its turn. */
export const converge = Effect.fnUntraced(function* (world: ActorWorld) {
  world.moody.mood = goodMood
  world.moody.ill.clear()
  for (let round = 0; round < 3; round++) {
    const { deadLetters, replay } = world.get(Supervisor)
    for (const { movie, retryAt } of deadLetters()) if (retryAt === null) yield* replay(movie)
    yield* advance(retryMaxMs + hourMs)
  }
})
