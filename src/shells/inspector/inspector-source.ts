/** A library for the inspector bridge: actors from the supervisor, everything else from the store. */
import { Clock, Effect } from "effect"
import { Supervisor } from "../../actors/supervisor.ts"
import { isMovieId, type MovieId } from "../../domain/identity.ts"
import type { InspectorSource } from "../../infra/inspector/inspector-source.ts"
import { persistedOf, snapshotOf } from "../../machines/lifecycle.ts"
import { movieMachine } from "../../machines/movie-machine.ts"
import { Store } from "../../services/store.ts"
import { pastSteps } from "./past-steps.ts"

const nameLengthMax = 120

const aboutMovie = (store: Store["Service"], id: MovieId, steps: number) =>
  Effect.gen(function* () {
    const movie = yield* store.movie(id)
    const { title = null, year = null } = movie?.identity ?? {}
    const name = title === null ? id : `${title.slice(0, nameLengthMax)}${year === null ? "" : ` (${year})`}`
    const events = steps === 0 ? [] : yield* store.history(id, steps)
    return { name, past: pastSteps(id, events, movie?.lifecycle.state ?? "initial") }
  }).pipe(
    // A look at a damaged line must not end the looking: the movie is shown without it.
    Effect.catchCause(() => Effect.succeed({ name: id as string, past: [] }))
  )

/** The services may be those of a world that crashes and is opened again: they are asked anew every time. */
export const inspectorSource = Effect.gen(function* () {
  const store = yield* Store
  const supervisor = yield* Supervisor
  const clock = yield* Clock.clockWith(Effect.succeed)
  const run = Effect.runPromiseWith(yield* Effect.context())
  const actorOf = (id: MovieId) => supervisor.residents.get(id)?.actor
  const source: InspectorSource = {
    epoch: () => supervisor.residents,
    inspect: (observer) => supervisor.residents.system.inspect(observer),
    now: () => clock.currentTimeMillisUnsafe(),
    position: () => store.lastPosition(),
    definition: movieMachine.config,
    values: function* () {
      for (const { id, lifecycle } of store.all())
        yield [id, actorOf(id)?.getSnapshot().value ?? persistedOf(id, lifecycle).value] as const
    },
    snapshotOf: (id) => {
      const lifecycle = store.lifecycle(id)
      return actorOf(id)?.getSnapshot() ?? (lifecycle && snapshotOf(movieMachine, id, lifecycle))
    },
    resolve: (ref) =>
      isMovieId(ref) && store.has(ref)
        ? Promise.resolve(ref)
        : run(Effect.catchCause(store.resolve(ref), () => Effect.succeed(undefined))),
    about: (id, steps) => run(aboutMovie(store, id, steps))
  }
  return source
})
