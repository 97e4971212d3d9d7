/**
 * What people and programs do with a library: ask for a movie and get at once what is known (LIFE-9), wait for more if they
 * want to, look one up. Everything else is an event on the bus.
 */
import { Context, Effect, Layer, Stream } from "effect"
import type { EventOf, Hint } from "../domain/event.ts"
import { isMovieId, type MovieId, type MovieRef } from "../domain/identity.ts"
import { isAtLeast, knownLevel, type Level } from "../domain/level.ts"
import type { Movie } from "../domain/movie.ts"
import { EventBus, type EventInvalid } from "./event-bus.ts"
import { Store, type StoreError } from "./store.ts"
import { Watchers } from "./watchers.ts"

export interface Request extends Hint {
  readonly level: Level
}

export interface Answer {
  /** Undefined when nobody knew the movie until now. */
  readonly movie: Movie | undefined
  /** The level that was asked and is not there yet; null when all that was asked is known. */
  readonly coming: Level | null
}

/** How a wait ended: the level is there, or it will take longer, and why. */
export type Outcome =
  | { readonly reached: true; readonly movie: Movie }
  | {
      readonly reached: false
      readonly reason: string
      readonly retryAt: number | null
      readonly movie: Movie | undefined
    }

type SettledEvent = EventOf<"MovieEnriched"> | EventOf<"EnrichmentFailed">

export class Library extends Context.Service<
  Library,
  {
    readonly find: (ref: MovieRef) => Effect.Effect<Movie | undefined, StoreError>
    /** Answers at once from what is known; the request itself becomes durable in the background. */
    readonly request: (request: Request) => Effect.Effect<Answer, EventInvalid | StoreError>
    /** Asks, and waits until the level is reached or a try has failed. Bound it with Effect.timeout. */
    readonly requestAndWait: (request: Request) => Effect.Effect<Outcome, EventInvalid | StoreError>
  }
>()("reelstate/services/Library") {
  static readonly layer = Layer.effect(
    Library,
    Effect.gen(function* () {
      const store = yield* Store
      const bus = yield* EventBus
      const watchers = yield* Watchers

      const resolve = (ref: MovieRef): Effect.Effect<MovieId | undefined, StoreError> =>
        isMovieId(ref) ? Effect.succeed(store.has(ref) ? ref : undefined) : store.resolve(ref)

      const find = Effect.fnUntraced(function* (ref: MovieRef) {
        const id = yield* resolve(ref)
        return id === undefined ? undefined : yield* store.movie(id)
      })

      const knows = ({ lifecycle }: Movie, level: Level) =>
        isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), level)

      const publish = (request: Request) => bus.publish({ type: "MovieRequested", ...request })

      const request = Effect.fnUntraced(function* (wanted: Request) {
        const movie = yield* find(wanted.movie)
        const coming = movie !== undefined && knows(movie, wanted.level) ? null : wanted.level
        if (movie === undefined) yield* publish(wanted)
        else yield* Effect.forkDetach(Effect.ignore(publish(wanted), { log: "Warn" }))
        return { movie, coming } satisfies Answer
      })

      const waitFor = (wanted: Request): Effect.Effect<Outcome, EventInvalid | StoreError> =>
        Effect.scoped(
          Effect.gen(function* () {
            const events = yield* watchers.watch(undefined)
            yield* publish(wanted)
            const known = yield* find(wanted.movie)
            if (known !== undefined && knows(known, wanted.level)) return { reached: true, movie: known } as const
            const outcomes = events.pipe(
              Stream.filter(({ type }) => type === "MovieEnriched" || type === "EnrichmentFailed"),
              Stream.mapEffect((event) => outcomeAt(wanted, event as SettledEvent)),
              Stream.filter((outcome) => outcome !== undefined),
              Stream.take(1)
            )
            const [outcome] = yield* Stream.runCollect(outcomes)
            return (
              outcome ?? ({ reached: false, reason: "the library was closed", retryAt: null, movie: known } as const)
            )
          })
        )

      const outcomeAt = Effect.fnUntraced(function* (wanted: Request, event: SettledEvent) {
        const movie = yield* find(wanted.movie)
        if (movie === undefined || movie.id !== event.movie) return undefined
        if (knows(movie, wanted.level)) return { reached: true, movie } as const
        if (event.type === "MovieEnriched") return undefined
        return { reached: false, reason: `${event.reason}: ${event.message}`, retryAt: event.retryAt, movie } as const
      })

      return Library.of({ find, request, requestAndWait: waitFor })
    })
  )
}
