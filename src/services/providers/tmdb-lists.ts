/** What TMDB's lists of movies mean: search, find, discover, trending, popular, changes, and the filmography of a person. */
import type { Hint } from "../../domain/event.ts"
import { aliasOf } from "../../domain/identity.ts"
import type { AnswerReader } from "./answer-reader.ts"
import { tmdbIdRange } from "./tmdb-credits.ts"
import { runtimeMax, yearOf } from "./tmdb-movie.ts"

/** A movie in a list: enough to show it and to ask for it. */
export interface TmdbHit {
  readonly id: number
  readonly title: string
  readonly originalTitle: string | undefined
  readonly year: number | undefined
  /** Other titles that it goes by, in any language; only where they were asked for. */
  readonly alternativeTitles?: ReadonlyArray<string>
  /** Only where the details were asked for, and told. */
  readonly runtimeMinutes?: number
}

/** What is known of a movie in a list, for an event that names it. */
export const hintOf = ({ id, title, year }: TmdbHit): Hint => ({
  movie: aliasOf("tmdb", id),
  title,
  ...(year === undefined ? {} : { year })
})

export interface TmdbPage {
  readonly page: number
  readonly pages: number
  readonly hits: ReadonlyArray<TmdbHit>
}

/** One part of a person in a movie: the character played, or the job done. */
export interface TmdbRole extends TmdbHit {
  readonly as: string
}

/** Movies that were changed, by their ids. */
export interface TmdbChanges {
  readonly page: number
  readonly pages: number
  readonly ids: ReadonlyArray<number>
}

export interface TmdbConfiguration {
  /** Where pictures are, such as `https://image.tmdb.org/t/p/`; undefined when the answer does not say. */
  readonly imageBaseUrl: string | undefined
  /** The widths that pictures can be had in, such as `w185`. */
  readonly posterSizes: ReadonlyArray<string>
  readonly backdropSizes: ReadonlyArray<string>
}

/** TMDB answers pages 1 to 500 and refuses the rest. */
export const pageMax = 500
const hitsMax = 100
const rolesMax = 2_000
/** A page of changes has a hundred; more than so many are not read. */
const changesMax = 1_000
const otherTitlesMax = 50
const titleLengthMax = 500

const hitIn = (item: AnswerReader): TmdbHit | undefined => {
  const id = item.integer("id", tmdbIdRange)
  const title = item.line("title", titleLengthMax)
  if (id === undefined || title === undefined) return undefined
  return {
    id,
    title,
    originalTitle: item.line("original_title", titleLengthMax),
    year: yearOf(item.date("release_date"))
  }
}

const placeIn = (answer: AnswerReader) => ({
  page: answer.integer("page", { min: 1, max: pageMax }) ?? 1,
  pages: Math.min(answer.integer("total_pages", { min: 0, max: 1e9 }) ?? 1, pageMax)
})

/** A page of movies; undefined when the answer has no list of results. */
export const pageIn = (answer: AnswerReader): TmdbPage | undefined => {
  const hits = answer.list("results", hitsMax, hitIn)
  return hits === undefined ? undefined : { ...placeIn(answer), hits }
}

/** A page of changed movies; undefined when the answer has no list of results. */
export const changesIn = (answer: AnswerReader): TmdbChanges | undefined => {
  const ids = answer.list("results", changesMax, (item) => item.integer("id", tmdbIdRange))
  return ids === undefined ? undefined : { ...placeIn(answer), ids }
}

/** A movie's details with its other titles, as a hit; undefined when it has no title. */
export const closeHitIn = (answer: AnswerReader): TmdbHit | undefined => {
  const hit = hitIn(answer)
  if (hit === undefined) return undefined
  const titles = answer
    .object("alternative_titles")
    ?.list("titles", otherTitlesMax, (item) => item.line("title", titleLengthMax))
  const runtimeMinutes = answer.amount("runtime", runtimeMax)
  return {
    ...hit,
    ...(titles === undefined ? {} : { alternativeTitles: [...new Set(titles)] }),
    ...(runtimeMinutes === undefined ? {} : { runtimeMinutes })
  }
}

/** The movies found by another authority's id; undefined when the answer has no such list. */
export const foundIn = (answer: AnswerReader): ReadonlyArray<TmdbHit> | undefined =>
  answer.list("movie_results", hitsMax, hitIn)

/** A person's movies, in front of the camera and behind it. */
export const filmographyIn = (answer: AnswerReader): ReadonlyArray<TmdbRole> | undefined => {
  const roles = (field: string, as: string) =>
    answer.list(field, rolesMax, (item): TmdbRole | undefined => {
      const hit = hitIn(item)
      return hit === undefined ? undefined : { ...hit, as: item.line(as, 200) ?? "" }
    })
  const cast = roles("cast", "character")
  const crew = roles("crew", "job")
  return cast === undefined && crew === undefined ? undefined : [...(cast ?? []), ...(crew ?? [])]
}

/** The image sizes that TMDB offers; undefined when the answer does not say. */
export const configurationIn = (answer: AnswerReader): TmdbConfiguration | undefined => {
  const images = answer.object("images")
  if (images === undefined) return undefined
  return {
    imageBaseUrl: images.line("secure_base_url", 200),
    posterSizes: images.texts("poster_sizes"),
    backdropSizes: images.texts("backdrop_sizes")
  }
}
