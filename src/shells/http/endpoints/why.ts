import { Effect } from "effect"
import { MovieRepository } from "../../../services/movie-repository.ts"
import { whyFacts } from "../../facts/why-facts.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"
import { knownMovie, unknownMovie } from "./known-movie.ts"
import { limitOf, ref, wholeNumber } from "./parameters.ts"
import { Schema } from "effect"

const whyHistoryMax = 500
/** So far back a history is paged through. */
const historyMax = 10_000

export const why = endpoint({
  method: "GET",
  path: "/v1/movies/{ref}/why",
  name: "explainMovie",
  summary: "Why a movie is as it is: which event, rule, inputs and thresholds brought it there, and what happens next",
  parts: ref,
  query: { history: limitOf(whyHistoryMax) },
  answers: { 200: "The event that brought it there, its causes, deadlines, what each rule says, its newest events" },
  handle: Effect.fnUntraced(function* ({ path, query }) {
    const { settings } = yield* HttpDesk
    const movie = yield* knownMovie(path.ref)
    return json(yield* whyFacts(movie, settings.thresholds, query.history ?? 30))
  })
})

export const history = endpoint({
  method: "GET",
  path: "/v1/movies/{ref}/history",
  name: "getHistory",
  summary: "What happened to a movie, page by page, the newest page first",
  details: "Events of a page are oldest first. `next` is the `before` of the page with what happened earlier.",
  parts: ref,
  query: { limit: limitOf(whyHistoryMax), before: Schema.optionalKey(wholeNumber(1, Number.MAX_SAFE_INTEGER)) },
  answers: { 200: "Events with their positions", 404: "movie-unknown" },
  handle: Effect.fnUntraced(function* ({ path, query }) {
    const { history: historyOf, resolve } = yield* MovieRepository
    const id = yield* resolve(path.ref)
    if (id === undefined) return yield* unknownMovie(path.ref)
    const { before = Infinity, limit = 50 } = query
    // Without a cursor the newest are enough, and one more to know whether there is an earlier page.
    const all = yield* historyOf(id, before === Infinity ? limit + 1 : historyMax)
    const earlier = all.filter(({ position }) => position < before)
    const events = earlier.slice(-limit)
    return json({ events, next: earlier.length > limit ? events[0]!.position : null })
  })
})
