/** What TMDB's lists of movies mean: search, find, discover, trending, and the filmography of a person. */
import type { Hint } from "../../domain/event.ts"
import { aliasOf } from "../../domain/identity.ts"
import type { AnswerReader } from "./answer-reader.ts"
import { tmdbIdRange } from "./tmdb-credits.ts"
import { yearOf } from "./tmdb-movie.ts"

/** A movie in a list: enough to show it and to ask for it. */
export interface TmdbHit {
  readonly id: number
  readonly title: string
  readonly originalTitle: string | undefined
  readonly year: number | undefined
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

export interface TmdbConfiguration {
  /** The widths that pictures can be had in, such as `w185`. */
  readonly posterSizes: ReadonlyArray<string>
  readonly backdropSizes: ReadonlyArray<string>
}

/** TMDB answers pages 1 to 500 and refuses the rest. */
export const pageMax = 500
const hitsMax = 100
const rolesMax = 2_000
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

/** A page of movies; undefined when the answer has no list of results. */
export const pageIn = (answer: AnswerReader): TmdbPage | undefined => {
  const hits = answer.list("results", hitsMax, hitIn)
  if (hits === undefined) return undefined
  return {
    page: answer.integer("page", { min: 1, max: pageMax }) ?? 1,
    pages: Math.min(answer.integer("total_pages", { min: 0, max: 1e9 }) ?? 1, pageMax),
    hits
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
  return { posterSizes: images.texts("poster_sizes"), backdropSizes: images.texts("backdrop_sizes") }
}
