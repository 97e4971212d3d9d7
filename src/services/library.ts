/**
 * What people and programs do with a library: ask for a movie and get at once what is known (LIFE-9), wait for more if they
 * want to, look one up. Everything else is an event on the bus.
 */
import { Clock, Context, Effect, FiberSet, Layer, Stream } from "effect"
import type { Event, EventOf, Hint } from "../domain/event.ts"
import { isMovieId, type MovieRef } from "../domain/identity.ts"
import { isAtLeast, knownLevel, type Level } from "../domain/level.ts"
import type { Movie } from "../domain/movie.ts"
import { EventBus, type EventInvalid } from "./event-bus.ts"
import { MovieRepository } from "./movie-repository.ts"
import { Store, type StoreError } from "./store.ts"
import { Watchers } from "./watchers.ts"

export interface Request extends Hint {
  readonly level: Level
}

export interface Answer {
  /** Undefined when nobody knew the movie until now. */
  readonly movie: Movie | undefined
  /** The level that was asked and is not there yet; null when all that was asked is known, and when nothing can come. */
  readonly coming: Level | null
  /** Why nothing can come; only then. */
  readonly reason?: string
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

type SettledEvent =
  | EventOf<"MovieCreated">
  | EventOf<"MovieEnriched">
  | EventOf<"EnrichmentFailed">
  | EventOf<"MovieQuarantined">
  | EventOf<"MoviesMerged">

/** Being born is enough for whoever asked for no more than that the movie be known. */
const settling: ReadonlySet<Event["type"]> = new Set([
  "MovieCreated",
  "MovieEnriched",
  "EnrichmentFailed",
  "MovieQuarantined",
  "MoviesMerged"
])

/** Of what settles a wait, what says that the level was not reached. */
const isFailure = (event: SettledEvent): event is EventOf<"EnrichmentFailed" | "MovieQuarantined"> =>
  event.type === "EnrichmentFailed" || event.type === "MovieQuarantined"

/** How far back a movie's last failure is looked for. */
const historyMax = 100

/** An id that nobody gave: there is nothing to be born from. */
const leadsNowhere = ({ movie, aliases = [] }: Request): boolean => isMovieId(movie) && aliases.length === 0

const nobodyKnows = ({ movie }: Request): string => `nobody knows ${movie}`

const unreached = (reason: string, movie: Movie | undefined): Outcome => ({
  reached: false,
  reason,
  retryAt: null,
  movie
})

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
      const { find } = yield* MovieRepository
      const bus = yield* EventBus
      const watchers = yield* Watchers
      const background = yield* FiberSet.make()
      // Who closes the library waits for the requests that were answered already.
      yield* Effect.addFinalizer(() => FiberSet.awaitEmpty(background))

      /** The movie that a request means: by its reference, or by any other alias that the request carries. */
      const findFor = Effect.fnUntraced(function* ({ movie, aliases = [] }: Request) {
        for (const ref of [movie, ...aliases]) {
          const found = yield* find(ref)
          if (found !== undefined) return found
        }
        return undefined
      })

      const knows = ({ lifecycle }: Movie, level: Level) =>
        isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), level)

      const publish = (request: Request) => bus.publish({ type: "MovieRequested", ...request })

      const request = Effect.fnUntraced(function* (wanted: Request) {
        const movie = yield* findFor(wanted)
        if (movie === undefined && leadsNowhere(wanted)) {
          return { movie, coming: null, reason: nobodyKnows(wanted) } satisfies Answer as Answer
        }
        const coming = movie !== undefined && knows(movie, wanted.level) ? null : wanted.level
        if (movie === undefined) yield* publish(wanted)
        else yield* FiberSet.run(background, Effect.ignore(publish(wanted), { log: "Warn" }))
        return { movie, coming } satisfies Answer as Answer
      })

      const waitFor = (wanted: Request): Effect.Effect<Outcome, EventInvalid | StoreError> =>
        Effect.scoped(
          Effect.gen(function* () {
            // Only of a movie that nobody knows yet everything must be heard, to find out which one it becomes.
            const events = yield* watchers.watch((yield* findFor(wanted))?.id)
            yield* publish(wanted)
            const known = yield* findFor(wanted)
            const outcome = outcomeNow(wanted, known) ?? (yield* postponed(known))
            if (outcome !== undefined) return outcome
            const outcomes = events.pipe(
              Stream.filter(({ type }) => settling.has(type)),
              Stream.mapEffect((event) => outcomeAt(wanted, event as SettledEvent)),
              Stream.filter((settled) => settled !== undefined),
              Stream.take(1)
            )
            const [settled] = yield* Stream.runCollect(outcomes)
            return settled ?? unreached("the library was closed", known)
          })
        )

      /** What can be said without waiting for anything. */
      const outcomeNow = (wanted: Request, movie: Movie | undefined): Outcome | undefined => {
        if (movie === undefined) return leadsNowhere(wanted) ? unreached(nobodyKnows(wanted), movie) : undefined
        if (knows(movie, wanted.level)) return { reached: true, movie }
        const letter = store.deadLetters().find((each) => each.movie === movie.id && each.retryAt === null)
        return letter && unreached(`it is quarantined: ${letter.reason}`, movie)
      }

      /** A try has failed and the next one is for later: whoever asks meanwhile hears what was heard then (LIFE-3). */
      const postponed = Effect.fnUntraced(function* (movie: Movie | undefined) {
        const retryAt = movie?.lifecycle.retryAt ?? null
        if (movie === undefined || retryAt === null || retryAt <= (yield* Clock.currentTimeMillis)) return undefined
        const failures = (yield* store.history(movie.id, historyMax)).filter(
          ({ event }) => event.type === "EnrichmentFailed"
        )
        const last = failures.at(-1)?.event
        const reason = last?.type === "EnrichmentFailed" ? `${last.reason}: ${last.message}` : "its last try has failed"
        return { reached: false, reason, retryAt, movie } satisfies Outcome as Outcome
      })

      const outcomeAt = Effect.fnUntraced(function* (wanted: Request, event: SettledEvent) {
        const movie = yield* findFor(wanted)
        if (movie === undefined) return undefined
        // Whatever it was that happened: the event that reached the level may be one that was dropped.
        if (knows(movie, wanted.level)) return { reached: true, movie } satisfies Outcome as Outcome
        if (event.movie !== movie.id || !isFailure(event)) return undefined
        if (event.type === "MovieQuarantined") return unreached(`it is quarantined: ${event.reason}`, movie)
        const { reason, message, retryAt } = event
        return { reached: false, reason: `${reason}: ${message}`, retryAt, movie } satisfies Outcome as Outcome
      })

      return Library.of({ find, request, requestAndWait: waitFor })
    })
  ).pipe(Layer.provide(MovieRepository.layer))
}
