import { Effect } from "effect"
import { MovieRepository } from "../../../services/movie-repository.ts"
import { StatsTracker } from "../../../services/statistics/stats-tracker.ts"
import { endpoint } from "../endpoint.ts"
import { json } from "../reply.ts"
import { limitOf } from "./parameters.ts"

export const statistics = endpoint({
  method: "GET",
  path: "/v1/stats",
  name: "getStatistics",
  summary: "How the library is used: sums, movies by state, and the most popular",
  parts: {},
  query: { top: limitOf(100) },
  answers: { 200: "Sums over the library, and the most popular movies now" },
  handle: Effect.fnUntraced(function* ({ query }) {
    const tracker = yield* StatsTracker
    const { count } = yield* MovieRepository
    return json({ ...tracker.totals(), states: yield* count, top: yield* tracker.top(query.top ?? 10) })
  })
})
