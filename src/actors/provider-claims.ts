/** A provider gives a movie a name that leads to another: the two are one, unless a person said that they are not. */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import type { Alias, MovieId } from "../domain/identity.ts"
import type { Movie } from "../domain/movie.ts"
import { dayMs } from "../domain/time.ts"
import type { Settlement } from "../machines/movie-events.ts"
import { areApart } from "../services/identity/film-ids.ts"
import { whichIsKept } from "../services/identity/merged-record.ts"
import type { Drafts } from "./drafts.ts"
import type { CycleTools } from "./follow.ts"
import { handOver } from "./handle-event.ts"
import { mergeByItself } from "./merge-movies.ts"

/** A name that the provider gave, and the other movie that goes by it. */
export interface Claim {
  readonly alias: Alias
  readonly owner: Movie
}

/** Empty for nearly every end of work: nothing is read but for names that are new to the movie. */
export const claimsOf = Effect.fnUntraced(function* (
  drafts: Drafts,
  { id, identity }: Movie,
  aliases: ReadonlyArray<Alias>
) {
  const claims: Array<Claim> = []
  for (const alias of aliases) {
    if (identity.aliases.includes(alias)) continue
    const owner = yield* drafts.resolve(alias)
    const movie = owner === undefined || owner === id ? undefined : yield* drafts.movie(owner)
    if (movie !== undefined) claims.push({ alias, owner: movie })
  }
  return claims
})

/** The provider means a film that a person said is another: then nobody knows which this is. */
export const contradiction = (movie: Movie, claims: ReadonlyArray<Claim>, now: number): Settlement | undefined => {
  const claim = claims.find(({ owner }) => areApart(movie, owner))
  if (claim === undefined) return undefined
  const { alias, owner } = claim
  const { title, year } = owner.identity
  const reason = "a person said that it is another movie"
  return {
    ok: false,
    at: now,
    reason: "Unmatched",
    message: `It looks like ${alias}, which is ${owner.id}, and ${reason}.`,
    retryAt: now + 7 * dayMs,
    candidates: [{ ref: alias, title: title ?? alias, year, score: 1, reason }]
  }
}

/** Makes one what the provider says is one. */
export const settleClaims = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  claims: ReadonlyArray<Claim>,
  cause: Event
) {
  let current = id
  for (const { alias, owner } of claims) {
    const movie = yield* drafts.movie(current)
    const other = yield* drafts.movie(owner.id)
    if (movie === undefined || other === undefined) continue
    const pair = whichIsKept(movie, other)
    const letters = yield* mergeByItself(tools, drafts, pair, cause, `a provider calls it ${alias}`)
    current = pair[0].id
    yield* handOver(tools, drafts, letters)
  }
})
