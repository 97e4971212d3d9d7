import { Effect, Schema } from "effect"
import { Hint } from "../../../domain/event.ts"
import { isMovieId } from "../../../domain/identity.ts"
import { Level, knownLevel } from "../../../domain/level.ts"
import { EventBus } from "../../../services/event-bus.ts"
import { Library, type Answer, type Outcome, type Request } from "../../../services/library.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"
import { movieAddress, unknownMovie } from "./known-movie.ts"
import { ref } from "./parameters.ts"

const { title, year, aliases } = Hint.fields

const Wish = Schema.Struct({
  level: Schema.optionalKey(Level),
  /** How long to wait for the level, in milliseconds; at once when it is not said. */
  waitMs: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 600_000 }))),
  title,
  year,
  aliases
})

/** Asks and waits, but no longer than was said: whatever is known then is the answer. */
const waited = Effect.fnUntraced(function* (request: Request, waitMs: number) {
  const library = yield* Library
  const outcome = yield* library
    .requestAndWait(request)
    .pipe(Effect.timeoutOrElse({ duration: waitMs, orElse: () => Effect.succeed(undefined) }))
  const movie = outcome?.movie ?? (yield* library.find(request.movie))
  const answer: Answer = { movie, coming: outcome?.reached === true ? null : request.level }
  return { answer, outcome }
})

const reasonOf = (outcome: Outcome | undefined) =>
  outcome === undefined || outcome.reached ? {} : { reason: outcome.reason, retryAt: outcome.retryAt }

export const requests = endpoint({
  method: "POST",
  path: "/v1/movies/{ref}/requests",
  name: "requestMovie",
  summary: "Ask for a movie at a level: answers at once with what is known, and what is coming",
  details:
    "With `waitMs` it answers when the level is reached, a try has failed, or the time is up. A movie that nobody knows " +
    "becomes known by an alias. What follows is told by the stream at `changes`, which begins just before the request.",
  parts: ref,
  query: {},
  body: Wish,
  answers: {
    200: "Everything that was asked is known",
    202: "What is known now; `coming` is the level that is on its way",
    404: "movie-unknown: an id that nobody has leads nowhere"
  },
  handle: Effect.fnUntraced(function* ({ body, path }) {
    const { basePath, waitMsMax } = (yield* HttpDesk).settings
    const bus = yield* EventBus
    const library = yield* Library
    const { level = "basic", waitMs = 0, ...hint } = body
    const request: Request = { movie: path.ref, level, ...hint }
    const isNobody = isMovieId(path.ref) && (hint.aliases ?? []).length === 0
    if (isNobody && (yield* library.find(path.ref)) === undefined) return yield* unknownMovie(path.ref)
    const position = bus.lastPosition()
    const { answer, outcome } =
      waitMs === 0
        ? { answer: yield* library.request(request), outcome: undefined }
        : yield* waited(request, Math.min(waitMs, waitMsMax))
    const { coming, movie } = answer
    const known = movie === undefined ? null : knownLevel(movie.lifecycle.state, movie.lifecycle.kept)
    const changes = `${movieAddress(basePath, path.ref, "/changes")}?after=${position}`
    return json(
      { level: known, coming, changes, ...reasonOf(outcome), movie: movie ?? null },
      coming === null ? 200 : 202
    )
  })
})
