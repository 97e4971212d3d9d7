import { Effect, Schema } from "effect"
import { EventBus } from "../../../services/event-bus.ts"
import { foundMax, Search } from "../../../services/search/search.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"
import { limitOf, wholeNumber } from "./parameters.ts"

const [yearMin, yearMax] = [1870, 2200] as const
const Words = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))

export const search = endpoint({
  method: "GET",
  path: "/v1/search",
  name: "searchMovies",
  summary: "Movies here by their titles, spelled nearly right, in any script, the best first",
  details:
    "Answers from what is here, changes nothing and asks nobody; POST /v1/searches asks the providers as well. " +
    "`isComplete` is false while the titles of a large library are gathered, for a moment after its first search. Publish " +
    "MovieViewed for a result that somebody opens.",
  parts: {},
  query: { q: Words, limit: limitOf(foundMax), year: Schema.optionalKey(wholeNumber(yearMin, yearMax)) },
  answers: { 200: "Movies in short with a score, the higher the better", 400: "bad-parameter" },
  handle: Effect.fnUntraced(function* ({ query: { q, ...asked } }) {
    const index = yield* Search
    return json({ query: q, ...(yield* index.search(q, asked)) })
  })
})

const Wish = Schema.Struct({
  q: Words,
  limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: foundMax }))),
  year: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: yearMin, maximum: yearMax })))
})

export const searches = endpoint({
  method: "POST",
  path: "/v1/searches",
  name: "requestSearch",
  summary: "The search of a person: answers at once from what is here, and has the providers asked",
  details:
    "SearchRequested is published, and SearchHit for each result. What the providers find becomes movies: the stream at " +
    "`changes` begins just before the search, or search again.",
  parts: {},
  query: {},
  body: Wish,
  answers: { 202: "What is here; more may come", 400: "bad-body" },
  handle: Effect.fnUntraced(function* ({ body: { q, ...asked } }) {
    const { basePath } = (yield* HttpDesk).settings
    const position = (yield* EventBus).lastPosition()
    const index = yield* Search
    const answer = yield* index.request(q, asked)
    const changes = `${basePath}/v1/events?type=MovieCreated,SearchHit&after=${position}`
    return json({ query: q, ...answer, changes }, 202)
  })
})
