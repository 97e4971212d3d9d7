/** Runs a program over layers in virtual time, from one seed. Time starts at a round moment. */
import { Context, Effect, type Layer, type Scope } from "effect"
import { VirtualTime } from "../../src/infra/clocks/virtual-time.ts"

export const startMs = Date.UTC(2026, 0, 1)

/** The clock of the world that a test runs in. */
export class World extends Context.Service<World, VirtualTime>()("reelstate/test/World") {}

/** Lets time pass in the world. */
export const advance = (durationMs: number) => World.use((time) => time.advance(durationMs))

export const inWorld = <A, E, R, E2>(
  layer: Layer.Layer<R, E2>,
  program: Effect.Effect<A, E, R | World | Scope.Scope>,
  seed = "reelstate",
  time = new VirtualTime(startMs)
): Promise<A> =>
  time.run(
    program.pipe(Effect.provide(layer), Effect.provideService(World, time), Effect.scoped) as Effect.Effect<A, E | E2>,
    seed
  )
