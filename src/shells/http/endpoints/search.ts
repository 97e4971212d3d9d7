import { Effect, Schema } from "effect"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { json } from "../reply.ts"
import { searchTitles } from "../search-titles.ts"
import { limitOf } from "./parameters.ts"

export const search = endpoint({
  method: "GET",
  path: "/v1/search",
  name: "searchMovies",
  summary: "Movies here by their titles, the best first",
  details:
    "Answers from what is here and asks nobody. To have the providers asked as well, publish SearchRequested; publish " +
    "SearchHit for a result that somebody opens.",
  parts: {},
  query: { q: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)), limit: limitOf(100) },
  answers: { 200: "Movies in short with a score, the higher the better", 400: "bad-parameter" },
  handle: Effect.fnUntraced(function* ({ query }) {
    const { settings } = yield* HttpDesk
    const find = settings.search ?? searchTitles
    return json({ query: query.q, found: yield* find(query.q, query.limit ?? 20) })
  })
})
