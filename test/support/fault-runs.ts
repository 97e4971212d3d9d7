/** Lets faults and requests happen to a whole library over HTTP, in virtual time, and waits for rest after each. */
import { Effect, Fiber } from "effect"
import fc from "fast-check"
import type { HttpSettings } from "../../src/infra/http/http-settings.ts"
import type { Shelf } from "../../src/infra/stand-in/shelf.ts"
import { Library, type Outcome } from "../../src/services/library.ts"
import { seed } from "./arbitraries/actor-actions.ts"
import { type FaultAction, faultActions, films } from "./arbitraries/fault-actions.ts"
import { FaultWorld } from "./fault-world.ts"
import { rest } from "./library-runs.ts"
import { inProcess } from "./process-world.ts"
import { advance, type World } from "./virtual.ts"

/** What whoever asked was told in the end; undefined when the library came to rest and had told nothing. */
export type Told = { readonly film: string; readonly outcome: Outcome | undefined }

const askAndWait = Effect.fnUntraced(function* (
  world: FaultWorld,
  { film, level }: Extract<FaultAction, { kind: "ask" }>
) {
  const asked = world.use(Library.use((library) => library.requestAndWait({ ...film, level })))
  const fiber = yield* Effect.forkChild(asked, { startImmediately: true })
  yield* rest(world)
  yield* advance(0)
  const exit = fiber.pollUnsafe()
  if (exit !== undefined) return { film: film.movie, outcome: yield* Fiber.join(fiber) } satisfies Told as Told
  yield* Fiber.interrupt(fiber)
  return { film: film.movie, outcome: undefined } satisfies Told as Told
})

const restart = (world: FaultWorld, how: "close" | "kill" | "power") =>
  Effect.andThen(
    world.end(how),
    Effect.suspend(() => {
      world.net.life += 1
      return world.open
    })
  )

const perform = (world: FaultWorld, action: FaultAction): Effect.Effect<Told | void, unknown, World> => {
  switch (action.kind) {
    case "ask":
      return askAndWait(world, action)
    case "bulk":
      return world.publish(
        { type: "BulkImportRequested", movies: films },
        { type: "BulkEnrichRequested", movies: films.map(({ movie }) => movie), level: action.level }
      )
    case "refresh":
      return world.publish({ type: "ProviderRefreshRequested", movie: action.film.movie })
    case "faults":
      world.net.desk.clear()
      return Effect.asVoid(world.net.desk.add(action.faults))
    case "calm":
      return Effect.sync(() => world.net.desk.clear())
    case "pass":
      return advance(action.durationMs)
    case "restart":
      return restart(world, action.how)
  }
}

/** An action and everything that follows from it; what whoever asked was told. */
export const liveOn = (world: FaultWorld, action: FaultAction) =>
  Effect.tap(Effect.orDie(perform(world, action)), () => rest(world))

const inFaultWorld = <A>(
  number: number,
  shelf: Shelf,
  settings: HttpSettings,
  program: (world: FaultWorld) => Effect.Effect<A, unknown, World>
): Promise<A> => inProcess(new FaultWorld(number, shelf, settings), number, program)

export interface Lives<A> {
  readonly shelf: () => Shelf
  readonly settings: HttpSettings
  readonly numRuns: number
  /** Lives that once went wrong, or that chance seldom leads. They are lived first. */
  readonly examples: ReadonlyArray<ReadonlyArray<FaultAction>>
  /** Lives through everything, and says what was seen. */
  readonly live: (world: FaultWorld, happens: ReadonlyArray<FaultAction>) => Effect.Effect<A, unknown, World>
}

/**
 * Holds laws over any sequence of faults, requests, restarts and time. Laws of the same lives judge what was seen once: all
 * properties begin with one seed, so that they meet the same lives in the same order.
 */
export const overLives = <A>({ examples, live, numRuns, settings, shelf }: Lives<A>) => {
  const lived = new Map<string, Promise<A>>()
  const life = (number: number, happens: ReadonlyArray<FaultAction>): Promise<A> => {
    const key = JSON.stringify([number, happens])
    const seen = lived.get(key) ?? inFaultWorld(number, shelf(), settings, (world) => live(world, happens))
    lived.set(key, seen)
    return seen
  }
  return (holds: (seen: A) => void) =>
    fc.assert(
      fc.asyncProperty(seed, faultActions, async (number, happens) => holds(await life(number, happens))),
      { numRuns, examples: examples.map((happens) => [0, happens]) }
    )
}
