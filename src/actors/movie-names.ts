/** Who a movie is, in its record: title, year, names; and that nobody could tell. */
import { Effect } from "effect"
import type { Event, FactBody } from "../domain/event.ts"
import type { Alias, MovieId } from "../domain/identity.ts"
import type { Knowledge } from "../domain/knowledge.ts"
import type { Identity, Movie } from "../domain/movie.ts"
import { acceptable } from "../services/identity/film-ids.ts"
import { outgrown } from "../services/identity/identity-limits.ts"
import type { Drafts } from "./drafts.ts"
import type { CycleTools } from "./follow.ts"

/** The identity with the title and year that the knowledge shows, and with these names. */
export const identityWith = (identity: Identity, knowledge: Knowledge, aliases: ReadonlyArray<Alias>): Identity => {
  const title = knowledge.fields.title?.value
  const year = knowledge.fields.year?.value
  const missing = aliases.filter((alias) => !identity.aliases.includes(alias))
  return {
    ...identity,
    title: typeof title === "string" ? title : identity.title,
    year: typeof year === "number" ? year : identity.year,
    aliases: [...identity.aliases, ...missing]
  }
}

export const sameIdentity = (a: Identity, b: Identity) =>
  a.title === b.title && a.year === b.year && a.aliases.length === b.aliases.length && a.unmatched === b.unmatched

/** An alias leads to one movie: what leads to another is not this one's. */
export const ownAliases = (drafts: Drafts, { id, identity }: Movie, aliases: ReadonlyArray<Alias>) =>
  Effect.filter(aliases, (alias) => {
    if (identity.aliases.includes(alias)) return Effect.succeed(true)
    return Effect.map(drafts.resolve(alias), (owner) => owner === undefined || owner === id)
  })

type Unmatchable = Extract<FactBody, { readonly type: "MatchNeeded" | "EnrichmentFailed" }>

/** Nobody could tell which film it is: that stands in the record until somebody does. */
export const noteUnmatched = Effect.fnUntraced(function* (drafts: Drafts, fact: Unmatchable, at: number) {
  const movie = yield* drafts.movie(fact.movie)
  // Of what a person said is no known film nobody need decide.
  if (movie === undefined || movie.identity.match?.to === null) return
  const { identity } = movie
  const before = identity.unmatched
  const unmatched =
    fact.type === "EnrichmentFailed"
      ? { at, reason: fact.message, candidates: [] }
      : { at, reason: before?.reason ?? "", candidates: fact.candidates }
  drafts.setIdentity(movie.id, { ...identity, unmatched })
})

/** Names that were found out though nothing was learnt. */
export const addNames = Effect.fnUntraced(function* (drafts: Drafts, id: MovieId, names: ReadonlyArray<Alias>) {
  const movie = names.length === 0 ? undefined : yield* drafts.movie(id)
  if (movie === undefined) return
  const own = yield* ownAliases(drafts, movie, acceptable(movie.identity, names))
  const { unmatched: _answered, ...known } = movie.identity
  const identity = identityWith(own.length === 0 ? movie.identity : known, movie.knowledge, own)
  if (!sameIdentity(identity, movie.identity)) drafts.setIdentity(id, identity)
})

/** Whether the movie may change so; if not, that is said and counted (RUN-1). */
export const mayBecome = (tools: CycleTools, id: MovieId, before: Identity, after: Identity, event: Event) =>
  Effect.suspend(() => {
    const why = outgrown(before, after)
    if (why === undefined) return Effect.succeed(true)
    tools.shard.refused++
    return Effect.as(Effect.logWarning(`${event.type} adds nothing to ${id}, because ${why}.`), false)
  })
