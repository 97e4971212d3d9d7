/**
 * Those who watch movies: a page, a request that waits, a follow-up stream. One observer of the bus serves them all; each
 * watcher has a bounded queue, and what a slow one misses is counted, not waited for (RUN-1).
 */
import { type Cause, Context, Effect, Layer, Queue, Schedule, type Scope, Stream } from "effect"
import type { Event } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { EventBus } from "./event-bus.ts"

/** The most events that wait for one watcher; beyond that the oldest are dropped and counted. */
const queueMax = 256

interface Watcher {
  readonly queue: Queue.Queue<Event, Cause.Done>
  /** Who watches a movie that becomes one with another watches that one from then on. */
  movie: MovieId | undefined
}

export interface WatchersStatus {
  readonly watchers: number
  readonly dropped: number
}

export class Watchers extends Context.Service<
  Watchers,
  {
    /** Facts about one movie, or about all, from now on. Subscribed when this returns; ends with the Scope. */
    readonly watch: (movie: MovieId | undefined) => Effect.Effect<Stream.Stream<Event>, never, Scope.Scope>
    readonly status: () => WatchersStatus
  }
>()("reelstate/services/Watchers") {
  static readonly layer = Layer.effect(
    Watchers,
    Effect.gen(function* () {
      const bus = yield* EventBus
      const watchers = new Set<Watcher>()
      let dropped = 0

      const tell = (event: Event) => {
        const movie = "movie" in event ? event.movie : undefined
        for (const watcher of watchers) {
          if (event.type === "MoviesMerged" && watcher.movie === event.merged) watcher.movie = event.movie
          if (watcher.movie !== undefined && watcher.movie !== movie) continue
          if (Queue.sizeUnsafe(watcher.queue) >= queueMax) dropped++
          Queue.offerUnsafe(watcher.queue, event)
        }
      }

      const dismiss = (watcher: Watcher) => {
        watchers.delete(watcher)
        Queue.endUnsafe(watcher.queue)
      }

      const watch = Effect.fnUntraced(function* (movie: MovieId | undefined) {
        const watcher: Watcher = { queue: yield* Queue.sliding<Event, Cause.Done>(queueMax), movie }
        yield* Effect.acquireRelease(
          Effect.sync(() => void watchers.add(watcher)),
          () => Effect.sync(() => dismiss(watcher))
        )
        return Stream.fromQueue(watcher.queue)
      })

      const subscription = yield* bus.subscribe("watchers", bus.lastPosition(), "observer")
      const consume = Effect.gen(function* () {
        const { events, last } = yield* Effect.retry(subscription.take, Schedule.spaced("1 second"))
        if (watchers.size > 0) for (const { event } of events) tell(event)
        subscription.done(last)
        yield* Effect.yieldNow
      })
      yield* Effect.forkScoped(Effect.forever(consume))
      // Nobody waits for a library that is gone.
      yield* Effect.addFinalizer(() => Effect.sync(() => watchers.forEach(dismiss)))
      return Watchers.of({ watch, status: () => ({ watchers: watchers.size, dropped }) })
    })
  )
}
