/**
 * A library that a running server holds, for commands: what they change goes through the server, what they look at is read
 * beside it. The same services as of a library of one's own, as far as commands need them.
 */
import { Effect, Layer, Scope } from "effect"
import { isAtLeast, knownLevel } from "../../domain/level.ts"
import { secondMs } from "../../domain/time.ts"
import { DiskImageFiles } from "../../infra/image-files.ts"
import { JsonStore } from "../../infra/json-store/json-store.ts"
import { AtRest } from "../../services/at-rest.ts"
import { EventBus, EventInvalid } from "../../services/event-bus.ts"
import { Housekeeper, HousekeepingRefused } from "../../services/housekeeping/housekeeper.ts"
import { Library, type Outcome } from "../../services/library.ts"
import { MovieRepository } from "../../services/movie-repository.ts"
import { Store, StoreBroken, StoreError } from "../../services/store.ts"
import { type ClientFailure, httpClient, type HttpClient } from "../http/client.ts"
import type { ServerFile } from "../http/server-file.ts"
import { CommandFailed } from "./failures.ts"
import type { LibraryAccess } from "./open-for-commands.ts"
import { warn } from "./output.ts"
import { onlookerDisk } from "./read-only-disk.ts"

/** What commands may use of a library, be it open here or in a server. */
export type CommandServices = Store | EventBus | AtRest | Library | Housekeeper | MovieRepository

const patienceMs = 120 * secondMs

const storeLayer = ({ directory, what }: LibraryAccess) =>
  Layer.mergeAll(JsonStore.layer({ directory, what }), DiskImageFiles.layer({ directory })).pipe(
    Layer.provide(onlookerDisk)
  )

/** Looks on: the library as it is at this moment. */
export const lookingOn = storeLayer

/** A store that is opened again to see what has become of it. */
const makeRefreshing = Effect.fnUntraced(function* (access: LibraryAccess) {
  const scope = yield* Effect.scope
  const open = Effect.gen(function* () {
    const context = yield* Layer.buildWithScope(Layer.fresh(storeLayer(access)), yield* Scope.fork(scope))
    return context.mapUnsafe.get(Store.key) as Store["Service"]
  })
  let current = yield* open
  const store = new Proxy({} as Store["Service"], { get: (_, name) => Reflect.get(current, name) })
  return { store, refresh: Effect.map(open, (opened) => void (current = opened)) }
})

const broken = (url: string) => (failure: ClientFailure) =>
  new StoreError({ reason: new StoreBroken({ path: url, operation: "be changed through", detail: failure.message }) })

const makeBus = (client: HttpClient, url: string, store: Store["Service"]): EventBus["Service"] => {
  const publishAll: EventBus["Service"]["publishAll"] = (inputs) =>
    Effect.mapError(client.publish(inputs), (failure) =>
      failure._tag === "ServerSaid" && failure.status === 422
        ? new EventInvalid({ type: inputs.map(({ type }) => type).join(", "), detail: failure.detail })
        : broken(url)(failure)
    )
  const inServer = Effect.die(new Error("subscribers live in the server"))
  return EventBus.of({
    publishAll,
    publish: (input) => Effect.map(publishAll([input]), ([receipt]) => receipt!),
    lastPosition: () => store.lastPosition(),
    stamp: () => {
      throw new Error("facts are stamped in the server")
    },
    subscribe: () => inServer,
    status: () => ({ lastPosition: store.lastPosition(), subscribers: [], catchUps: 0 })
  })
}

interface Parts {
  readonly client: HttpClient
  readonly url: string
  readonly store: Store["Service"]
  readonly refresh: Effect.Effect<void, StoreError>
  readonly movies: MovieRepository["Service"]
}

const makeLibrary = ({ client, movies, refresh, url }: Parts): Library["Service"] => {
  const ask = (request: Parameters<Library["Service"]["request"]>[0], waitMs?: number) => {
    const { level, movie } = request
    const wish = { level, ...(waitMs === undefined ? {} : { waitMs }) }
    return client.request(movie, wish).pipe(Effect.mapError(broken(url)), Effect.tap(refresh))
  }
  return Library.of({
    find: movies.find,
    request: (request) => Effect.map(ask(request), ({ coming, movie }) => ({ movie: movie ?? undefined, coming })),
    requestAndWait: (request) =>
      Effect.map(ask(request, patienceMs), ({ movie, reason = "it takes longer", retryAt = null }): Outcome => {
        const isThere =
          movie !== null && isAtLeast(knownLevel(movie.lifecycle.state, movie.lifecycle.kept), request.level)
        return isThere ? { reached: true, movie } : { reached: false, reason, retryAt, movie: movie ?? undefined }
      })
  })
}

const makeHousekeeper = ({ client, url }: Parts): Housekeeper["Service"] => {
  const refused = (plan: string) => (failure: ClientFailure) =>
    failure._tag === "ServerSaid" && failure.status < 500
      ? new HousekeepingRefused({ plan, reason: "PlanUnknown", detail: failure.message })
      : broken(url)(failure)
  return Housekeeper.of({
    plan: Effect.orDie(client.plan),
    apply: (plan, { confirm }) => Effect.mapError(client.apply(plan, confirm), refused(plan)),
    undo: (plan) => Effect.mapError(client.undo(plan), refused(plan)),
    explain: () => Effect.succeed(undefined),
    plans: () => [],
    status: () => ({ name: "housekeeper", position: 0, saved: 0, state: "running", retries: 0, error: null })
  })
}

const makeAtRest = ({ client, refresh }: Parts): AtRest["Service"] => {
  const wait = client.rest(patienceMs).pipe(
    Effect.tap(({ pending, rest }) =>
      rest ? Effect.void : warn([`The server is still at work: ${pending.slice(0, 3).join("; ")}.`])
    ),
    Effect.andThen(refresh),
    Effect.orDie
  )
  return AtRest.of({ register: () => Effect.void, signal: () => undefined, wait, pending: () => [] })
}

/** The services of a library that this server holds. Fails when it is not the server of the file, or does not answer. */
export const servedLayer = (access: LibraryAccess, { instance, token, url }: ServerFile) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const client = httpClient({ url, token })
      const status = yield* Effect.mapError(client.status, ({ message }) => new CommandFailed({ detail: message }))
      if (status.instance !== instance) {
        return yield* new CommandFailed({
          detail: `Another program answers at ${url} than the one that serves the library.`
        })
      }
      const { refresh, store } = yield* makeRefreshing(access)
      const context = yield* Layer.build(Layer.provideMerge(MovieRepository.layer, Layer.succeed(Store, store)))
      const movies = yield* Effect.provideContext(MovieRepository, context)
      const parts: Parts = { client, url, store, refresh, movies }
      const services = Layer.mergeAll(
        Layer.succeed(EventBus, makeBus(client, url, store)),
        Layer.succeed(AtRest, makeAtRest(parts)),
        Layer.succeed(Library, makeLibrary(parts)),
        Layer.succeed(Housekeeper, makeHousekeeper(parts))
      )
      return yield* Layer.build(Layer.merge(Layer.succeedContext(context), services))
    })
  )
