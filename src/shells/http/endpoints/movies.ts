import { Effect, Schema } from "effect"
import { LifecycleState } from "../../../domain/level.ts"
import { pageMax } from "../../../services/movie-repository.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { listMovies, movieOrders } from "../movie-list.ts"
import { json } from "../reply.ts"
import { flag, limitOf, wholeNumber } from "./parameters.ts"

const limitDefault = 50

export const movies = endpoint({
  method: "GET",
  path: "/v1/movies",
  name: "listMovies",
  summary: "The movies, page by page",
  details:
    "`next` of a page is the `cursor` of the following one; it is null on the last. A cursor belongs to the order that it " +
    "was given for. Ordered by title, every record is read: that is for libraries of up to 20,000 movies.",
  parts: {},
  query: {
    state: Schema.optionalKey(LifecycleState),
    pinned: Schema.optionalKey(flag),
    year: Schema.optionalKey(wholeNumber(1870, 2200)),
    sort: Schema.optionalKey(Schema.Literals(movieOrders)),
    limit: limitOf(pageMax),
    cursor: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(1_000)))
  },
  answers: { 200: "A page: movies in short, and the cursor of the next", 400: "bad-parameter" },
  handle: Effect.fnUntraced(function* ({ query }) {
    const { settings } = yield* HttpDesk
    const { cursor, limit = limitDefault, sort = "known", ...only } = query
    return json(yield* listMovies({ cursor, limit, sort, only }, settings.thresholds))
  })
})
