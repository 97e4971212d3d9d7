/** Runs a program in a world of actors, in virtual time, from one seed. */
import { Effect, Layer, References } from "effect"
import { Supervisor } from "../../src/actors/supervisor.ts"
import { hourMs } from "../../src/domain/time.ts"
import { ActorWorld } from "./actor-world.ts"
import { goodMood, retryMaxMs } from "./moody-engine.ts"
import { advance, inWorld, type World } from "./virtual.ts"

type Settings = ConstructorParameters<typeof ActorWorld>[1]

export const inActorWorld = <A>(
  seed: number,
  program: (world: ActorWorld) => Effect.Effect<A, unknown, World>,
  settings?: Settings
): Promise<A> => {
  const world = new ActorWorld(seed, settings)
  return inWorld(
    Layer.empty,
    Effect.gen(function* () {
      yield* world.open
      yield* Effect.addFinalizer(() => world.end("close"))
      return yield* Effect.orDie(program(world))
      // A process that loses its disk complains; here that is what is meant to happen.
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None")),
    String(seed)
  )
}

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
