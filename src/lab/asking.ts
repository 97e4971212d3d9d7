/** Somebody asks for a movie: is it known at once, and if not, how long does it take until it is? */
import { Clock, Effect, Option } from "effect"
import type { Hint } from "../domain/event.ts"
import { isAtLeast, knownLevel, type Level } from "../domain/level.ts"
import type { Movie } from "../domain/movie.ts"
import { hourMs } from "../domain/time.ts"
import { EventBus } from "../services/event-bus.ts"
import { Library } from "../services/library.ts"

export interface Asking {
  readonly asked: Level
  /** What was shown at once; null when nobody knew the movie. */
  readonly shownAtOnce: Level | null
  /** All that was asked was known already. */
  readonly knownAtOnce: boolean
  /** When the rest was there, in milliseconds from the question on; null as long as it is not, or when a try has failed. */
  reachedMs: number | null
  /** Why it was not reached, when a try has failed. */
  failed: string | null
}

/** Nobody waits for longer in front of a screen. */
const patienceMs = hourMs

const levelOf = (movie: Movie | undefined): Level | null =>
  movie === undefined ? null : knownLevel(movie.lifecycle.state, movie.lifecycle.kept)

const waitFor = Effect.fnUntraced(function* (asking: Asking, hint: Hint) {
  const library = yield* Library
  const startedAt = yield* Clock.currentTimeMillis
  const outcome = yield* library.requestAndWait({ ...hint, level: asking.asked }).pipe(Effect.timeoutOption(patienceMs))
  if (Option.isNone(outcome)) return void (asking.failed = "nobody waits so long")
  if (outcome.value.reached) return void (asking.reachedMs = (yield* Clock.currentTimeMillis) - startedAt)
  asking.failed = outcome.value.reason
})

const seen = Effect.fnUntraced(function* (movie: Hint["movie"], asked: Level) {
  const library = yield* Library
  const shown = levelOf(yield* library.find(movie))
  const knownAtOnce = shown !== null && isAtLeast(shown, asked)
  const reachedMs = knownAtOnce ? 0 : null
  const asking: Asking = { asked, shownAtOnce: shown, knownAtOnce, reachedMs, failed: null }
  return asking
})

/** A person opens a movie and looks at so much of it. Returns at once; `reachedMs` comes when time goes on. */
export const lookAt = Effect.fnUntraced(function* (hint: Hint, level: Level, session: string) {
  const library = yield* Library
  const bus = yield* EventBus
  const asking = yield* seen(hint.movie, level)
  if (asking.knownAtOnce) yield* library.request({ ...hint, level })
  else yield* Effect.forkDetach(Effect.ignore(waitFor(asking, hint), { log: "Warn" }))
  yield* bus.publish({ type: "MovieViewed", movie: hint.movie, session })
  return asking
})

/** The same, for a world where time passes by itself: returns when the level is there, or a try has failed. */
export const lookUntilThere = Effect.fnUntraced(function* (hint: Hint, level: Level, session: string) {
  const bus = yield* EventBus
  const asking = yield* seen(hint.movie, level)
  yield* waitFor(asking, hint)
  yield* bus.publish({ type: "MovieViewed", movie: hint.movie, session })
  return asking
})
