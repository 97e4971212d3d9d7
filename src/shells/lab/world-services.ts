/**
 * The services of the world for the HTTP shell, which lives in real time. What only looks goes straight to the library as it
 * is; what changes something goes through the world's gate, so that it happens at a moment of the world and is noted. After a
 * crash the same services are those of the library that was opened again.
 */
import { type Clock, Context, Effect, type Exit } from "effect"
import type { World } from "../../lab/world/world.ts"
import type { WorldCommand } from "../../lab/world/world-commands.ts"
import { EventBus } from "../../services/event-bus.ts"
import { Housekeeper } from "../../services/housekeeping/housekeeper.ts"
import { Library } from "../../services/library.ts"
import type { LabServices } from "./lab-desk.ts"
import { Reconnecting } from "./reconnecting.ts"

type Current = () => Context.Context<LabServices>

/** Says the world's time, and waits in real time: who waits for a client must not wait for a world that stands still. */
export const worldShellClock = (now: () => number, real: Clock.Clock): Clock.Clock => ({
  currentTimeMillisUnsafe: now,
  currentTimeMillis: Effect.sync(now),
  currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe(),
  currentTimeNanos: real.currentTimeNanos,
  monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: real.monotonicTimeNanos,
  sleep: (duration) => real.sleep(duration)
})

const done = <A, E>(world: World, command: WorldCommand): Effect.Effect<A, E> =>
  Effect.flatMap(
    Effect.promise(() => world.perform<A, E>(command)),
    (exit: Exit.Exit<A, E>) => exit
  )

/** The world's clock, chance and scheduler are the world's alone: a shell in real time must not wait for them. */
const isOurs = (key: string): boolean => key.startsWith("reelstate/")

const forwarded = (current: Current, key: string): object =>
  new Proxy({}, { get: (_, name) => Reflect.get(current().mapUnsafe.get(key) as object, name) })

const gatedBus = (world: World, current: Current, { subscribe }: Reconnecting): EventBus["Service"] => {
  const bus = () => Context.get(current(), EventBus)
  const publishAll: EventBus["Service"]["publishAll"] = (events) => done(world, { type: "publish", events })
  return EventBus.of({
    publishAll,
    publish: (input) => Effect.map(publishAll([input]), ([receipt]) => receipt!),
    stamp: (body, cause) => bus().stamp(body, cause),
    subscribe,
    lastPosition: () => bus().lastPosition(),
    status: () => bus().status()
  })
}

const gatedLibrary = (world: World, current: Current): Library["Service"] =>
  Library.of({
    find: (ref) => Context.get(current(), Library).find(ref),
    request: (request) => done(world, { type: "ask", request, wait: false }),
    requestAndWait: (request) => done(world, { type: "ask", request, wait: true })
  })

const gatedHousekeeper = (world: World, current: Current): Housekeeper["Service"] => {
  const housekeeper = () => Context.get(current(), Housekeeper)
  return Housekeeper.of({
    plan: done(world, { type: "plan" }),
    apply: (plan, { confirm }) => done(world, { type: "apply", plan, confirm }),
    undo: (plan) => done(world, { type: "undo", plan }),
    explain: (movie) => housekeeper().explain(movie),
    plans: () => housekeeper().plans(),
    status: () => housekeeper().status()
  })
}

/** `current` is the library that is open, or was until a moment ago. */
export const worldServices = (world: World, current: Current) => {
  const reconnecting = new Reconnecting(() => Context.get(current(), EventBus))
  const all = new Map<string, unknown>()
  for (const key of current().mapUnsafe.keys()) if (isOurs(key)) all.set(key, forwarded(current, key))
  all.set(EventBus.key, gatedBus(world, current, reconnecting))
  all.set(Library.key, gatedLibrary(world, current))
  all.set(Housekeeper.key, gatedHousekeeper(world, current))
  const context = Context.makeUnsafe<LabServices>(all)
  return { context, renew: () => reconnecting.renew() }
}
