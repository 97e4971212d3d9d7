/** Which enrichers a request runs, and what TMDB is asked to append so that it is asked once. Pure. */
import { aliasValue } from "../../domain/identity.ts"
import { higherOf, isAtLeast } from "../../domain/level.ts"
import type { Movie } from "../../domain/movie.ts"
import { allEnrichers } from "../enrichers/all-enrichers.ts"
import type { Enricher } from "../enrichers/enricher.ts"
import { externalIds } from "../enrichers/external-ids.ts"
import type { EnrichmentRequest } from "../enrichment.ts"
import type { TmdbParts } from "../providers/tmdb-provider.ts"

export interface Selection {
  readonly enrichers: ReadonlyArray<Enricher>
  readonly parts: TmdbParts
}

const partsFor = (enrichers: ReadonlyArray<Enricher>): TmdbParts => {
  const credits = enrichers.some(({ appends }) => appends === "credits")
  const deep = enrichers.some(({ appends }) => appends === "deep")
  if (credits) return deep ? "all" : "credits"
  return deep ? "deep" : "details"
}

/** Wikipedia's summary is not under TMDB's terms: it stays until it is forgotten. */
const isLimited = (enricher: Enricher): boolean => enricher.needs.includes("tmdb")

const isDue = (enricher: Enricher, movie: Movie, now: number): boolean => {
  const gap = movie.knowledge.gaps.find(({ piece }) => piece === enricher.name)
  if (gap !== undefined) return gap.nextTryAt <= now
  return enricher.fields.some((field) => movie.knowledge.fields[field] === undefined)
}

/** A name that is still missing may have been added since: it is asked for before what needs it. */
const withNames = (due: ReadonlyArray<Enricher>, movie: Movie): ReadonlyArray<Enricher> => {
  const lacksName = due.some(({ needs, needsOneOf = [] }) =>
    [...needs, ...needsOneOf.slice(0, 1)].some(
      (authority) => authority !== "tmdb" && aliasValue(movie.identity.aliases, authority) === undefined
    )
  )
  return allEnrichers.filter((enricher) => due.includes(enricher) || (lacksName && enricher === externalIds))
}

/**
 * advance: the enrichers of the level, with everything up to the wanted level in TMDB's one answer.
 * refresh: all that TMDB's terms are about, up to the level; one call. fill: those whose gap is due, and those whose fields are missing without a gap.
 */
export const selectEnrichers = (request: EnrichmentRequest, movie: Movie, now: number): Selection => {
  const { level, task } = request
  if (task === "advance") {
    const highest = higherOf(level, request.wanted)
    const ahead = allEnrichers.filter((one) => isAtLeast(one.level, level) && isAtLeast(highest, one.level))
    return { enrichers: allEnrichers.filter((one) => one.level === level), parts: partsFor(ahead) }
  }
  const below = allEnrichers.filter((one) => isAtLeast(level, one.level) && (task === "fill" || isLimited(one)))
  const enrichers =
    task === "refresh"
      ? below
      : withNames(
          below.filter((one) => isDue(one, movie, now)),
          movie
        )
  return { enrichers, parts: partsFor(enrichers) }
}
