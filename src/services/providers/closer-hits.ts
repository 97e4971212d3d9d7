/** A closer look at the first hits of a search: their other titles and running times, which decide between films of one name. */
import { Effect } from "effect"
import type { Lane } from "../data-provider.ts"
import type { TmdbHit } from "./tmdb-lists.ts"
import { TmdbProvider } from "./tmdb-provider.ts"

/** So many hits are looked at closely when nobody says how many: each costs a call. */
const closelyMax = 3

/** The same hits in the same order, the first `atMost` with what their details tell. A hit whose details fail stays as it was. */
export const closerHits = Effect.fnUntraced(function* (hits: ReadonlyArray<TmdbHit>, lane: Lane, atMost = closelyMax) {
  const tmdb = yield* TmdbProvider
  const closer = yield* Effect.forEach(hits.slice(0, atMost), (hit) =>
    Effect.match(tmdb.closeHit(hit.id, lane), {
      onSuccess: (found): TmdbHit => ({ ...found, id: hit.id }),
      onFailure: () => hit
    })
  )
  return [...closer, ...hits.slice(atMost)]
})
